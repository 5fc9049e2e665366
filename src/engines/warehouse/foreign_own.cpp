#include <charconv>
#include <filesystem>

#include "engines/warehouse/foreign_kinds.h"
#include "foundation/base/error.h"
#include "foundation/db/database.h"

namespace yici::warehouse {

namespace {

constexpr std::string_view kSqlite = "sqlite:";

std::optional<std::string> text_of(db::Value value) {
    if (auto* text = std::get_if<std::string>(&value)) return std::move(*text);
    if (const auto* integer = std::get_if<int64_t>(&value)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&value)) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, *number).ptr;
        return std::string(digits, end);
    }
    if (const auto* bytes = std::get_if<Bytes>(&value)) return to_hex(*bytes);
    return std::nullopt;
}

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

class OwnKind final : public Foreign {
  public:
    explicit OwnKind(std::string url) : url_(std::move(url)) {}

    std::vector<Column> columns(std::string_view table) override {
        const size_t dot = table.find('.');
        const std::string name(dot == std::string_view::npos ? table : table.substr(dot + 1));
        std::vector<std::string> parameters{name};
        std::string sql = R"(SELECT name, type FROM pragma_table_info(?))";
        if (!url_.starts_with(kSqlite)) {
            sql = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ? AND ";
            if (dot == std::string_view::npos) {
                sql += "table_schema = ANY (current_schemas(false))";
            } else {
                sql += "table_schema = ?";
                parameters.emplace_back(table.substr(0, dot));
            }
            sql += " ORDER BY ordinal_position";
        }
        std::vector<Column> found;
        for (Cells& row : select(sql, parameters)) {
            found.push_back({row[0].value_or(""), lower(row[1].value_or(""))});
        }
        return found;
    }

    std::vector<Cells> select(std::string_view sql, std::span<const std::string> parameters) override {
        const std::vector<db::Value> values(parameters.begin(), parameters.end());
        std::vector<Cells> rows;
        try {
            open().read([&](db::Transaction& transaction) {
                rows.clear();
                for (db::Row& row : transaction.query(sql, db::Values(values))) {
                    Cells cells;
                    for (db::Value& value : std::move(row).release()) cells.push_back(text_of(std::move(value)));
                    rows.push_back(std::move(cells));
                }
            });
        } catch (const Error& error) {
            database_.reset();
            if (error.key() == "db.failed") {
                throw Error(ErrorKind::unavailable, "warehouse.source_refused", error.detail());
            }
            throw Error(ErrorKind::unavailable, "warehouse.source_unreachable", error.key());
        }
        return rows;
    }

  private:
    db::Database& open() {
        if (!database_) {
            const bool missing = url_.starts_with(kSqlite) && !std::filesystem::exists(url_.substr(kSqlite.size()));
            if (missing) throw Error(ErrorKind::unavailable, "db.unreachable", url_);
            db::Options options;
            options.connections = 1;
            database_ = db::open(url_, options);
        }
        return *database_;
    }

    std::string url_;
    std::unique_ptr<db::Database> database_;
};

}  // namespace

std::unique_ptr<Foreign> connect_own_kind(std::string url) {
    return std::make_unique<OwnKind>(std::move(url));
}

}  // namespace yici::warehouse
