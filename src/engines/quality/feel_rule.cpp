#include <algorithm>

#include "engines/feel/expression.h"
#include "engines/quality/row_rules.h"

namespace yici::quality {
namespace {

/// A cell as FEEL sees it: null when empty, a date or a date and time, a number as people write it (a code such as
/// 0571 or an ID number is none), else text.
feel::Value value_of(std::string_view text) {
    constexpr size_t kMostDigits = 15;
    if (text.empty()) return {};
    if (day_number(text)) {
        if (const auto date = feel::parse_date(text)) return *date;
    }
    if (is_instant(text)) {
        std::string with_t(text);
        with_t[10] = 'T';
        if (const auto moment = feel::parse_date_time(with_t)) return *moment;
    }
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const bool code = digits.size() > 1 && digits[0] == '0' && digits[1] != '.';
    const bool plain = digits.find_first_not_of("0123456789.") == std::string_view::npos;
    if (plain && !code && digits.size() <= kMostDigits) {
        if (const auto number = feel::Number::parse(text)) return *number;
    }
    return std::string(text);
}

class FeelRule final : public RowRule {
  public:
    FeelRule(std::vector<size_t> columns, feel::Expression expression, const Clock& clock)
        : RowRule(std::move(columns)), expression_(std::move(expression)), clock_(clock) {}
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        std::vector<feel::Value> inputs(cells.columns);
        for (size_t row = 0; row < cells.rows; ++row) {
            for (const size_t column : expression_.reads()) inputs[column] = value_of(cells.at(row, column));
            feel::Run run(clock_);
            const feel::Value result = expression_.evaluate(inputs, run);
            if (const bool* holds = result.boolean(); holds != nullptr && !*holds) bits[row] |= bit;
        }
    }

  private:
    feel::Expression expression_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<RowRule> make_feel(const Rule& rule, const Feel& what, Binding& binding, const Clock& clock) {
    feel::Names names;
    for (const std::string& name : binding.header()) names.add(name);
    if (names.size() != binding.header().size()) {
        binding.fault(rule, "quality.column_unknown", "two columns of one name");
        return nullptr;
    }
    auto flagged = binding.columns(rule, what.columns);
    if (!flagged) return nullptr;
    try {
        feel::Expression expression = feel::Expression::parse(what.text, names);
        if (flagged->empty()) flagged = expression.reads();
        return std::make_unique<FeelRule>(*std::move(flagged), std::move(expression), clock);
    } catch (const feel::SyntaxError& error) {
        binding.fault(rule, error.key(), error.detail());
        return nullptr;
    }
}

}  // namespace yici::quality
