#include "engines/warehouse/table_source.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "foundation/base/error.h"

namespace yici::warehouse {

namespace {

/// "(a > ? OR (a = ? AND b > ?))": behind a position in the order of these columns.
std::string behind(const std::vector<std::string>& order, const Position& after, std::vector<std::string>& parameters) {
    std::string condition;
    for (size_t last = 0; last < after.size(); ++last) {
        std::string part;
        for (size_t i = 0; i <= last; ++i) {
            part += (i == 0 ? "" : " AND ") + quoted(order[i]) + (i < last ? " = ?" : " > ?");
            parameters.push_back(after[i]);
        }
        condition += (last == 0 ? "(" : " OR (") + part + ")";
    }
    return "(" + condition + ")";
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + quoted(name);
    return text;
}

}  // namespace

std::string join_key(const std::vector<std::string>& parts) {
    std::string key;
    for (const std::string& part : parts) key += std::to_string(part.size()) + ":" + part;
    return key;
}

std::vector<std::string> split_key(std::string_view key) {
    std::vector<std::string> parts;
    while (!key.empty()) {
        size_t length = 0;
        const char* colon = std::from_chars(key.data(), key.data() + key.size(), length).ptr;
        key.remove_prefix(static_cast<size_t>(colon - key.data()) + 1);
        parts.emplace_back(key.substr(0, length));
        key.remove_prefix(std::min(length, key.size()));
    }
    return parts;
}

TableSource::TableSource(Foreign& foreign, TableSpec spec) : foreign_(foreign), spec_(std::move(spec)) {}

std::vector<Column> TableSource::columns() {
    const std::vector<Column> all = foreign_.columns(spec_.table);
    if (all.empty()) throw Error(ErrorKind::not_found, "warehouse.no_such_table", spec_.table);
    const auto find = [&](const std::string& name) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const Column& c) { return c.name == name; });
        if (found == all.end()) throw Error(ErrorKind::not_found, "warehouse.no_such_column", name);
        return *found;
    };
    columns_.clear();
    if (spec_.columns.empty()) columns_ = all;
    for (const std::string& name : spec_.columns) columns_.push_back(find(name));
    std::vector<std::string> needed = spec_.key;
    if (spec_.mode == Mode::watermark) needed.push_back(spec_.watermark);
    key_at_.clear();
    for (const std::string& name : needed) {
        const Column wanted = find(name);
        auto at = std::find(columns_.begin(), columns_.end(), wanted);
        if (at == columns_.end()) at = columns_.insert(columns_.end(), wanted);
        key_at_.push_back(static_cast<size_t>(at - columns_.begin()));
    }
    key_at_.resize(spec_.key.size());
    return columns_;
}

std::string TableSource::selected() const {
    std::vector<std::string> names;
    for (const Column& column : columns_) names.push_back(column.name);
    return "SELECT " + listed(names) + " FROM " + quoted(spec_.table);
}

SourceRow TableSource::row_of(Cells cells, const std::string& watermark) const {
    std::vector<std::string> parts;
    for (const size_t at : key_at_) parts.push_back(cells[at].value_or(""));
    return {join_key(parts), watermark, std::move(cells)};
}

Piece TableSource::read(const Position& after) {
    if (spec_.mode == Mode::change_log) return read_log(after);
    std::vector<std::string> order = spec_.key;
    if (spec_.mode == Mode::watermark) order.insert(order.begin(), spec_.watermark);
    return read_ordered(after, order);
}

Piece TableSource::read_ordered(const Position& after, const std::vector<std::string>& order) {
    std::vector<std::string> parameters;
    std::string sql = selected();
    // A bare watermark is where a pass begins: that watermark itself is read again.
    const bool begins = after.size() == 1 && order.size() > 1;
    if (begins) {
        sql += " WHERE " + quoted(order[0]) + " >= ?";
        parameters.push_back(after[0]);
    } else if (!after.empty()) {
        sql += " WHERE " + behind(order, after, parameters);
    } else if (spec_.mode == Mode::watermark) {
        sql += " WHERE " + quoted(spec_.watermark) + " IS NOT NULL";
    }
    sql += " ORDER BY " + listed(order) + " LIMIT " + std::to_string(spec_.piece);
    std::vector<size_t> order_at;
    for (const std::string& name : order) {
        const auto at = std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == name; });
        order_at.push_back(static_cast<size_t>(at - columns_.begin()));
    }
    Piece piece;
    std::vector<Cells> rows = foreign_.select(sql, parameters);
    piece.last = std::ssize(rows) < spec_.piece;
    piece.next = after;
    if (!rows.empty()) {
        piece.next.clear();
        for (const size_t at : order_at) piece.next.push_back(rows.back()[at].value_or(""));
    }
    for (Cells& cells : rows) {
        const std::string mark = spec_.mode == Mode::watermark ? cells[order_at[0]].value_or("") : "";
        piece.rows.push_back(row_of(std::move(cells), mark));
    }
    return piece;
}

/// The log names keys; what counts is how each row stands now, so a key that is named twice is read once.
Piece TableSource::read_log(const Position& after) {
    std::vector<std::string> parameters(after.begin(), after.end());
    std::vector<std::string> names = spec_.key;
    names.insert(names.begin(), spec_.log_number);
    const std::vector<Cells> entries =
        foreign_.select("SELECT " + listed(names) + " FROM " + quoted(spec_.log_table) +
                            (after.empty() ? "" : " WHERE " + quoted(spec_.log_number) + " > ?") + " ORDER BY " +
                            quoted(spec_.log_number) + " LIMIT " + std::to_string(spec_.piece),
                        parameters);
    Piece piece;
    piece.last = std::ssize(entries) < spec_.piece;
    piece.next = after;
    if (entries.empty()) return piece;
    piece.next = {entries.back()[0].value_or("")};
    std::set<std::string> wanted;
    for (const Cells& entry : entries) {
        std::vector<std::string> parts;
        for (size_t i = 1; i < entry.size(); ++i) parts.push_back(entry[i].value_or(""));
        wanted.insert(join_key(parts));
    }
    parameters.clear();
    std::string condition;
    for (const std::string& key : wanted) {
        std::string part;
        for (const std::string& name : spec_.key) part += (part.empty() ? "" : " AND ") + quoted(name) + " = ?";
        condition += (condition.empty() ? "(" : " OR (") + part + ")";
        for (std::string& value : split_key(key)) parameters.push_back(std::move(value));
    }
    for (Cells& cells : foreign_.select(selected() + " WHERE " + condition, parameters)) {
        SourceRow row = row_of(std::move(cells), "");
        wanted.erase(row.key);
        piece.rows.push_back(std::move(row));
    }
    for (const std::string& key : wanted) piece.rows.push_back({key, "", {}});
    return piece;
}

int64_t TableSource::without_watermark() {
    if (spec_.mode != Mode::watermark) return 0;
    const auto rows = foreign_.select(
        "SELECT COUNT(*) FROM " + quoted(spec_.table) + " WHERE " + quoted(spec_.watermark) + " IS NULL", {});
    int64_t count = 0;
    const std::string text = rows.at(0).at(0).value_or("0");
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

}  // namespace yici::warehouse
