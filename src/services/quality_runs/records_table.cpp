#include <map>
#include <set>

#include "engines/records/enumerate.h"
#include "services/quality_runs/quality_runs_state.h"

namespace yici::quality_runs {

namespace {

constexpr const char* kSubjectColumn = "subject code";

/// What sources say of the fields that are to be compared: the value by its column, of every subject.
struct Spoken {
    std::set<std::string> columns;
    std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>> values;
};

Spoken spoken_of(const Parts& parts, const Plan& plan, const records::RecordType& type) {
    std::set<std::string> compared;
    for (const quality::Rule& rule : plan.rules.rules) {
        if (const auto* what = std::get_if<quality::Sources>(&rule.what)) compared.insert(what->column);
    }
    Spoken spoken;
    if (compared.empty()) return spoken;
    records::each_spoken_of_by_several(
        parts.database, type, [&](const std::string& subject, std::vector<records::Word> words) {
            for (records::Word& word : words) {
                if (!compared.contains(word.field)) continue;
                std::string column = quality::source_column(word.field, word.organisation);
                spoken.columns.insert(column);
                spoken.values[subject].emplace_back(std::move(column), std::move(word.value));
            }
        });
    return spoken;
}

}  // namespace

tables::Table table_of(const Parts& parts, const Plan& plan, const records::RecordType& type) {
    const Spoken spoken = spoken_of(parts, plan, type);
    std::vector<std::string> header{kSubjectColumn};
    for (const records::Field& field : type.fields) header.push_back(field.name);
    std::map<std::string, size_t, std::less<>> places;
    for (const std::string& column : spoken.columns) {
        places[column] = header.size();
        header.push_back(column);
    }
    tables::Table table(header);
    int64_t line = 0;
    std::vector<std::string_view> cells;
    parts.records.each_golden(
        type.type, [&](const std::string& subject, const std::vector<std::pair<std::string, std::string>>& values) {
            cells.assign(header.size(), {});
            cells[0] = subject;
            for (const auto& [name, value] : values) {
                if (const auto position = type.position_of(name)) cells[*position + 1] = value;
            }
            if (const auto said = spoken.values.find(subject); said != spoken.values.end()) {
                for (const auto& [column, value] : said->second) cells[places.at(column)] = value;
            }
            table.add_row(++line, cells);
        });
    return table;
}

}  // namespace yici::quality_runs
