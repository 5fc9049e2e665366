#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yici::warehouse {

/// A column of a department's table, with its type as their catalogue spells it, in small letters.
struct Column {
    std::string name;
    std::string type;
    friend bool operator==(const Column&, const Column&) = default;
};

/// A row as text in the order of the columns that were asked for; none for NULL.
using Cells = std::vector<std::optional<std::string>>;

/// A department's own database, read only. Every value comes as text; a parameter goes as text and takes the type of
/// the column that it meets. Errors: warehouse.source_unreachable (unavailable) when it is away or went away,
/// warehouse.source_refused (unavailable; detail has their words) when it does not like the statement.
class Foreign {
  public:
    virtual ~Foreign() = default;
    /// In the table's order; empty where there is no such table.
    [[nodiscard]] virtual std::vector<Column> columns(std::string_view table) = 0;
    /// SQL with ? for parameters, names in double quotes.
    [[nodiscard]] virtual std::vector<Cells> select(std::string_view sql, std::span<const std::string> parameters) = 0;
};

/// "postgresql:…" and "sqlite:FILE" as db::open takes them, "mariadb://user:password@host:port/database" (or
/// "mariadb://user@localhost/database?socket=/path"), "odbc:CONNECTION-STRING". Connects at the first question and
/// again after a loss. Throws warehouse.bad_source (invalid_input).
[[nodiscard]] std::unique_ptr<Foreign> connect(std::string_view url);

/// "a name" in double quotes, those inside doubled; a dot separates schema and table.
[[nodiscard]] std::string quoted(std::string_view name);

}  // namespace yici::warehouse
