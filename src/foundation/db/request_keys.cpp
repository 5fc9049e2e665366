#include "foundation/db/request_keys.h"

#include "foundation/base/error.h"

namespace yici::db {

RequestKeys::RequestKeys(std::string_view table, std::string_view answer_column, std::string_view reused)
    : reused_(reused) {
    const std::string name(table);
    const std::string answer(answer_column);
    find_ = "SELECT fingerprint, " + answer + " FROM " + name + " WHERE actor = ? AND request_key = ?";
    keep_ = "INSERT INTO " + name + " (actor, request_key, fingerprint, " + answer + ") VALUES (?, ?, ?, ?)";
}

std::optional<std::string> RequestKeys::find(Transaction& transaction, std::string_view actor, std::string_view key,
                                             std::string_view fingerprint) const {
    if (key.empty()) return std::nullopt;
    const auto row = transaction.query_one(find_, {std::string(actor), std::string(key)});
    if (!row) return std::nullopt;
    if (row->text(0) != fingerprint) throw Error(ErrorKind::conflict, reused_);
    return row->text(1);
}

void RequestKeys::keep(Transaction& transaction, std::string_view actor, std::string_view key,
                       std::string_view fingerprint, std::string_view answer) const {
    if (key.empty()) return;
    transaction.execute(keep_, {std::string(actor), std::string(key), std::string(fingerprint), std::string(answer)});
}

int64_t next_of_day(Transaction& transaction, std::string_view table, std::string_view day) {
    const std::string name(table);
    return transaction
        .query_one("INSERT INTO " + name + " (day, last) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET last = " + name +
                       ".last + 1 RETURNING last",
                   {std::string(day)})
        ->integer(0);
}

}  // namespace yici::db
