#include <algorithm>
#include <cctype>

#include "engines/quality/table_rules.h"

namespace yici::quality {
namespace {

std::string plain(std::string_view name) {
    std::string result;
    for (const char c : name)
        if (c != ' ' && c != '-' && c != '_') result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

bool abbreviates(std::string_view brief, std::string_view full) {
    if (brief.empty() || full.empty() || brief[0] != full[0]) return false;
    size_t at = 0;
    for (const char c : full)
        if (at < brief.size() && brief[at] == c) ++at;
    return at == brief.size();
}

/// The only column for which `fits` holds.
template <class Fits>
std::optional<size_t> only(const std::vector<std::string>& header, Fits fits) {
    std::optional<size_t> found;
    for (size_t i = 0; i < header.size(); ++i) {
        if (!fits(plain(header[i]))) continue;
        if (found) return std::nullopt;
        found = i;
    }
    return found;
}

}  // namespace

std::optional<size_t> find_column(const std::vector<std::string>& header, std::string_view name) {
    const auto exact = std::find(header.begin(), header.end(), name);
    if (exact != header.end()) return static_cast<size_t>(exact - header.begin());
    const std::string wanted = plain(name);
    if (const auto found = only(header, [&](const std::string& each) { return each == wanted; })) return found;
    const bool same =
        std::any_of(header.begin(), header.end(), [&](const auto& each) { return plain(each) == wanted; });
    if (same || wanted.size() < 4) return std::nullopt;  // too short to be told from another
    return only(header, [&](const std::string& each) { return abbreviates(wanted, each); });
}

std::optional<size_t> Binding::column(const Rule& rule, std::string_view name) {
    const auto found = find_column(header_, name);
    if (!found) {
        fault(rule, "quality.column_unknown", std::string(name));
    } else if (header_[*found] != name) {
        note("column " + std::string(name) + " of the rules taken as " + header_[*found]);
    }
    return found;
}

std::optional<std::vector<size_t>> Binding::columns(const Rule& rule, const std::vector<std::string>& names) {
    std::vector<size_t> found;
    for (const std::string& name : names)
        if (const auto at = column(rule, name)) found.push_back(*at);
    if (found.size() != names.size()) return std::nullopt;
    return found;
}

void Binding::fault(const Rule& rule, std::string key, std::string detail) {
    findings_.push_back({file_, rule.line, std::move(key), std::move(detail)});
}

void Binding::note(std::string text) {
    if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(std::move(text));
}

void add_cells(std::vector<CellAt>& cells, const std::vector<uint8_t>& marked, const std::vector<size_t>& columns) {
    for (uint32_t row = 0; row < marked.size(); ++row) {
        if (marked[row] == 0) continue;
        for (const size_t column : columns) cells.push_back({row, static_cast<uint32_t>(column)});
    }
    tidy(cells);
}

void tidy(std::vector<CellAt>& cells) {
    std::sort(cells.begin(), cells.end());
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
}

}  // namespace yici::quality
