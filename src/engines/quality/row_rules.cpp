#include "engines/quality/row_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "engines/codes/codes.h"
#include "foundation/base/text.h"

namespace yici::quality {
namespace {

class CompleteRule final : public RowRule {
  public:
    explicit CompleteRule(std::vector<size_t> columns) : RowRule(std::move(columns)) {}
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        for (size_t row = 0; row < cells.rows; ++row)
            for (const size_t column : columns())
                if (is_blank(cells.at(row, column))) bits[row] |= bit;
    }

  private:
    static bool is_blank(std::string_view text) { return text.empty() || (text[0] <= ' ' && trim(text).empty()); }
};

/// A rule about one column's cells, by a test that is known when it is compiled.
template <class Violates>
class ColumnRule final : public RowRule {
  public:
    ColumnRule(size_t column, bool empty_too, Violates violates)
        : RowRule({column}), column_(column), empty_too_(empty_too), violates_(std::move(violates)) {}
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        check_column(cells, column_, empty_too_, bit, bits, violates_);
    }

  private:
    size_t column_;
    bool empty_too_;
    Violates violates_;
};

template <class Violates>
std::unique_ptr<RowRule> column_rule(const Rule& rule, Binding& binding, const std::string& name, Violates violates) {
    const auto column = binding.column(rule, name);
    if (!column) return nullptr;
    return std::make_unique<ColumnRule<Violates>>(*column, rule.empty_is_value, std::move(violates));
}

bool is_integer(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.size() <= 18 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::unique_ptr<RowRule> make_typed(const Rule& rule, const Typed& what, Binding& binding) {
    switch (what.type) {
        case Typed::Type::date:
            return column_rule(rule, binding, what.column, [](std::string_view text) { return !day_number(text); });
        case Typed::Type::instant:
            return column_rule(rule, binding, what.column, [](std::string_view text) { return !is_instant(text); });
        case Typed::Type::integer:
            return column_rule(rule, binding, what.column, [](std::string_view text) { return !is_integer(text); });
        default:
            return column_rule(rule, binding, what.column,
                               [](std::string_view text) { return std::isnan(number_of(text)); });
    }
}

std::unique_ptr<RowRule> make_code(const Rule& rule, const Code& what, Binding& binding) {
    if (what.kind == "id")
        return column_rule(rule, binding, what.column,
                           [](std::string_view text) { return !codes::IdNumber::is_valid(text); });
    if (what.kind == "credit")
        return column_rule(rule, binding, what.column,
                           [](std::string_view text) { return !codes::CreditCode::is_valid(text); });
    return column_rule(rule, binding, what.column,
                       [kind = what.kind](std::string_view text) { return codes::check(kind, text).has_value(); });
}

std::unique_ptr<RowRule> make_domain(const Rule& rule, const Domain& what, Binding& binding) {
    if (what.values.size() <= 16)
        return column_rule(rule, binding, what.column, [values = what.values](std::string_view text) {
            return std::find(values.begin(), values.end(), text) == values.end();
        });
    return column_rule(rule, binding, what.column,
                       [values = std::unordered_set<std::string>(what.values.begin(), what.values.end())](
                           std::string_view text) { return !values.contains(std::string(text)); });
}

std::unique_ptr<RowRule> make_bounds(const Rule& rule, const Bounds& what, Binding& binding) {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    if (what.dates) {
        const int32_t from = what.from ? day_number(*what.from).value_or(INT32_MIN) : INT32_MIN;
        const int32_t to = what.to ? day_number(*what.to).value_or(INT32_MAX) : INT32_MAX;
        return column_rule(rule, binding, what.column, [from, to](std::string_view text) {
            const auto day = day_number(text.substr(0, is_instant(text) ? 10 : text.size()));
            return !day || *day < from || *day > to;
        });
    }
    const double from = what.from ? number_of(*what.from) : -kFar;
    const double to = what.to ? number_of(*what.to) : kFar;
    return column_rule(rule, binding, what.column, [from, to](std::string_view text) {
        const double value = number_of(text);
        return !(value >= from && value <= to);
    });
}

/// The day of a date or an instant.
std::optional<int32_t> day_of(std::string_view text) {
    return day_number(text.size() > 10 && is_instant(text) ? text.substr(0, 10) : text);
}

class TimelyRule final : public RowRule {
  public:
    TimelyRule(size_t column, std::optional<size_t> since, int64_t days, int32_t today)
        : RowRule(since ? std::vector<size_t>{column, *since} : std::vector<size_t>{column}),
          column_(column),
          since_(since),
          days_(days),
          today_(today) {}
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        for (size_t row = 0; row < cells.rows; ++row) {
            const std::string_view text = cells.at(row, column_);
            const std::string_view earlier = since_ ? cells.at(row, *since_) : std::string_view();
            if (text.empty() || (since_ && earlier.empty())) continue;
            const auto day = day_of(text);
            const auto start = since_ ? day_of(earlier) : day;
            const int64_t end = since_ ? day.value_or(0) : today_;
            const int64_t took = end - start.value_or(0);
            if (!day || !start || took < 0 || took > days_) bits[row] |= bit;
        }
    }

  private:
    size_t column_;
    std::optional<size_t> since_;
    int64_t days_;
    int32_t today_;
};

std::unique_ptr<RowRule> make_timely(const Rule& rule, const Timely& what, Binding& binding, const Clock& clock) {
    const auto column = binding.column(rule, what.column);
    const auto since = what.since.empty() ? std::nullopt : binding.column(rule, what.since);
    if (!column || (!what.since.empty() && !since)) return nullptr;
    const int32_t today = day_number(to_string(china_date(clock.now()))).value_or(0);
    return std::make_unique<TimelyRule>(*column, since, what.days, today);
}

bool two_digits(const char* text, int32_t& value) {
    const auto a = static_cast<unsigned>(text[0] - '0');
    const auto b = static_cast<unsigned>(text[1] - '0');
    value = static_cast<int32_t>(a * 10 + b);
    return a < 10 && b < 10;
}

}  // namespace

std::optional<int32_t> day_number(std::string_view text) {
    constexpr std::array<int16_t, 13> kBefore{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    constexpr std::array<int8_t, 13> kDays{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    constexpr int32_t kEpoch = 719'528;  // 1970-01-01 in days since 0000-01-01
    int32_t century = 0, year = 0, month = 0, day = 0;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const bool digits = two_digits(text.data(), century) & two_digits(text.data() + 2, year) &
                        two_digits(text.data() + 5, month) & two_digits(text.data() + 8, day);
    if (!digits || month < 1 || month > 12 || day < 1) return std::nullopt;
    year += century * 100;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day > kDays[static_cast<size_t>(month)] + (leap && month == 2 ? 1 : 0)) return std::nullopt;
    // Years before this one, year 0 a leap year too (proleptic Gregorian).
    const int32_t leaps = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1;
    const int32_t of_year = kBefore[static_cast<size_t>(month)] + (leap && month > 2 ? 1 : 0) + day;
    return year * 365 + leaps + of_year - 1 - kEpoch;
}

bool is_instant(std::string_view text) {
    if (text.size() == 20 && text.back() == 'Z') text.remove_suffix(1);
    int32_t hour = 0, minute = 0, second = 0;
    if (text.size() != 19 || (text[10] != ' ' && text[10] != 'T') || text[13] != ':' || text[16] != ':') return false;
    return day_number(text.substr(0, 10)) && two_digits(text.data() + 11, hour) && hour < 24 &&
           two_digits(text.data() + 14, minute) && minute < 60 && two_digits(text.data() + 17, second) && second < 60;
}

bool is_about_several_rows(const Rule& rule) {
    if (const auto* denial = std::get_if<Denial>(&rule.what)) return denial->of_two_rows();
    return std::holds_alternative<Dependency>(rule.what) || std::holds_alternative<Unique>(rule.what);
}

std::unique_ptr<RowRule> make_row_rule(const Rule& rule, Binding& binding, const Clock& clock) {
    struct Maker {
        const Rule& rule;
        Binding& binding;
        const Clock& clock;
        using Made = std::unique_ptr<RowRule>;
        Made operator()(const Complete& what) const {
            auto columns = binding.columns(rule, what.columns);
            return columns ? std::make_unique<CompleteRule>(*std::move(columns)) : nullptr;
        }
        Made operator()(const Format& what) const { return make_format(rule, what, binding); }
        Made operator()(const Typed& what) const { return make_typed(rule, what, binding); }
        Made operator()(const Code& what) const { return make_code(rule, what, binding); }
        Made operator()(const Domain& what) const { return make_domain(rule, what, binding); }
        Made operator()(const Bounds& what) const { return make_bounds(rule, what, binding); }
        Made operator()(const Identity& what) const { return make_identity(rule, what, binding); }
        Made operator()(const Timely& what) const { return make_timely(rule, what, binding, clock); }
        Made operator()(const Reference& what) const { return make_reference(rule, what, binding); }
        Made operator()(const Agreement& what) const { return make_agreement(rule, what, binding); }
        Made operator()(const Sources& what) const { return make_sources(rule, what, binding); }
        Made operator()(const Denial& what) const { return make_denial(rule, what, binding); }
        Made operator()(const Feel& what) const { return make_feel(rule, what, binding, clock); }
        Made operator()(const Dependency& /*what*/) const { return nullptr; }
        Made operator()(const Unique& /*what*/) const { return nullptr; }
    };
    if (is_about_several_rows(rule)) return nullptr;
    return std::visit(Maker{rule, binding, clock}, rule.what);
}

}  // namespace yici::quality
