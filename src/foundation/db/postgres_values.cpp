#include "foundation/db/postgres_values.h"

#include <array>
#include <charconv>
#include <cstring>

#include "foundation/base/error.h"
#include "foundation/db/engine.h"

namespace yici::db {

namespace {

// pg_type.dat of PostgreSQL; these numbers never change.
enum TypeOid : Oid {
    kBool = 16,
    kBytea = 17,
    kInt8 = 20,
    kInt2 = 21,
    kInt4 = 23,
    kOid = 26,
    kFloat4 = 700,
    kFloat8 = 701,
    kNumeric = 1700
};

template <typename Number>
std::string to_text(Number number) {
    std::array<char, 40> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    return std::string(buffer.data(), end);
}

template <typename Number>
bool parse(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

/// Past a quoted piece that begins at `at`; a doubled quote inside ends one piece and begins the next.
size_t skip_quoted(std::string_view sql, size_t at) {
    const size_t end = sql.find(sql[at], at + 1);
    return end == std::string_view::npos ? sql.size() : end + 1;
}

size_t skip_past(std::string_view sql, size_t at, std::string_view mark) {
    const size_t end = sql.find(mark, at);
    return end == std::string_view::npos ? sql.size() : end + mark.size();
}

Value parse_number(Oid type, std::string_view text) {
    int64_t whole = 0;
    if (type != kFloat4 && type != kFloat8 && parse(text, whole)) return whole;
    double number = 0;
    if (parse(text, number)) return number;
    return std::string(text);
}

Bytes parse_bytea(std::string_view text) {
    std::optional<Bytes> bytes;
    if (text.starts_with("\\x")) bytes = from_hex(text.substr(2));
    if (!bytes) throw Error(ErrorKind::internal, "db.failed", "the server must give bytea as hex");
    return std::move(*bytes);
}

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += c;
        }
    }
}

}  // namespace

std::string numbered_marks(std::string_view sql) {
    std::string result;
    result.reserve(sql.size() + 16);
    int count = 0;
    for (size_t at = 0; at < sql.size();) {
        size_t end = at + 1;
        const std::string_view rest = sql.substr(at);
        if (sql[at] == '\'' || sql[at] == '"') {
            end = skip_quoted(sql, at);
        } else if (rest.starts_with("--")) {
            end = skip_past(sql, at, "\n");
        } else if (rest.starts_with("/*")) {
            end = skip_past(sql, at, "*/");
        } else if (sql[at] == '?') {
            result += '$' + std::to_string(++count);
            at = end;
            continue;
        }
        result += sql.substr(at, end - at);
        at = end;
    }
    return result;
}

PostgresParameters::PostgresParameters(Values values)
    : pointers_(values.size()), lengths_(values.size()), formats_(values.size()) {
    numbers_.reserve(values.size());  // so that pointers into it stay
    for (size_t i = 0; i < values.size(); ++i) {
        if (const auto* text = std::get_if<std::string>(&values[i])) {
            check_text(*text);
            pointers_[i] = text->c_str();
        } else if (const auto* bytes = std::get_if<Bytes>(&values[i])) {
            // A null pointer would mean NULL.
            pointers_[i] = bytes->empty() ? "" : reinterpret_cast<const char*>(bytes->data());
            lengths_[i] = static_cast<int>(bytes->size());
            formats_[i] = 1;
        } else if (const auto* whole = std::get_if<int64_t>(&values[i])) {
            pointers_[i] = numbers_.emplace_back(to_text(*whole)).c_str();
        } else if (const auto* number = std::get_if<double>(&values[i])) {
            pointers_[i] = numbers_.emplace_back(to_text(*number)).c_str();
        }
    }
}

std::vector<Value> read_row(const PGresult& result, int row) {
    const int columns = PQnfields(&result);
    std::vector<Value> values(static_cast<size_t>(columns));
    for (int column = 0; column < columns; ++column) {
        if (PQgetisnull(&result, row, column) != 0) continue;
        const std::string_view text(PQgetvalue(&result, row, column),
                                    static_cast<size_t>(PQgetlength(&result, row, column)));
        Value& value = values[static_cast<size_t>(column)];
        switch (const Oid type = PQftype(&result, column)) {
            case kBool:
                value = int64_t{text == "t" ? 1 : 0};
                break;
            case kBytea:
                value = parse_bytea(text);
                break;
            case kInt2:
            case kInt4:
            case kInt8:
            case kOid:
            case kFloat4:
            case kFloat8:
            case kNumeric:
                value = parse_number(type, text);
                break;
            default:
                value = std::string(text);
        }
    }
    return values;
}

void append_copy_row(std::string& out, const std::vector<Value>& row) {
    bool first = true;
    for (const Value& value : row) {
        if (!first) out += '\t';
        first = false;
        if (const auto* text = std::get_if<std::string>(&value)) {
            check_text(*text);
            append_escaped(out, *text);
        } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
            out += "\\\\x" + to_hex(*bytes);
        } else if (const auto* whole = std::get_if<int64_t>(&value)) {
            out += to_text(*whole);
        } else if (const auto* number = std::get_if<double>(&value)) {
            out += to_text(*number);
        } else {
            out += "\\N";
        }
    }
    out += '\n';
}

}  // namespace yici::db
