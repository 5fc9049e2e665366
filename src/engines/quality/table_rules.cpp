#include "engines/quality/table_rules.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "engines/quality/pair_join.h"

namespace yici::quality {
namespace {

using Marks = std::vector<uint8_t>;

/// Rows by their group, ascending within one; those that are not `taken` left out.
class GroupedRows {
  public:
    GroupedRows(const std::vector<uint32_t>& groups, size_t count, const Marks& taken) {
        begins_.resize(count + 1, 0);
        rows_.resize(groups.size());
        for (size_t row = 0; row < groups.size(); ++row)
            if (taken[row] != 0) ++begins_[groups[row] + 1];
        std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
        std::vector<size_t> next(begins_.begin(), begins_.end() - 1);
        for (uint32_t row = 0; row < groups.size(); ++row)
            if (taken[row] != 0) rows_[next[groups[row]]++] = row;
    }
    [[nodiscard]] size_t size() const { return begins_.size() - 1; }
    [[nodiscard]] std::span<const uint32_t> operator[](size_t group) const {
        return {rows_.data() + begins_[group], begins_[group + 1] - begins_[group]};
    }

  private:
    std::vector<size_t> begins_;
    std::vector<uint32_t> rows_;
};

Marks taken_rows(const Rule& rule, Columns& columns, const std::vector<size_t>& used) {
    Marks taken(columns.rows(), 1);
    if (rule.empty_is_value) return taken;
    for (const size_t column : used) {
        const auto& ids = columns.ids(column);
        for (size_t row = 0; row < taken.size(); ++row)
            if (ids[row] == 0) taken[row] = 0;
    }
    return taken;
}

struct Groups {
    std::vector<uint32_t> of_rows;
    size_t count = 1;
};

Groups group_by(Columns& columns, const std::vector<size_t>& by) {
    Grouping grouping(columns.rows());
    size_t count = 1;
    for (const size_t column : by) {
        std::unordered_map<uint64_t, uint32_t> numbering;
        grouping.split(columns.ids(column), numbering);
        count = std::max<size_t>(numbering.size(), 1);
    }
    return {grouping.groups(), count};
}

std::vector<uint32_t> marked_rows(const Marks& marks) {
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < marks.size(); ++row)
        if (marks[row] != 0) rows.push_back(row);
    return rows;
}

/// Of rows that must agree in `ids` and do not: those that say otherwise than most, or all when nothing leads.
void add_minority(std::span<const uint32_t> rows, const std::vector<uint32_t>& ids, size_t column,
                  std::vector<CellAt>& suspects) {
    std::unordered_map<uint32_t, size_t> counts;
    for (const uint32_t row : rows) ++counts[ids[row]];
    if (counts.size() < 2) return;
    size_t most = 0, second = 0;
    uint32_t leader = 0;
    for (const auto& [id, count] : counts) {
        if (count > most) leader = id;
        second = std::max(second, std::min(count, most));
        most = std::max(most, count);
    }
    for (const uint32_t row : rows)
        if (most == second || ids[row] != leader) suspects.push_back({row, static_cast<uint32_t>(column)});
}

Comparison differing(Columns& columns, size_t column) {
    const auto& ids = columns.ids(column);
    return {&ids, &ids, Operator::differs, nullptr};
}

void merge(Marks& into, const Marks& from) {
    for (size_t i = 0; i < into.size(); ++i) into[i] |= from[i];
}

}  // namespace

Outcome check_dependency(const Rule& rule, const Dependency& what, Columns& columns, Binding& binding) {
    Outcome outcome;
    const auto by = binding.columns(rule, what.columns);
    const auto determined = binding.columns(rule, what.determined);
    if (!by || !determined) return outcome;
    const Groups groups = group_by(columns, *by);
    Marks all(columns.rows(), 0);
    outcome.pairs = 0;
    for (const size_t column : *determined) {
        std::vector<size_t> used = *by;
        used.push_back(column);
        const GroupedRows rows(groups.of_rows, groups.count, taken_rows(rule, columns, used));
        PairJoin join({differing(columns, column)}, columns.rows());
        for (size_t group = 0; group < rows.size(); ++group) {
            join.join(rows[group], rows[group]);
            add_minority(rows[group], columns.ids(column), column, outcome.suspects);
        }
        *outcome.pairs += join.pairs() / 2;
        add_cells(outcome.cells, join.first(), used);
        merge(all, join.first());
    }
    tidy(outcome.suspects);
    outcome.rows = marked_rows(all);
    outcome.checked = true;
    return outcome;
}

Outcome check_unique(const Rule& rule, const Unique& what, Columns& columns, Binding& binding) {
    Outcome outcome;
    const auto by = binding.columns(rule, what.columns);
    if (!by) return outcome;
    const Groups groups = group_by(columns, *by);
    const GroupedRows rows(groups.of_rows, groups.count, taken_rows(rule, columns, *by));
    PairJoin join({}, columns.rows());
    for (size_t group = 0; group < rows.size(); ++group) join.join(rows[group], rows[group]);
    outcome.rows = marked_rows(join.first());
    outcome.pairs = join.pairs() / 2;
    add_cells(outcome.cells, join.first(), *by);
    outcome.suspects = outcome.cells;
    outcome.checked = true;
    return outcome;
}

namespace {

/// A denial constraint about two rows, in parts: what holds of the first row alone, of the second alone, what must be
/// equal between them, and what remains.
class DenialCheck {
  public:
    DenialCheck(const Rule& rule, Columns& columns, Binding& binding)
        : rule_(rule),
          columns_(columns),
          binding_(binding),
          taken_{Marks(columns.rows(), 1), Marks(columns.rows(), 1)} {}

    Outcome run(const Denial& what) {
        for (const Predicate& predicate : what.predicates)
            if (!take(predicate)) return {};
        rank_cross();
        Grouping first(columns_.rows()), second(columns_.rows());
        size_t count = 1;
        for (const auto& [a, b] : equal_) {
            std::unordered_map<uint64_t, uint32_t> numbering;
            first.split(columns_.ids(a), numbering);
            second.split(columns_.ids(b), numbering);
            count = std::max<size_t>(numbering.size(), 1);
        }
        const GroupedRows firsts(first.groups(), count, taken_[0]);
        const GroupedRows seconds(second.groups(), count, taken_[1]);
        PairJoin join(comparisons_, columns_.rows());
        Outcome outcome;
        const std::optional<size_t> must_agree = determined();
        for (size_t group = 0; group < count; ++group) {
            join.join(firsts[group], seconds[group]);
            if (must_agree) add_minority(firsts[group], columns_.ids(*must_agree), *must_agree, outcome.suspects);
        }
        outcome.pairs = symmetric_ ? join.pairs() / 2 : join.pairs();
        Marks all = join.first();
        merge(all, join.second());
        outcome.rows = marked_rows(all);
        add_cells(outcome.cells, join.first(), named_[0]);
        add_cells(outcome.cells, join.second(), named_[1]);
        tidy(outcome.suspects);
        if (!must_agree) outcome.suspects = outcome.cells;
        outcome.checked = true;
        return outcome;
    }

  private:
    struct Cross {
        size_t left = 0, right = 0;
        Operator op = Operator::equal;
        std::vector<double> ranks;
    };

    static Operator mirrored(Operator op) {
        switch (op) {
            case Operator::less:
                return Operator::greater;
            case Operator::less_or_equal:
                return Operator::greater_or_equal;
            case Operator::greater:
                return Operator::less;
            case Operator::greater_or_equal:
                return Operator::less_or_equal;
            default:
                return op;
        }
    }

    bool take(const Predicate& predicate) {
        std::optional<size_t> left, right;
        for (auto [operand, column] : {std::pair{&predicate.left, &left}, std::pair{&predicate.right, &right}}) {
            if (operand->tuple == 0) continue;
            *column = binding_.column(rule_, operand->text);
            if (!*column) return false;
            named_[static_cast<size_t>(operand->tuple - 1)].push_back(**column);
            drop_empty(operand->tuple, **column);
        }
        if (!left || !right || predicate.left.tuple == predicate.right.tuple) {
            keep_where(predicate, left, right);
            return true;
        }
        Operator op = predicate.op;
        if (predicate.left.tuple == 2) {
            std::swap(left, right);
            op = mirrored(op);
        }
        symmetric_ = symmetric_ && *left == *right && (op == Operator::equal || op == Operator::differs);
        if (op == Operator::equal)
            equal_.emplace_back(*left, *right);
        else
            cross_.push_back({*left, *right, op, {}});
        return true;
    }

    void drop_empty(int tuple, size_t column) {
        if (rule_.empty_is_value) return;
        const auto& ids = columns_.ids(column);
        Marks& taken = taken_[static_cast<size_t>(tuple - 1)];
        for (size_t row = 0; row < taken.size(); ++row)
            if (ids[row] == 0) taken[row] = 0;
    }

    /// A predicate about one row alone.
    void keep_where(const Predicate& predicate, std::optional<size_t> left, std::optional<size_t> right) {
        symmetric_ = false;
        const int tuple = std::max(predicate.left.tuple, predicate.right.tuple);
        const uint32_t left_id = left ? 0 : columns_.id_of(predicate.left.text);
        const uint32_t right_id = right ? 0 : columns_.id_of(predicate.right.text);
        const auto* lefts = left ? &columns_.ids(*left) : nullptr;
        const auto* rights = right ? &columns_.ids(*right) : nullptr;
        Marks& taken = taken_[static_cast<size_t>(tuple - 1)];
        for (size_t row = 0; row < taken.size(); ++row) {
            const uint32_t a = left ? (*lefts)[row] : left_id;
            const uint32_t b = right ? (*rights)[row] : right_id;
            if (!holds(predicate.op, columns_.text_of(a), columns_.text_of(b))) taken[row] = 0;
        }
    }

    /// The only column in which the rule wants equal rows to agree, if the rule is of that kind.
    [[nodiscard]] std::optional<size_t> determined() const {
        const bool dependency = symmetric_ && !equal_.empty() && cross_.size() == 1;
        return dependency ? std::optional(cross_[0].left) : std::nullopt;
    }

    void rank_cross() {
        for (Cross& cross : cross_) {
            if (cross.op == Operator::differs) continue;
            columns_.ids(cross.left);
            columns_.ids(cross.right);
        }
        for (Cross& cross : cross_) {
            if (cross.op != Operator::differs) {
                bool numeric = false;
                cross.ranks = columns_.ranks(cross.left, cross.right, numeric);
                const auto& header = binding_.header();
                binding_.note(header[cross.left] + " and " + header[cross.right] + " compared as " +
                              (numeric ? "numbers" : "texts"));
            }
            comparisons_.push_back({&columns_.ids(cross.left), &columns_.ids(cross.right), cross.op, &cross.ranks});
        }
    }

    const Rule& rule_;
    Columns& columns_;
    Binding& binding_;
    std::array<Marks, 2> taken_;
    std::array<std::vector<size_t>, 2> named_;
    std::vector<std::pair<size_t, size_t>> equal_;
    std::vector<Cross> cross_;
    std::vector<Comparison> comparisons_;
    bool symmetric_ = true;
};

}  // namespace

Outcome check_denial(const Rule& rule, const Denial& what, Columns& columns, Binding& binding) {
    return DenialCheck(rule, columns, binding).run(what);
}

}  // namespace yici::quality
