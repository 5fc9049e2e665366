#include "foundation/db/sqlite_transaction.h"

namespace yici::db {

using Statement = SqliteConnection::Statement;

void SqliteTransaction::check_usable() const {
    if (connection_.failed()) throw Error(ErrorKind::internal, "base.internal", "a statement after a failed one");
}

void SqliteTransaction::run(const Work& work) {
    work(*this);
    if (connection_.failed()) throw Error(ErrorKind::internal, "base.internal", "a database error was swallowed");
}

int64_t SqliteTransaction::execute(std::string_view sql, Values parameters) {
    check_usable();
    Statement statement(connection_, sql);
    statement.bind(parameters);
    const int64_t before = connection_.changes_in_all();
    while (statement.step()) {
    }
    // SQLite keeps the last count for statements that change no rows, such as CREATE TABLE.
    return connection_.changes_in_all() == before ? 0 : connection_.changes();
}

std::vector<Row> SqliteTransaction::query(std::string_view sql, Values parameters) {
    check_usable();
    Statement statement(connection_, sql);
    statement.bind(parameters);
    std::vector<Row> rows;
    while (statement.step()) {
        std::vector<Value> values;
        statement.read(values);
        rows.emplace_back(std::move(values));
    }
    return rows;
}

void SqliteTransaction::query_each(std::string_view sql, Values parameters,
                                   const std::function<bool(const Row&)>& each) {
    check_usable();
    Statement statement(connection_, sql);
    statement.bind(parameters);
    std::vector<Value> values;
    while (statement.step()) {
        statement.read(values);
        Row row(std::move(values));
        if (!each(row)) return;
        values = std::move(row).release();
    }
}

int64_t SqliteTransaction::bulk_load(std::string_view table, std::span<const std::string> columns,
                                     const std::function<bool(std::vector<Value>&)>& next) {
    check_usable();
    std::string names;
    std::string marks;
    for (const std::string& column : columns) {
        names += (names.empty() ? "" : ", ") + quoted_name(column);
        marks += marks.empty() ? "?" : ", ?";
    }
    const std::string sql = "INSERT INTO " + quoted_name(table) + " (" + names + ") VALUES (" + marks + ")";
    Statement statement(connection_, sql);
    std::vector<Value> row;
    int64_t count = 0;
    for (; next(row); ++count) {
        statement.bind(row);
        statement.step();
        statement.reset();
    }
    return count;
}

void SqliteTransaction::after_commit(std::function<void()> action) {
    deferred_.actions.push_back(std::move(action));
}

void SqliteTransaction::gather(std::shared_ptr<Gathering> into, std::string item) {
    deferred_.items.push_back({std::move(into), std::move(item)});
}

void SqliteTransaction::run_script(const std::string& script) {
    check_usable();
    connection_.run_script(script);
}

}  // namespace yici::db
