#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "cli/cli.h"
#include "engines/quality/check.h"
#include "foundation/base/files.h"
#include "foundation/tables/read.h"

namespace yici::cli {

namespace {

struct Asked {
    std::string table, rules, truth, flagged, empty;
};

void print_findings(const std::vector<Finding>& findings) {
    constexpr size_t kMost = 50;
    for (size_t i = 0; i < std::min(findings.size(), kMost); ++i)
        std::fprintf(stderr, "%s\n", findings[i].to_string(Language::en).c_str());
    if (findings.size() > kMost) std::fprintf(stderr, "… and %zu more\n", findings.size() - kMost);
}

void print_rules(const quality::Report& report, const quality::RuleSet& rules) {
    std::printf("\nid\tdimension\trows\tpairs\tcells\tsuspects\trule\n");
    for (size_t i = 0; i < rules.rules.size(); ++i) {
        const quality::Rule& rule = rules.rules[i];
        const quality::Outcome& found = report.outcomes[i];
        const std::string pairs = found.pairs ? std::to_string(*found.pairs) : "-";
        if (!found.checked)
            std::printf("%s\t%s\tnot checked\t-\t-\t-\t%s\n", rule.id.c_str(),
                        std::string(quality::name_of(rule.dimension)).c_str(), rule.text.c_str());
        else
            std::printf("%s\t%s\t%zu\t%s\t%zu\t%zu\t%s\n", rule.id.c_str(),
                        std::string(quality::name_of(rule.dimension)).c_str(), found.rows.size(), pairs.c_str(),
                        found.cells.size(), found.suspects.size(), rule.text.c_str());
    }
}

void print_score(const quality::Score& score) {
    std::printf("\nscore (GB/T 36344)\t%.2f\n", score.total);
    for (size_t i = 0; i < quality::kDimensions; ++i) {
        const auto dimension = static_cast<quality::Dimension>(i);
        const std::string name =
            std::string(quality::chinese_name_of(dimension)) + " " + std::string(quality::name_of(dimension));
        if (score.dimensions[i])
            std::printf("%s\t%.2f\n", name.c_str(), *score.dimensions[i]);
        else
            std::printf("%s\t-\n", name.c_str());
    }
}

void print_accuracy(const char* what, const quality::Accuracy& found) {
    std::printf("%s\tcells %zu\tfound %zu\tprecision %.4f\trecall %.4f\n", what, found.flagged, found.found,
                found.precision(), found.recall());
}

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string cell = "\"";
    for (const char c : text) cell += c == '"' ? "\"\"" : std::string(1, c);
    return cell + "\"";
}

std::string flagged_csv(const quality::Report& report, const quality::RuleSet& rules, const tables::Table& table) {
    std::string text = "row,column,rule\n";
    for (size_t i = 0; i < report.outcomes.size(); ++i) {
        for (const quality::CellAt& cell : report.outcomes[i].cells)
            text += std::to_string(cell.row + 1) + "," + csv_cell(table.header()[cell.column]) + "," +
                    csv_cell(rules.rules[i].id) + "\n";
    }
    return text;
}

ExitCode check_and_print(const Asked& asked, const Clock& clock) {
    std::vector<Finding> unreadable, findings;
    std::vector<std::string> notes;
    const tables::Table table = tables::read_table(asked.table, unreadable);
    quality::RuleSet rules = quality::load_rules(asked.rules, findings);
    for (quality::Rule& rule : rules.rules)
        if (!asked.empty.empty()) rule.empty_is_value = asked.empty == "value";
    const quality::Report report = quality::check(table, rules, clock, findings, notes);
    print_findings(unreadable);
    print_findings(findings);
    std::printf("table\t%s\t%zu rows\t%zu columns\t%zu rows unreadable\n", asked.table.c_str(), table.rows(),
                table.columns(), unreadable.size());
    std::printf("rules\t%s\t%zu rules\n", asked.rules.c_str(), rules.rules.size());
    for (const std::string& note : notes) std::printf("note\t%s\n", note.c_str());
    print_rules(report, rules);
    const auto cells = quality::flagged(report);
    const auto suspects = quality::suspected(report);
    std::printf("\nflagged cells\t%zu\nsuspected cells\t%zu\n", cells.size(), suspects.size());
    print_score(quality::score(report, rules, unreadable.size()));
    if (!asked.truth.empty()) {
        const tables::Table clean = tables::read_table(asked.truth, unreadable);
        const quality::Accuracy all = quality::compare(table, clean, cells);
        std::printf("\ntruth\t%s\t%zu wrong cells\n", asked.truth.c_str(), all.errors);
        print_accuracy("flagged", all);
        print_accuracy("suspected", quality::compare(table, clean, suspects));
    }
    if (!asked.flagged.empty()) write_file_atomically(asked.flagged, flagged_csv(report, rules, table));
    return findings.empty() ? 0 : 1;
}

}  // namespace

void add_quality_check(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command =
        group(app, "quality", "Data quality by declared rules")
            .add_subcommand("check", "Checks a table by rules: violations, score, precision and recall");
    auto asked = std::make_shared<Asked>();
    command->add_option("TABLE", asked->table, "CSV or XLSX, first row its header")->required();
    command->add_option("--rules", asked->rules, "YAML, or lines of denial constraints and dependencies")->required();
    command->add_option("--truth", asked->truth, "the clean table, for precision and recall");
    command->add_option("--flagged", asked->flagged, "write the flagged cells to this CSV: row, column, rule");
    command->add_option("--empty", asked->empty, "whether an empty cell is a value or unknown, for every rule")
        ->check(CLI::IsMember({"value", "unknown"}));
    command->callback([asked, &exit_code] { exit_code = check_and_print(*asked, SystemClock()); });
}

}  // namespace yici::cli
