#include "engines/codes/divisions.h"

#include <algorithm>

#include "engines/codes/codes.h"
#include "foundation/base/csv.h"
#include "foundation/base/files.h"

namespace yici::codes {

namespace {

const std::vector<std::string> kHeader{"code", "name", "level", "parent", "valid_from", "valid_to", "successor"};

/// The division that a code's digits place it under: 330106001 → 330106 → 330100 → 330000; a province has none.
std::string parent_of(const std::string& code) {
    if (code.size() == 12) return code.substr(0, 9);
    if (code.size() == 9) return code.substr(0, 6);
    if (code.substr(4) != "00") return code.substr(0, 4) + "00";
    if (code.substr(2) != "0000") return code.substr(0, 2) + "0000";
    return {};
}

std::string_view level_of(const std::string& code) {
    if (code.size() > 6) return code.size() == 9 ? "town" : "village";
    if (code.substr(4) != "00") return "county";
    return code.substr(2) == "0000" ? "province" : "city";
}

}  // namespace

void Divisions::add(Division division, const std::string& file, int line, std::vector<Finding>& findings) {
    const auto fault = [&](std::string key, const std::string& detail) {
        findings.push_back({file, line, std::move(key), division.code + " " + detail});
    };
    if (division.name.empty()) fault("codes.division_invalid", "name");
    if (division.level != level_of(division.code)) fault("codes.division_invalid", "level " + division.level);
    if (division.parent != parent_of(division.code)) fault("codes.division_invalid", "parent " + division.parent);
    if (division.valid_from && division.valid_to && *division.valid_from >= *division.valid_to)
        fault("codes.division_invalid", "valid_to");
    if (!division.successor.empty() && !division.valid_to) fault("codes.division_invalid", "successor");
    if (divisions_.contains(division.code)) return fault("codes.division_twice", "");
    lines_[division.code] = line;
    std::string code = division.code;
    divisions_.emplace(std::move(code), std::move(division));
}

void Divisions::check_tree(const std::string& file, std::vector<Finding>& findings) const {
    for (const auto& [code, division] : divisions_) {
        for (const std::string& other : {division.parent, division.successor}) {
            if (!other.empty() && !divisions_.contains(other))
                findings.push_back({file, lines_.find(code)->second, "codes.division_unknown", other});
        }
    }
}

Divisions Divisions::load(const std::filesystem::path& path, std::vector<Finding>& findings) {
    Divisions result;
    const std::string file = path.string();
    std::string text;
    try {
        text = read_file(path);
    } catch (const Error& error) {
        findings.push_back({file, 0, error.key(), {}});
        return result;
    }
    const std::vector<CsvRow> rows = parse_csv(text, file, findings);
    if (rows.empty() || rows.front().cells != kHeader) {
        findings.push_back({file, 1, "codes.divisions_header", "code,name,level,parent,valid_from,valid_to,successor"});
        return result;
    }
    for (const CsvRow& row : std::vector<CsvRow>(rows.begin() + 1, rows.end())) {
        if (row.cells.size() != kHeader.size()) {
            findings.push_back({file, row.line, "codes.divisions_columns", std::to_string(row.cells.size())});
            continue;
        }
        const auto& cells = row.cells;
        if (const auto fault = check_division_code(cells[0])) {
            findings.push_back({file, row.line, fault->reason, cells[0] + " " + fault->detail});
            continue;
        }
        for (const size_t i : {size_t{4}, size_t{5}}) {
            if (!cells[i].empty() && !parse_date(cells[i]))
                findings.push_back({file, row.line, "codes.wrong_date", cells[i]});
        }
        result.add({cells[0], cells[1], cells[2], cells[3], parse_date(cells[4]), parse_date(cells[5]), cells[6]}, file,
                   row.line, findings);
    }
    result.check_tree(file, findings);
    return result;
}

const Division* Divisions::find(std::string_view code) const {
    const auto found = divisions_.find(code);
    return found == divisions_.end() ? nullptr : &found->second;
}

bool Divisions::exists(const Division& division, Date on) const {
    if (division.valid_from && on < *division.valid_from) return false;
    if (division.valid_to && on >= *division.valid_to) return false;
    const Division* parent = find(division.parent);
    return parent == nullptr || exists(*parent, on);
}

std::vector<const Division*> Divisions::children(std::string_view parent, Date on) const {
    std::vector<const Division*> result;
    for (const auto& [code, division] : divisions_) {
        if (division.parent == parent && exists(division, on)) result.push_back(&division);
    }
    return result;
}

std::vector<const Division*> Divisions::all(std::string_view level, Date on) const {
    std::vector<const Division*> result;
    for (const auto& [code, division] : divisions_) {
        if (division.level == level && exists(division, on)) result.push_back(&division);
    }
    return result;
}

}  // namespace yici::codes
