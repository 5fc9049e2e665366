#include <filesystem>
#include <mutex>

#include "engines/exchange/connector.h"
#include "foundation/base/error.h"
#include "foundation/db/database.h"

namespace yici::exchange {
namespace {

std::string text_of(const db::Row& row, size_t column, records::DataType type) {
    // The columns' types are the department's own; a flag may well be an integer there.
    try {
        return row.text_or_none(column).value_or("");
    } catch (const Error&) {
    }
    try {
        const int64_t number = row.integer(column);
        if (type == records::DataType::flag) return number != 0 ? "true" : "false";
        return std::to_string(number);
    } catch (const Error&) {
    }
    std::string text = std::to_string(row.number(column));
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

class SqlConnector final : public Connector {
  public:
    explicit SqlConnector(const System& system) : system_(system) {}

    Fetched fetch(const CallWork& work, const records::RecordType& type) override {
        const std::vector<std::string> fields = work.asked_fields();
        std::vector<db::Row> rows;
        try {
            database(work.checked.resource->delivery.timeout).read([&](db::Transaction& transaction) {
                rows = transaction.query(statement(*work.checked.resource, fields), {work.call.subject});
            });
        } catch (const Error& error) {
            if (error.key() == "db.unreachable") {
                throw Error(ErrorKind::unavailable, "exchange.provider_unreachable", error.key());
            }
            throw Error(ErrorKind::unavailable, "exchange.provider_failed", error.key());
        }
        if (rows.empty()) return {};
        if (rows.size() > 1) throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", "more than one row");
        Fetched fetched;
        fetched.found = true;
        for (size_t i = 0; i < fields.size(); ++i) {
            const records::Field* field = type.find(fields[i]);
            std::string text = field == nullptr ? std::string() : text_of(rows[0], i, field->data_type);
            if (field == nullptr || !records::fits(field->data_type, text)) {
                throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", fields[i]);
            }
            if (!text.empty()) fetched.values.emplace_back(fields[i], std::move(text));
        }
        return fetched;
    }

  private:
    /// Names the query's columns as our items, so that only the asked ones leave the department's database.
    static std::string statement(const Resource& resource, const std::vector<std::string>& fields) {
        std::string sql =
            "WITH record (" + join(resource.items, ", ") + ") AS (" + resource.delivery.query + ") SELECT ";
        sql += fields.empty() ? "1" : join(fields, ", ");
        return sql + " FROM record LIMIT 2";
    }

    db::Database& database(std::chrono::milliseconds timeout) {
        const std::lock_guard lock(mutex_);
        if (!database_) {
            constexpr std::string_view kSqlite = "sqlite:";
            const bool missing = system_.database.starts_with(kSqlite) &&
                                 !std::filesystem::exists(system_.database.substr(kSqlite.size()));
            if (missing) throw Error(ErrorKind::unavailable, "db.unreachable", system_.name);
            db::Options options;
            options.connections = 2;
            options.statement_timeout_ms = static_cast<int>(timeout.count());
            database_ = db::open(system_.database, options);
        }
        return *database_;
    }

    System system_;
    std::mutex mutex_;
    std::unique_ptr<db::Database> database_;
};

}  // namespace

std::unique_ptr<Connector> make_sql_connector(const System& system) {
    return std::make_unique<SqlConnector>(system);
}

}  // namespace yici::exchange
