#include "foundation/db/postgres_transaction.h"

#include "foundation/db/postgres_values.h"

namespace yici::db {

void PostgresTransaction::check_usable() const {
    if (connection_.failed()) throw Error(ErrorKind::internal, "base.internal", "a statement after a failed one");
}

void PostgresTransaction::run(const Work& work) {
    work(*this);
    if (connection_.failed()) throw Error(ErrorKind::internal, "base.internal", "a database error was swallowed");
}

int64_t PostgresTransaction::execute(std::string_view sql, Values parameters) {
    check_usable();
    const PostgresResult result = connection_.run(sql, parameters);
    const std::string_view command(PQcmdStatus(result.get()));
    // A SELECT's count is of rows that it found, not changed.
    return command.starts_with("SELECT") ? 0 : parse_integer(PQcmdTuples(result.get())).value_or(0);
}

std::vector<Row> PostgresTransaction::query(std::string_view sql, Values parameters) {
    check_usable();
    const PostgresResult result = connection_.run(sql, parameters);
    std::vector<Row> rows;
    const int count = PQntuples(result.get());
    rows.reserve(static_cast<size_t>(count));
    for (int row = 0; row < count; ++row) rows.emplace_back(read_row(*result, row));
    return rows;
}

void PostgresTransaction::query_each(std::string_view sql, Values parameters,
                                     const std::function<bool(const Row&)>& each) {
    check_usable();
    const std::string name = connection_.cursor_name();
    PostgresResult result = connection_.open_cursor(name, sql, parameters);
    for (int count = PQntuples(result.get()); count > 0; count = PQntuples(result.get())) {
        for (int row = 0; row < count; ++row) {
            if (!each(Row(read_row(*result, row)))) {
                connection_.run_script("CLOSE " + name);
                return;
            }
        }
        if (count < PostgresConnection::kFetchedRows) return;  // the end of the transaction closes it
        result = connection_.run_script("FETCH " + std::to_string(PostgresConnection::kFetchedRows) + " FROM " + name);
    }
}

int64_t PostgresTransaction::bulk_load(std::string_view table, std::span<const std::string> columns,
                                       const std::function<bool(std::vector<Value>&)>& next) {
    constexpr size_t kPiece = 64 * 1024;
    check_usable();
    std::string names;
    for (const std::string& column : columns) names += (names.empty() ? "" : ", ") + quoted_name(column);
    connection_.copy_begin("COPY " + quoted_name(table) + " (" + names + ") FROM STDIN");
    try {
        std::vector<Value> row;
        std::string piece;
        while (next(row)) {
            append_copy_row(piece, row);
            if (piece.size() < kPiece) continue;
            connection_.copy_data(piece);
            piece.clear();
        }
        connection_.copy_data(piece);
    } catch (...) {
        connection_.copy_abort();
        throw;
    }
    return connection_.copy_end();
}

void PostgresTransaction::after_commit(std::function<void()> action) {
    deferred_.actions.push_back(std::move(action));
}

void PostgresTransaction::gather(std::shared_ptr<Gathering> into, std::string item) {
    deferred_.items.push_back({std::move(into), std::move(item)});
}

void PostgresTransaction::run_script(const std::string& script) {
    check_usable();
    connection_.run_script(script);
}

}  // namespace yici::db
