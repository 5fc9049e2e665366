#include "engines/warehouse/warehouse.h"
#include "engines/warehouse/warehouse_text.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"

namespace yici::warehouse {

Warehouse::Sum Warehouse::sum(std::string_view source) {
    return database_.read_value([&](db::Transaction& transaction) {
        Sum sum;
        crypto::Hasher hasher(crypto::HashAlgorithm::sm3);
        const std::vector<db::Value> which{std::string(source)};
        transaction.query_each("SELECT digest FROM warehouse_rows WHERE source = ? AND gone = 0 ORDER BY row_key",
                               db::Values(which), [&](const db::Row& row) {
                                   ++sum.rows;
                                   hasher.update(as_bytes(row.text(0)));
                                   return true;
                               });
        sum.sm3 = to_hex(hasher.finish());
        return sum;
    });
}

Tally Warehouse::total(std::string_view source) {
    return database_.read_value([&](db::Transaction& transaction) {
        const auto row = transaction.query_one(
            "SELECT CAST(COALESCE(SUM(read_rows), 0) AS BIGINT), CAST(COALESCE(SUM(added), 0) AS BIGINT), "
            "CAST(COALESCE(SUM(changed), 0) AS BIGINT), CAST(COALESCE(SUM(gone), 0) AS BIGINT), "
            "CAST(COALESCE(SUM(late), 0) AS BIGINT) FROM warehouse_batches WHERE source = ?",
            {std::string(source)});
        return Tally{row->integer(0), row->integer(1), row->integer(2), row->integer(3), row->integer(4)};
    });
}

namespace {

std::vector<Change> load_changes(db::Transaction& transaction, std::string_view source, int64_t after, int64_t limit) {
    std::vector<Change> found;
    for (const db::Row& row : transaction.query(
             "SELECT change_number, row_key, body, gone FROM warehouse_rows WHERE source = ? AND change_number > ? "
             "ORDER BY change_number LIMIT ?",
             {std::string(source), after, limit})) {
        found.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3) != 0});
    }
    return found;
}

int64_t position_of(db::Transaction& transaction, const std::string& subscriber, const std::string& source) {
    const auto row = transaction.query_one(
        "SELECT change_number FROM warehouse_subscriptions WHERE subscriber = ? AND source = ?", {subscriber, source});
    return row ? row->integer(0) : 0;
}

}  // namespace

std::vector<Change> Warehouse::changes(std::string_view source, int64_t after, int64_t limit) {
    return database_.read_value(
        [&](db::Transaction& transaction) { return load_changes(transaction, source, after, limit); });
}

int64_t Warehouse::deliver(std::string_view subscriber, std::string_view source, int64_t limit, const Take& take) {
    return database_.write_value([&](db::Transaction& transaction) {
        const std::string who(subscriber);
        const std::string what(source);
        const auto changes = load_changes(transaction, source, position_of(transaction, who, what), limit);
        const size_t taken = changes.empty() ? 0 : take(transaction, changes);
        if (taken == 0) return int64_t{0};
        transaction.execute(
            "INSERT INTO warehouse_subscriptions (subscriber, source, change_number) VALUES (?,?,?) "
            "ON CONFLICT (subscriber, source) DO UPDATE SET change_number = excluded.change_number",
            {who, what, changes.at(taken - 1).number});
        return static_cast<int64_t>(taken);
    });
}

int64_t Warehouse::undelivered(std::string_view subscriber, std::string_view source) {
    return database_.read_value([&](db::Transaction& transaction) {
        const std::string what(source);
        return transaction
            .query_one("SELECT COUNT(*) FROM warehouse_rows WHERE source = ? AND change_number > ?",
                       {what, position_of(transaction, std::string(subscriber), what)})
            ->integer(0);
    });
}

}  // namespace yici::warehouse
