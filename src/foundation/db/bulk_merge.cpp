#include "foundation/db/bulk_merge.h"

#include "foundation/db/engine.h"

namespace yici::db {

namespace {

/// Below this a temporary table costs more than the statements that it saves.
constexpr size_t kFew = 16;

std::string names_of(std::span<const std::string> columns) {
    std::string names;
    for (const std::string& column : columns) names += (names.empty() ? "" : ", ") + quoted_name(column);
    return names;
}

std::string head_of(const Merging& merging) {
    return "INSERT INTO " + quoted_name(merging.table) + " (" + names_of(merging.columns) + ") ";
}

std::string tail_of(const Merging& merging) {
    const std::string tail = " ON CONFLICT (" + names_of(merging.columns.first(merging.keys)) + ") DO ";
    if (!merging.replaces) return tail + "NOTHING";
    std::string changes;
    for (const std::string& column : merging.columns.subspan(merging.keys)) {
        changes += changes.empty() ? "" : ", ";
        changes += quoted_name(column) + " = excluded." + quoted_name(column);
    }
    return tail + "UPDATE SET " + changes;
}

std::string statement_of(const Merging& merging) {
    std::string marks;
    for (size_t i = 0; i < merging.columns.size(); ++i) marks += i == 0 ? "?" : ", ?";
    return head_of(merging) + "VALUES (" + marks + ")" + tail_of(merging);
}

}  // namespace

int64_t bulk_merge(Transaction& transaction, Dialect dialect, const Merging& merging,
                   const std::function<bool(std::vector<Value>&)>& next) {
    const size_t most = dialect == Dialect::sqlite ? 0 : kFew;
    std::vector<std::vector<Value>> few;
    std::vector<Value> row;
    bool more = true;
    while (few.size() < most && (more = next(row))) few.push_back(row);
    if (dialect == Dialect::sqlite || !more) {
        const std::string sql = statement_of(merging);
        auto count = static_cast<int64_t>(few.size());
        for (const std::vector<Value>& each : few) transaction.execute(sql, Values(each));
        for (; more && next(row); ++count) transaction.execute(sql, Values(row));
        return count;
    }
    const std::string waiting = "merging_" + std::string(merging.table);
    transaction.execute("CREATE TEMPORARY TABLE IF NOT EXISTS " + quoted_name(waiting) +
                        " ON COMMIT DELETE ROWS AS SELECT " + names_of(merging.columns) + " FROM " +
                        quoted_name(merging.table) + " WITH NO DATA");
    size_t at = 0;
    const int64_t count = transaction.bulk_load(waiting, merging.columns, [&](std::vector<Value>& values) {
        if (at == few.size()) return next(values);
        values = std::move(few[at++]);
        return true;
    });
    transaction.execute(head_of(merging) + "SELECT " + names_of(merging.columns) + " FROM " + quoted_name(waiting) +
                        tail_of(merging));
    transaction.execute("TRUNCATE " + quoted_name(waiting));
    return count;
}

}  // namespace yici::db
