#include <algorithm>

#include "engines/codes/codes.h"
#include "engines/quality/row_rules.h"

namespace yici::quality {
namespace {

class IdentityRule final : public RowRule {
  public:
    IdentityRule(size_t id, std::optional<size_t> birth_date, std::optional<size_t> sex)
        : RowRule(all(id, birth_date, sex)), id_(id), birth_date_(birth_date), sex_(sex) {}
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        for (size_t row = 0; row < cells.rows; ++row) {
            const std::string_view id = cells.at(row, id_);
            if (!codes::IdNumber::is_valid(id)) continue;
            if (birth_date_ && differs(id, cells.at(row, *birth_date_))) bits[row] |= bit;
            if (!sex_) continue;
            const std::string_view sex = cells.at(row, *sex_);
            const char expected = (id[16] - '0') % 2 == 1 ? '1' : '2';
            if (!sex.empty() && (sex.size() != 1 || sex[0] != expected)) bits[row] |= bit;
        }
    }

  private:
    static std::vector<size_t> all(size_t id, std::optional<size_t> birth_date, std::optional<size_t> sex) {
        std::vector<size_t> columns{id};
        if (birth_date) columns.push_back(*birth_date);
        if (sex) columns.push_back(*sex);
        return columns;
    }
    static bool differs(std::string_view id, std::string_view date) {
        if (date.empty()) return false;
        if (date.size() != 10 || date[4] != '-' || date[7] != '-') return true;
        return date.substr(0, 4) != id.substr(6, 4) || date.substr(5, 2) != id.substr(10, 2) ||
               date.substr(8, 2) != id.substr(12, 2);
    }

    size_t id_;
    std::optional<size_t> birth_date_, sex_;
};

/// A denial constraint about one row: it violates when every predicate is true.
class DenialRule final : public RowRule {
  public:
    struct Side {
        std::optional<size_t> column;
        std::string constant;
        [[nodiscard]] std::string_view of(const tables::Cells& cells, size_t row) const {
            return column ? cells.at(row, *column) : std::string_view(constant);
        }
    };
    struct Part {
        Side left;
        Operator op;
        Side right;
    };
    DenialRule(std::vector<size_t> columns, std::vector<Part> parts, bool empty_is_value)
        : RowRule(std::move(columns)), parts_(std::move(parts)), empty_is_value_(empty_is_value) {}
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        for (size_t row = 0; row < cells.rows; ++row) {
            const bool all = std::all_of(parts_.begin(), parts_.end(), [&](const Part& part) {
                const std::string_view left = part.left.of(cells, row);
                const std::string_view right = part.right.of(cells, row);
                const bool unknown = (part.left.column && left.empty()) || (part.right.column && right.empty());
                return (empty_is_value_ || !unknown) && holds(part.op, left, right);
            });
            if (all) bits[row] |= bit;
        }
    }

  private:
    std::vector<Part> parts_;
    bool empty_is_value_;
};

}  // namespace

std::unique_ptr<RowRule> make_identity(const Rule& rule, const Identity& what, Binding& binding) {
    const auto id = binding.column(rule, what.id);
    const auto birth_date = what.birth_date.empty() ? std::nullopt : binding.column(rule, what.birth_date);
    const auto sex = what.sex.empty() ? std::nullopt : binding.column(rule, what.sex);
    if (!id || birth_date.has_value() == what.birth_date.empty() || sex.has_value() == what.sex.empty()) return nullptr;
    return std::make_unique<IdentityRule>(*id, birth_date, sex);
}

std::unique_ptr<RowRule> make_denial(const Rule& rule, const Denial& what, Binding& binding) {
    std::vector<size_t> columns;
    std::vector<DenialRule::Part> parts;
    for (const Predicate& predicate : what.predicates) {
        DenialRule::Part part{{std::nullopt, predicate.left.text}, predicate.op, {std::nullopt, predicate.right.text}};
        for (auto [operand, side] :
             {std::pair{&predicate.left, &part.left}, std::pair{&predicate.right, &part.right}}) {
            if (operand->tuple == 0) continue;
            side->column = binding.column(rule, operand->text);
            if (!side->column) return nullptr;
            columns.push_back(*side->column);
        }
        parts.push_back(std::move(part));
    }
    return std::make_unique<DenialRule>(std::move(columns), std::move(parts), rule.empty_is_value);
}

}  // namespace yici::quality
