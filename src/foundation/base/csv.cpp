#include "foundation/base/csv.h"

#include <utility>

namespace yici {

CsvReader::CsvReader(std::string_view text, std::string file, std::vector<Finding>& findings, CsvDialect dialect)
    : text_(text), file_(std::move(file)), findings_(findings), dialect_(dialect) {
    if (dialect_.mark && text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

bool CsvReader::next(size_t last) {
    while (at_ < text_.size()) {
        if (skip_line_end()) continue;
        if (at_ > last) return false;
        sound_ = true;
        row_at_ = at_;
        row_line_ = line_;
        places_.clear();
        unescaped_.clear();
        do {
            places_.push_back(cell());
        } while (take(dialect_.separator));
        skip_line_end();
        if (!sound_) continue;
        cells_.clear();
        for (const Place& place : places_) {
            const std::string_view source = place.unescaped ? std::string_view(unescaped_) : text_;
            cells_.push_back(source.substr(place.from, place.length));
        }
        return true;
    }
    return false;
}

bool CsvReader::at_cell_end() const {
    return at_ >= text_.size() || text_[at_] == dialect_.separator || text_[at_] == '\n' || text_[at_] == '\r';
}

bool CsvReader::take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
}

bool CsvReader::skip_line_end() {
    const bool cr = take('\r');
    const bool lf = take('\n');
    if (cr || lf) ++line_;
    return cr || lf;
}

void CsvReader::fault(std::string detail) {
    if (sound_) findings_.push_back({file_, static_cast<int>(row_line_), "base.csv_invalid", std::move(detail)});
    sound_ = false;
}

CsvReader::Place CsvReader::cell() {
    if (take('"')) return quoted_cell();
    const size_t from = at_;
    while (!at_cell_end()) {
        if (text_[at_] == '"' && !dialect_.bare_quotes) fault("a quote inside a cell that does not begin with one");
        ++at_;
    }
    return {from, at_ - from, false};
}

CsvReader::Place CsvReader::quoted_cell() {
    const size_t from = at_;
    bool doubled = false;
    while (at_ < text_.size()) {
        const char c = text_[at_++];
        if (c == '\n' || (c == '\r' && (at_ >= text_.size() || text_[at_] != '\n'))) ++line_;
        if (c != '"') continue;
        if (take('"')) {
            doubled = true;
            continue;
        }
        const size_t length = at_ - 1 - from;
        if (!at_cell_end()) {
            fault("text after a closing quote");
            while (!at_cell_end()) ++at_;
        }
        return doubled ? unescape(from, length) : Place{from, length, false};
    }
    fault("the quote is never closed");
    return {from, text_.size() - from, false};
}

CsvReader::Place CsvReader::unescape(size_t from, size_t length) {
    const size_t begin = unescaped_.size();
    for (size_t i = from; i < from + length; ++i) {
        unescaped_ += text_[i];
        if (text_[i] == '"') ++i;
    }
    return {begin, unescaped_.size() - begin, true};
}

std::vector<CsvRow> parse_csv(std::string_view text, const std::string& file, std::vector<Finding>& findings) {
    CsvReader reader(text, file, findings);
    std::vector<CsvRow> rows;
    while (reader.next()) {
        CsvRow row{static_cast<int>(reader.line()), {}};
        for (const std::string_view cell : reader.cells()) row.cells.emplace_back(cell);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace yici
