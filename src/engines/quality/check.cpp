#include "engines/quality/check.h"

#include <algorithm>

#include "engines/quality/row_rules.h"
#include "engines/quality/table_rules.h"

namespace yici::quality {
namespace {

Outcome check_rows(const RowRule& rule, const tables::Cells& cells) {
    Outcome outcome;
    std::vector<uint64_t> bits(cells.rows, 0);
    rule.check(cells, 1, bits.data());
    for (uint32_t row = 0; row < bits.size(); ++row) {
        if (bits[row] == 0) continue;
        outcome.rows.push_back(row);
        for (const size_t column : rule.columns()) outcome.cells.push_back({row, static_cast<uint32_t>(column)});
    }
    tidy(outcome.cells);
    outcome.suspects = outcome.cells;
    outcome.checked = true;
    return outcome;
}

Outcome check_rule(const Rule& rule, const tables::Cells& cells, Columns& columns, Binding& binding,
                   const Clock& clock) {
    if (is_about_several_rows(rule)) {
        if (const auto* what = std::get_if<Dependency>(&rule.what))
            return check_dependency(rule, *what, columns, binding);
        if (const auto* what = std::get_if<Unique>(&rule.what)) return check_unique(rule, *what, columns, binding);
        return check_denial(rule, std::get<Denial>(rule.what), columns, binding);
    }
    const auto row_rule = make_row_rule(rule, binding, clock);
    return row_rule ? check_rows(*row_rule, cells) : Outcome{};
}

std::vector<CellAt> all_of(const Report& report, std::vector<CellAt> Outcome::*which) {
    std::vector<CellAt> cells;
    for (const Outcome& outcome : report.outcomes)
        cells.insert(cells.end(), (outcome.*which).begin(), (outcome.*which).end());
    tidy(cells);
    return cells;
}

double share(size_t part, size_t whole) {
    return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Report check(const tables::Table& table, const RuleSet& rules, const Clock& clock, std::vector<Finding>& findings,
             std::vector<std::string>& notes) {
    Binding binding(table.header(), rules.file, findings, notes);
    const tables::Cells cells = table.cells();
    Columns columns(cells);
    Report report{table.rows(), {}};
    for (const Rule& rule : rules.rules) report.outcomes.push_back(check_rule(rule, cells, columns, binding, clock));
    return report;
}

std::vector<CellAt> flagged(const Report& report) {
    return all_of(report, &Outcome::cells);
}

std::vector<CellAt> suspected(const Report& report) {
    return all_of(report, &Outcome::suspects);
}

Score score(const Report& report, const RuleSet& rules, size_t unreadable_rows) {
    std::array<double, kDimensions> sums{};
    std::array<size_t, kDimensions> counts{};
    for (size_t i = 0; i < report.outcomes.size(); ++i) {
        if (!report.outcomes[i].checked) continue;
        const auto dimension = static_cast<size_t>(rules.rules[i].dimension);
        sums[dimension] += 100 * share(report.rows - report.outcomes[i].rows.size(), report.rows);
        ++counts[dimension];
    }
    constexpr auto kAccessible = static_cast<size_t>(Dimension::accessible);
    if (counts[kAccessible] == 0) {
        sums[kAccessible] = 100 * share(report.rows, report.rows + unreadable_rows);
        counts[kAccessible] = 1;
    }
    Score score;
    double weights = 0;
    for (size_t i = 0; i < kDimensions; ++i) {
        if (counts[i] == 0) continue;
        score.dimensions[i] = sums[i] / static_cast<double>(counts[i]);
        score.total += rules.weights[i] * *score.dimensions[i];
        weights += rules.weights[i];
    }
    if (weights > 0) score.total /= weights;
    return score;
}

double Accuracy::precision() const {
    return share(found, flagged);
}

double Accuracy::recall() const {
    return share(found, errors);
}

Accuracy compare(const tables::Table& dirty, const tables::Table& clean, const std::vector<CellAt>& cells) {
    std::vector<size_t> column_in_clean;
    for (const std::string& name : dirty.header()) column_in_clean.push_back(clean.column_of(name));
    const bool by_name = std::all_of(column_in_clean.begin(), column_in_clean.end(),
                                     [&](size_t column) { return column < clean.columns(); });
    if (dirty.rows() != clean.rows() || (!by_name && dirty.columns() != clean.columns()))
        throw Error(ErrorKind::invalid_input, "quality.tables_differ",
                    std::to_string(dirty.rows()) + " and " + std::to_string(clean.rows()) + " rows");
    const auto differ = [&](size_t row, size_t column) {
        return dirty.cell(row, column) != clean.cell(row, by_name ? column_in_clean[column] : column);
    };
    Accuracy accuracy;
    for (size_t row = 0; row < dirty.rows(); ++row)
        for (size_t column = 0; column < dirty.columns(); ++column) accuracy.errors += differ(row, column) ? 1 : 0;
    accuracy.flagged = cells.size();
    for (const CellAt& cell : cells) accuracy.found += differ(cell.row, cell.column) ? 1 : 0;
    return accuracy;
}

}  // namespace yici::quality
