#include "engines/rules/table_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "engines/feel/compare.h"
#include "engines/rules/segment_text.h"
#include "engines/rules/table_index.h"

namespace yici::rules {

namespace {

RuleSet both(const RuleSet& a, const RuleSet& b) {
    RuleSet out = a;
    for (size_t i = 0; i < out.size(); ++i) out[i] &= b[i];
    return out;
}

/// One input's segments that values can lie in; rules by segment, once as far as known and once with unknown cells.
struct Dimension {
    const ColumnIndex* column;
    std::vector<size_t> segments;  // of the index
    std::vector<RuleSet> rules;    // cells that are unknown count as matching
};

class Checker {
  public:
    explicit Checker(const Table& table) : table_(table) {
        const size_t words = table.index().all().size();
        certain_ = table.index().all();
        for (const ColumnIndex& column : table.index().columns()) {
            dimensions_.push_back(dimension(column));
            for (size_t i = 0; i < words; ++i) certain_[i] &= ~column.unknown[i];
        }
    }

    TableFindings run() {
        name_unknown_cells();
        name_impossible();
        const bool must_answer = table_.hit_policy() != HitPolicy::collect &&
                                 table_.hit_policy() != HitPolicy::rule_order &&
                                 table_.hit_policy() != HitPolicy::output_order;
        if (must_answer && !table_.has_fallback()) {
            std::vector<std::vector<size_t>> path;
            find_gaps(0, table_.index().all(), path);
        }
        if (table_.hit_policy() == HitPolicy::unique || table_.hit_policy() == HitPolicy::any) find_overlaps();
        if (table_.hit_policy() == HitPolicy::first || table_.hit_policy() == HitPolicy::priority) find_masked();
        return std::move(found_);
    }

  private:
    Dimension dimension(const ColumnIndex& column) const {
        Dimension made{&column, {}, {}};
        if (column.kind == feel::Value::Kind::null) {  // nothing cuts it: one segment for everything
            made.segments.push_back(0);
            made.rules.push_back(table_.index().all());
            return made;
        }
        for (size_t i = 0; i + 1 < column.segments.size(); ++i) {
            const auto& segment = column.segments[i];
            if (!segment.exists || segment.refused || segment.outside) continue;
            made.segments.push_back(i);
            made.rules.push_back(segment.rules);
        }
        return made;
    }

    TableFinding finding(TableFinding::Kind kind, std::vector<size_t> rules) const {
        return {kind, std::move(rules), {}, {}};
    }

    void name_unknown_cells() {
        for (size_t rule = 0; rule < table_.rows().size(); ++rule) {
            for (size_t i = 0; i < dimensions_.size(); ++i) {
                if (!has(dimensions_[i].column->unknown, rule)) continue;
                auto one = finding(TableFinding::Kind::unknown_cell, {rule + 1});
                one.when.emplace_back(table_.inputs()[i].label, "");
                one.cell = table_.rows()[rule].inputs[i].text;
                found_.findings.push_back(std::move(one));
            }
        }
    }

    void name_impossible() {
        impossible_.assign(certain_.size(), 0);
        for (size_t rule = 0; rule < table_.rows().size(); ++rule) {
            for (size_t i = 0; i < dimensions_.size(); ++i) {
                const auto& dimension = dimensions_[i];
                const bool possible = std::any_of(dimension.rules.begin(), dimension.rules.end(),
                                                  [&](const RuleSet& rules) { return has(rules, rule); }) ||
                                      takes_null(dimension, rule);
                if (possible) continue;
                auto one = finding(TableFinding::Kind::impossible, {rule + 1});
                one.when.emplace_back(table_.inputs()[i].label, table_.rows()[rule].inputs[i].text);
                found_.findings.push_back(std::move(one));
                put(impossible_, rule);
                break;
            }
        }
    }

    static bool takes_null(const Dimension& dimension, size_t rule) {
        const auto& last = dimension.column->segments.back();
        return !last.refused && has(last.rules, rule);
    }

    /// Segments of one dimension that leave the same rules are swept together.
    std::map<RuleSet, std::vector<size_t>> groups(size_t at, const RuleSet& active) const {
        std::map<RuleSet, std::vector<size_t>> grouped;
        for (size_t i = 0; i < dimensions_[at].segments.size(); ++i)
            grouped[both(active, dimensions_[at].rules[i])].push_back(dimensions_[at].segments[i]);
        return grouped;
    }

    /// True when something in this part of the inputs is taken by no rule; `path` holds the segments chosen so far.
    bool find_gaps(size_t at, const RuleSet& active, std::vector<std::vector<size_t>>& path) {
        if (is_empty(active)) {
            add_gap(path);
            return true;
        }
        if (at == dimensions_.size() || covered_.contains({at, active})) return false;
        if (gaps_ >= kMostFindings || ++steps_ > kMostSteps) {
            found_.complete = false;
            return true;
        }
        bool open = false;
        for (const auto& [rules, segments] : groups(at, active)) {
            path.push_back(segments);
            open = find_gaps(at + 1, rules, path) || open;
            path.pop_back();
        }
        if (!open) covered_.emplace(at, active);
        return open;
    }

    void add_gap(const std::vector<std::vector<size_t>>& path) {
        if (gaps_ >= kMostFindings) {
            found_.complete = false;
            return;
        }
        ++gaps_;
        auto one = finding(TableFinding::Kind::gap, {});
        describe(path, one);
        found_.findings.push_back(std::move(one));
    }

    void describe(const std::vector<std::vector<size_t>>& path, TableFinding& into) const {
        for (size_t i = 0; i < path.size(); ++i) {
            if (path[i].size() == dimensions_[i].segments.size()) continue;
            into.when.emplace_back(table_.inputs()[i].label, text_of_segments(*dimensions_[i].column, path[i]));
        }
    }

    void find_overlaps() {
        size_t overlaps = 0;
        for (size_t a = 0; a < table_.rows().size(); ++a) {
            for (size_t b = a + 1; b < table_.rows().size(); ++b) {
                if (!has(certain_, a) || !has(certain_, b)) continue;
                if (table_.hit_policy() == HitPolicy::any && same_outputs(a, b)) continue;
                auto common = intersection(a, b);
                if (common.empty() && !dimensions_.empty()) continue;
                if (++overlaps > kMostFindings) {
                    found_.complete = false;
                    return;
                }
                auto one = finding(TableFinding::Kind::overlap, {a + 1, b + 1});
                describe(common, one);
                found_.findings.push_back(std::move(one));
            }
        }
    }

    /// The segments of every input that both rules take; empty when there is an input without one.
    std::vector<std::vector<size_t>> intersection(size_t a, size_t b) const {
        std::vector<std::vector<size_t>> box;
        for (const Dimension& dimension : dimensions_) {
            std::vector<size_t> common;
            for (size_t i = 0; i < dimension.segments.size(); ++i) {
                if (has(dimension.rules[i], a) && has(dimension.rules[i], b)) common.push_back(dimension.segments[i]);
            }
            if (common.empty()) return {};
            box.push_back(std::move(common));
        }
        return box;
    }

    bool same_outputs(size_t a, size_t b) const {
        const auto& left = table_.rows()[a].outputs;
        const auto& right = table_.rows()[b].outputs;
        return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                          [](const Table::Answer& x, const Table::Answer& y) { return x.text == y.text; });
    }

    void find_masked() {
        for (size_t rule = 0; rule < table_.rows().size(); ++rule) {
            if (has(impossible_, rule)) continue;
            RuleSet before(certain_.size(), 0);
            for (size_t other = 0; other < table_.rows().size(); ++other) {
                if (has(certain_, other) && goes_before(other, rule)) put(before, other);
            }
            if (is_empty(before)) continue;
            covered_.clear();
            steps_ = 0;
            if (is_covered(0, rule, before)) found_.findings.push_back(finding(TableFinding::Kind::masked, {rule + 1}));
        }
    }

    bool goes_before(size_t other, size_t rule) const {
        if (table_.hit_policy() == HitPolicy::first) return other < rule;
        for (size_t i = 0; i < table_.outputs().size(); ++i) {
            const auto left = place(i, other);
            const auto right = place(i, rule);
            if (!left || !right) return false;
            if (*left != *right) return *left < *right;
        }
        return false;
    }

    /// Where a constant output stands among the values of its column.
    std::optional<size_t> place(size_t output, size_t rule) const {
        const auto& answer = table_.rows()[rule].outputs[output];
        const feel::Value* const value = answer.expression ? answer.expression->constant() : nullptr;
        if (value == nullptr) return std::nullopt;
        const auto& order = table_.outputs()[output].order;
        return static_cast<size_t>(
            std::find_if(order.begin(), order.end(),
                         [&](const feel::Value& one) { return feel::equals(one, *value) == true; }) -
            order.begin());
    }

    /// Whether `before` takes all that the rule takes, nulls too.
    bool is_covered(size_t at, size_t rule, const RuleSet& before) {
        if (is_empty(before)) return false;
        if (at == dimensions_.size() || covered_.contains({at, before})) return true;
        if (++steps_ > kMostSteps) {
            found_.complete = false;
            return false;
        }
        const Dimension& dimension = dimensions_[at];
        std::set<RuleSet> left;
        for (size_t i = 0; i < dimension.segments.size(); ++i) {
            if (has(dimension.rules[i], rule)) left.insert(both(before, dimension.rules[i]));
        }
        if (dimension.column->kind != feel::Value::Kind::null && takes_null(dimension, rule))
            left.insert(both(before, dimension.column->segments.back().rules));
        const bool covered = std::all_of(left.begin(), left.end(),
                                         [&](const RuleSet& rules) { return is_covered(at + 1, rule, rules); });
        if (covered) covered_.emplace(at, before);
        return covered;
    }

    static constexpr size_t kMostSteps = 200'000;
    const Table& table_;
    std::vector<Dimension> dimensions_;
    RuleSet certain_;  // rules without unknown cells
    RuleSet impossible_;
    std::set<std::pair<size_t, RuleSet>> covered_;
    size_t gaps_ = 0;
    size_t steps_ = 0;
    TableFindings found_;
};

std::string conditions(const TableFinding& finding, Language language) {
    std::string out;
    for (const auto& [label, test] : finding.when) {
        if (!out.empty()) out += language == Language::zh ? "，" : ", ";
        out += label + (test.empty() ? "" : language == Language::zh ? "：" + test : ": " + test);
    }
    if (out.empty()) return language == Language::zh ? "任何输入" : "any input";
    return out;
}

}  // namespace

std::string TableFinding::to_text(Language language) const {
    const bool zh = language == Language::zh;
    const std::string first = rules.empty() ? "" : std::to_string(rules.front());
    const std::string where = conditions(*this, language);
    switch (kind) {
        case Kind::gap:
            return zh ? "缺口：没有规则处理 " + where : "gap: no rule takes " + where;
        case Kind::overlap: {
            const std::string second = std::to_string(rules.back());
            return zh ? "重叠：第 " + first + " 条与第 " + second + " 条规则同时符合 " + where
                      : "overlap: rules " + first + " and " + second + " both take " + where;
        }
        case Kind::impossible:
            return zh ? "不可能：没有输入能符合第 " + first + " 条规则（" + where + "）"
                      : "impossible: no input can match rule " + first + " (" + where + ")";
        case Kind::masked:
            return zh ? "被遮盖：第 " + first + " 条规则总被排在前面的规则抢先"
                      : "masked: rules that go before rule " + first + " always anticipate it";
        case Kind::unknown_cell:
            break;
    }
    return zh ? "未检查：第 " + first + " 条规则的「" + where + "」格不是与常数的比较：" + cell
              : "not looked at: the cell of " + where + " in rule " + first +
                    " is no comparison with constants: " + cell;
}

TableFindings check(const Table& table) {
    return Checker(table).run();
}

}  // namespace yici::rules
