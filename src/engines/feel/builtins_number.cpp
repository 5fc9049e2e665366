#include <algorithm>

#include "engines/feel/builtin.h"
#include "engines/feel/compare.h"
#include "engines/feel/decimal.h"

namespace yici::feel {

namespace {

using decimal::Rounding;

Value or_fail(const Call& call, const std::optional<Number>& number) {
    return number ? Value(*number) : call.fail("feel.no_result");
}

/// The scale is whole and within what 34 digits with exponents allow (DMN 1.5 §10.3.4.5).
Value rounded(const Call& call, Rounding rounding) {
    constexpr int64_t kLeastScale = -6111;
    constexpr int64_t kMostScale = 6176;
    int64_t scale = 0;
    if (call.given(1)) {
        const auto floor = decimal::round(call.number(1), 0, Rounding::floor);
        const auto whole = floor ? floor->to_integer() : std::nullopt;
        if (!whole || *whole < kLeastScale || *whole > kMostScale)
            return call.fail("feel.no_result", call.number(1).to_string());
        scale = *whole;
    }
    return or_fail(call, decimal::round(call.number(0), static_cast<int>(scale), rounding));
}

Value decimal_of(Call& call) {
    return rounded(call, Rounding::half_even);
}
Value floor_of(Call& call) {
    return rounded(call, Rounding::floor);
}
Value ceiling_of(Call& call) {
    return rounded(call, Rounding::ceiling);
}
Value round_up(Call& call) {
    return rounded(call, Rounding::up);
}
Value round_down(Call& call) {
    return rounded(call, Rounding::down);
}
Value round_half_up(Call& call) {
    return rounded(call, Rounding::half_up);
}
Value round_half_down(Call& call) {
    return rounded(call, Rounding::half_down);
}

Value absolute(Call& call) {
    const Value& value = call[0];
    if (value.number() != nullptr) return value.number()->sign() < 0 ? negate(*value.number()) : *value.number();
    if (value.years_months() != nullptr) return YearsMonths{std::abs(value.years_months()->months)};
    const Int128 nanoseconds = value.days_time()->nanoseconds;
    return DaysTime{nanoseconds < 0 ? -nanoseconds : nanoseconds};
}

std::optional<Number> remainder(const Number& a, const Number& b) {
    const auto x = a.to_integer();
    const auto y = b.to_integer();
    if (x && y && *y > 0) {
        const int64_t rest = *x % *y;
        return Number(rest < 0 ? rest + *y : rest);
    }
    const auto quotient = divide(a, b);
    const auto floor = quotient ? decimal::round(*quotient, 0, Rounding::floor) : std::nullopt;
    const auto product = floor ? multiply(*floor, b) : std::nullopt;
    return product ? subtract(a, *product) : std::nullopt;
}

Value modulo(Call& call) {
    return or_fail(call, remainder(call.number(0), call.number(1)));
}

Value square_root(Call& call) {
    if (call.number(0).sign() < 0) return call.fail("feel.no_result", "sqrt");
    return or_fail(call, decimal::square_root(call.number(0)));
}

Value logarithm(Call& call) {
    if (call.number(0).sign() <= 0) return call.fail("feel.no_result", "log");
    return or_fail(call, decimal::logarithm(call.number(0)));
}

Value exponential(Call& call) {
    return or_fail(call, decimal::exponential(call.number(0)));
}

Value is_even(Call& call) {
    const auto rest = remainder(call.number(0), Number(2));
    return rest ? Value(*rest == Number(0)) : call.fail("feel.no_result");
}

Value is_odd(Call& call) {
    const auto rest = remainder(call.number(0), Number(2));
    return rest ? Value(*rest == Number(1)) : call.fail("feel.no_result");
}

constexpr Row kNumbers[] = {
    {"decimal", "n:n, scale:n->n", decimal_of},
    {"floor", "n:n, scale:n?->n", floor_of},
    {"ceiling", "n:n, scale:n?->n", ceiling_of},
    {"round up", "n:n, scale:n->n", round_up},
    {"round down", "n:n, scale:n->n", round_down},
    {"round half up", "n:n, scale:n->n", round_half_up},
    {"round half down", "n:n, scale:n->n", round_half_down},
    {"abs", "n:n->n", absolute},
    {"abs", "n:u->u", absolute},
    {"modulo", "dividend:n, divisor:n->n", modulo},
    {"sqrt", "number:n->n", square_root},
    {"log", "number:n->n", logarithm},
    {"exp", "number:n->n", exponential},
    {"even", "number:n->b", is_even},
    {"odd", "number:n->b", is_odd},
};

Value extreme(Call& call, bool greatest) {
    const List& list = call.list(0);
    call.steps(list.size());
    if (list.empty()) return {};
    const Value* best = &list.front();
    for (const Value& value : list) {
        const auto found = order(value, *best);
        if (!found) return call.fail("feel.not_comparable", greatest ? "max" : "min");
        if (greatest ? *found > 0 : *found < 0) best = &value;
    }
    return *best;
}

Value minimum(Call& call) {
    return extreme(call, false);
}
Value maximum(Call& call) {
    return extreme(call, true);
}

/// The numbers of the list; none when it is empty or holds something else.
std::optional<std::vector<Number>> numbers(const Call& call) {
    const List& list = call.list(0);
    call.steps(list.size());
    std::vector<Number> found;
    found.reserve(list.size());
    for (const Value& value : list) {
        if (value.number() == nullptr) {
            (void)call.fail("feel.wrong_type", std::string(kind_name(value.kind())));
            return std::nullopt;
        }
        found.push_back(*value.number());
    }
    return found.empty() ? std::nullopt : std::optional(std::move(found));
}

std::optional<Number> sum_of(const std::vector<Number>& numbers) {
    std::optional<Number> total = Number(0);
    for (const Number& number : numbers) {
        total = add(*total, number);
        if (!total) return total;
    }
    return total;
}

std::optional<Number> mean_of(const std::vector<Number>& numbers) {
    const auto total = sum_of(numbers);
    return total ? divide(*total, Number(static_cast<int64_t>(numbers.size()))) : std::nullopt;
}

Value sum(Call& call) {
    const auto found = numbers(call);
    return found ? or_fail(call, sum_of(*found)) : Value();
}

Value mean(Call& call) {
    const auto found = numbers(call);
    return found ? or_fail(call, mean_of(*found)) : Value();
}

Value product(Call& call) {
    const auto found = numbers(call);
    if (!found) return {};
    std::optional<Number> total = Number(1);
    for (const Number& number : *found)
        if (total) total = multiply(*total, number);
    return or_fail(call, total);
}

Value median(Call& call) {
    auto found = numbers(call);
    if (!found) return {};
    std::sort(found->begin(), found->end());
    const size_t middle = found->size() / 2;
    if (found->size() % 2 != 0) return (*found)[middle];
    const auto total = add((*found)[middle - 1], (*found)[middle]);
    return total ? or_fail(call, divide(*total, Number(2))) : call.fail("feel.no_result");
}

Value deviation(Call& call) {  // of a sample: divided by one less
    const auto found = numbers(call);
    if (!found || found->size() < 2) return call.fail("feel.no_result", "stddev");
    const auto mean = mean_of(*found);
    std::vector<Number> squares;
    for (const Number& number : *found) {
        const auto distance = mean ? subtract(number, *mean) : std::nullopt;
        const auto square = distance ? multiply(*distance, *distance) : std::nullopt;
        if (!square) return call.fail("feel.no_result", "stddev");
        squares.push_back(*square);
    }
    const auto total = sum_of(squares);
    const auto variance = total ? divide(*total, Number(static_cast<int64_t>(squares.size() - 1))) : std::nullopt;
    return variance ? or_fail(call, decimal::square_root(*variance)) : call.fail("feel.no_result", "stddev");
}

Value mode(Call& call) {
    if (call.list(0).empty()) return List();
    auto found = numbers(call);
    if (!found) return {};
    std::sort(found->begin(), found->end());
    List modes;
    size_t most = 0;
    for (size_t from = 0; from < found->size();) {
        size_t to = from;
        while (to < found->size() && (*found)[to] == (*found)[from]) ++to;
        if (to - from > most) modes.clear();
        if (to - from >= most) modes.emplace_back((*found)[from]);
        most = std::max(most, to - from);
        from = to;
    }
    return modes;
}

constexpr Row kAggregates[] = {
    {"min", "list:l...->a", minimum},      {"max", "list:l...->a", maximum},     {"sum", "list:l...->n", sum},
    {"mean", "list:l...->n", mean},        {"product", "list:l...->n", product}, {"median", "list:l...->n", median},
    {"stddev", "list:l...->n", deviation}, {"mode", "list:l...->l", mode},
};

}  // namespace

std::span<const Row> number_builtins() {
    return kNumbers;
}
std::span<const Row> aggregate_builtins() {
    return kAggregates;
}

}  // namespace yici::feel
