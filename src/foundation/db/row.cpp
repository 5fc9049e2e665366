#include "foundation/base/error.h"
#include "foundation/db/database.h"

namespace yici::db {

namespace {

constexpr std::string_view kTypeNames[] = {"NULL", "an integer", "a number", "text", "bytes"};

const Value& at(const std::vector<Value>& values, size_t column) {
    if (column < values.size()) return values[column];
    throw Error(ErrorKind::internal, "base.internal",
                "column " + std::to_string(column) + " of a row of " + std::to_string(values.size()));
}

template <typename Type>
const Type& get(const std::vector<Value>& values, size_t column, std::string_view expected) {
    const Value& value = at(values, column);
    if (const auto* found = std::get_if<Type>(&value)) return *found;
    throw Error(ErrorKind::internal, "base.internal",
                "column " + std::to_string(column) + " holds " + std::string(kTypeNames[value.index()]) + ", not " +
                    std::string(expected));
}

}  // namespace

bool Row::is_null(size_t column) const {
    return std::holds_alternative<std::monostate>(at(values_, column));
}

int64_t Row::integer(size_t column) const {
    return get<int64_t>(values_, column, "an integer");
}

double Row::number(size_t column) const {
    if (const auto* whole = std::get_if<int64_t>(&at(values_, column))) return static_cast<double>(*whole);
    return get<double>(values_, column, "a number");
}

const std::string& Row::text(size_t column) const {
    return get<std::string>(values_, column, "text");
}

const Bytes& Row::bytes(size_t column) const {
    return get<Bytes>(values_, column, "bytes");
}

std::optional<int64_t> Row::integer_or_none(size_t column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::optional<std::string> Row::text_or_none(size_t column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

std::optional<Row> Transaction::query_one(std::string_view sql, std::initializer_list<Value> parameters) {
    std::vector<Row> rows = query(sql, Values(parameters.begin(), parameters.size()));
    if (rows.empty()) return std::nullopt;
    if (rows.size() > 1) {
        throw Error(ErrorKind::internal, "base.internal", "more than one row: " + std::string(sql.substr(0, 200)));
    }
    return std::move(rows.front());
}

}  // namespace yici::db
