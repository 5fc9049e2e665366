#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <unordered_map>

#include "engines/rules/table.h"
#include "engines/rules/table_index.h"

namespace yici::rules {

using feel::Value;

namespace {

Value value_at(const Column& column, size_t row) {
    switch (column.kind) {
        case Column::Kind::numbers: {
            const double number = column.numbers[row];
            if (!std::isfinite(number)) return {};
            std::array<char, 40> text{};
            const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
            const auto parsed = feel::Number::parse({text.data(), static_cast<size_t>(end - text.data())});
            return parsed ? Value(*parsed) : Value();
        }
        case Column::Kind::texts:
            return column.texts[row].data() == nullptr ? Value() : Value(std::string(column.texts[row]));
        case Column::Kind::flags:
            return column.flags[row] > 1 ? Value() : Value(column.flags[row] == 1);
        case Column::Kind::dates:
            return column.dates[row] == INT64_MIN ? Value() : Value(feel::date_of(column.dates[row]));
        case Column::Kind::values:
            break;
    }
    return column.values[row];
}

/// Whether the index knows a segment for every value that such a column can hold, without asking cells.
bool serves(const ColumnIndex& index, const Column& column) {
    switch (column.kind) {
        case Column::Kind::numbers:
            return index.kind == Value::Kind::number && !index.doubles.empty();
        case Column::Kind::texts:
            return index.kind == Value::Kind::string;
        case Column::Kind::flags:
            return index.kind == Value::Kind::boolean;
        case Column::Kind::dates:
            return index.kind == Value::Kind::date;
        case Column::Kind::values:
            break;
    }
    return false;
}

bool is_all_any(const Table& table, size_t column) {
    return !table.inputs()[column].allowed &&
           std::all_of(table.rows().begin(), table.rows().end(),
                       [&](const Table::Row& row) { return row.inputs[column].any; });
}

/// Segments of up to kBlock rows of one column.
constexpr size_t kBlock = 1024;

void find_segments(const ColumnIndex& index, const Column& column, size_t first, size_t count, uint32_t* into) {
    switch (column.kind) {
        case Column::Kind::numbers:
            for (size_t i = 0; i < count; ++i)
                into[i] = static_cast<uint32_t>(index.segment_of(column.numbers[first + i]));
            break;
        case Column::Kind::texts:
            for (size_t i = 0; i < count; ++i)
                into[i] = static_cast<uint32_t>(index.segment_of(column.texts[first + i]));
            break;
        case Column::Kind::flags:
            for (size_t i = 0; i < count; ++i) into[i] = column.flags[first + i] > 1 ? 2 : column.flags[first + i];
            break;
        case Column::Kind::dates:
            for (size_t i = 0; i < count; ++i)
                into[i] = static_cast<uint32_t>(index.segment_of_day(column.dates[first + i]));
            break;
        case Column::Kind::values:
            break;
    }
}

/// A column's sets, words of one segment side by side; the last word says "refused".
struct Packed {
    const ColumnIndex* index;
    const Column* column;
    std::vector<uint64_t> words;
};

struct HashOfSet {
    size_t operator()(const RuleSet& set) const {
        size_t hash = 0;
        for (const uint64_t word : set) hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        return hash ^ (hash >> 29);
    }
};

}  // namespace

bool Table::is_columnar() const {
    for (const Row& row : rows_) {
        for (const Cell& cell : row.inputs) {
            if (cell.test && !cell.test->reads().empty()) return false;
        }
        for (const Answer& answer : row.outputs) {
            if (answer.expression && !answer.expression->reads().empty()) return false;
        }
    }
    return std::none_of(outputs_.begin(), outputs_.end(),
                        [](const Output& output) { return output.fallback && !output.fallback->reads().empty(); }) &&
           std::none_of(inputs_.begin(), inputs_.end(),
                        [](const Input& input) { return input.allowed && !input.allowed->reads().empty(); });
}

Outcomes Table::by_rows(std::span<const Column> columns, size_t rows, feel::Run& run) const {
    Outcomes out;
    std::vector<Value> inputs(columns.size());
    std::unordered_map<RuleSet, uint32_t, HashOfSet> known;
    for (size_t row = 0; row < rows; ++row) {
        for (size_t i = 0; i < columns.size(); ++i) inputs[i] = value_at(columns[i], row);
        RuleSet set(index_->all().size() + 1, 0);
        const bool refused = refused_input(inputs, {}, run).has_value();
        if (refused) set.back() = 1;
        const Matches matches = refused ? Matches{} : matching(inputs, {}, run);
        for (const uint32_t rule : matches) put(set, rule);
        const auto [at, fresh] = known.emplace(std::move(set), static_cast<uint32_t>(out.values.size()));
        if (fresh)
            out.values.push_back(refused           ? Value()
                                 : matches.empty() ? fallback({}, run, nullptr)
                                                   : outcome(matches, {}, run, nullptr));
        out.outcome.push_back(at->second);
    }
    return out;
}

Outcomes Table::evaluate_columns(std::span<const Column> columns, size_t rows, feel::Run& run) const {
    if (!is_columnar() || columns.size() != inputs_.size())
        throw Error(ErrorKind::rule_violated, "rules.not_columnar", "line " + std::to_string(line_));
    const size_t words = index_->all().size() + 1;
    std::vector<Packed> packed_columns;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (is_all_any(*this, i)) continue;
        const ColumnIndex& index = index_->columns()[i];
        if (!serves(index, columns[i]) || !is_empty(index.unknown) || index.allowed_unknown)
            return by_rows(columns, rows, run);
        Packed entry{&index, &columns[i], {}};
        for (const auto& segment : index.segments) {
            entry.words.insert(entry.words.end(), segment.rules.begin(), segment.rules.end());
            entry.words.push_back(segment.refused ? 0 : ~uint64_t{0});
        }
        packed_columns.push_back(std::move(entry));
    }
    Outcomes out;
    out.outcome.resize(rows);
    std::unordered_map<RuleSet, uint32_t, HashOfSet> known;
    RuleSet all = index_->all();
    all.push_back(~uint64_t{0});
    RuleSet last(words, 0);
    uint32_t last_outcome = UINT32_MAX;
    std::vector<uint32_t> segments(kBlock);
    std::vector<uint64_t> sets(kBlock * words);
    for (size_t first = 0; first < rows; first += kBlock) {
        const size_t count = std::min(kBlock, rows - first);
        for (size_t i = 0; i < count; ++i) std::copy(all.begin(), all.end(), &sets[i * words]);
        for (const Packed& column : packed_columns) {
            find_segments(*column.index, *column.column, first, count, segments.data());
            for (size_t i = 0; i < count; ++i) {
                const uint64_t* const from = &column.words[segments[i] * words];
                for (size_t word = 0; word < words; ++word) sets[i * words + word] &= from[word];
            }
        }
        run.steps_left -= static_cast<int64_t>(count);
        for (size_t i = 0; i < count; ++i) {
            const uint64_t* const set = &sets[i * words];
            if (last_outcome == UINT32_MAX || !std::equal(last.begin(), last.end(), set)) {
                last.assign(set, set + words);
                const auto [at, fresh] = known.emplace(last, static_cast<uint32_t>(out.values.size()));
                if (fresh) out.values.push_back(outcome_of_set(last, run));
                last_outcome = at->second;
            }
            out.outcome[first + i] = last_outcome;
        }
    }
    return out;
}

Value Table::outcome_of_set(std::span<const uint64_t> set, feel::Run& run) const {
    if (set.back() == 0) {
        note(run, "rules.input_refused", "");
        return {};
    }
    Matches matches;
    for (size_t rule = 0; rule < rows_.size(); ++rule) {
        if ((set[rule / 64] >> (rule % 64) & 1) == 0) continue;
        matches.push_back(static_cast<uint32_t>(rule));
        if (hit_policy_ == HitPolicy::first) break;
    }
    return matches.empty() ? fallback({}, run, nullptr) : outcome(matches, {}, run, nullptr);
}

}  // namespace yici::rules
