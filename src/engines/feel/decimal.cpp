#include "engines/feel/decimal.h"

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

#include <algorithm>
#include <cstring>

namespace yici::feel::decimal {

namespace {

BID_UINT128 raw(const Number& number) {
    BID_UINT128 out;
    out.w[0] = number.bits().low;
    out.w[1] = number.bits().high;
    return out;
}

/// Zero has one sign, and what is no number is none.
std::optional<Number> checked(const BID_UINT128& value) {
    if (!bid128_isFinite(value)) return std::nullopt;
    if (bid128_isZero(value)) return Number();
    return Number(Number::Bits{value.w[0], value.w[1]});
}

}  // namespace

std::optional<Number> from_text(std::string_view text) {
    std::string copy(text);
    _IDEC_flags flags = 0;
    return checked(bid128_from_string(copy.data(), BID_ROUNDING_TO_NEAREST, &flags));
}

Digits digits_of(const Number& number) {
    char buffer[64] = {};
    _IDEC_flags flags = 0;
    bid128_to_string(buffer, raw(number), &flags);  // "+123E-2"
    const std::string_view text(buffer);
    const size_t e = text.find('E');
    std::string digits(text.substr(1, e - 1));
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    const std::string exponent(text.substr(e + 1));
    return {text[0] == '-', std::move(digits), std::stoi(exponent)};
}

double to_double(const Number& number) {
    _IDEC_flags flags = 0;
    return bid128_to_binary64(raw(number), BID_ROUNDING_TO_NEAREST, &flags);
}

bool equal(const Number& a, const Number& b) {
    _IDEC_flags flags = 0;
    return bid128_quiet_equal(raw(a), raw(b), &flags) != 0;
}

bool less(const Number& a, const Number& b) {
    _IDEC_flags flags = 0;
    return bid128_quiet_less(raw(a), raw(b), &flags) != 0;
}

std::optional<Number> add(const Number& a, const Number& b) {
    _IDEC_flags flags = 0;
    return checked(bid128_add(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Number> subtract(const Number& a, const Number& b) {
    _IDEC_flags flags = 0;
    return checked(bid128_sub(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Number> multiply(const Number& a, const Number& b) {
    _IDEC_flags flags = 0;
    return checked(bid128_mul(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Number> divide(const Number& a, const Number& b) {
    _IDEC_flags flags = 0;
    return checked(bid128_div(raw(a), raw(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Number> power(const Number& base, const Number& exponent) {
    _IDEC_flags flags = 0;
    return checked(bid128_pow(raw(base), raw(exponent), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Number> square_root(const Number& a) {
    _IDEC_flags flags = 0;
    return checked(bid128_sqrt(raw(a), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Number> exponential(const Number& a) {
    _IDEC_flags flags = 0;
    return checked(bid128_exp(raw(a), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Number> logarithm(const Number& a) {
    _IDEC_flags flags = 0;
    return checked(bid128_log(raw(a), BID_ROUNDING_TO_NEAREST, &flags));
}

namespace {

/// Whether the kept digits grow by one, told by the dropped ones.
bool rounds_away(const Digits& number, std::string_view kept, std::string_view dropped, Rounding rounding) {
    const bool exact = dropped.find_first_not_of('0') == std::string_view::npos;
    if (exact) return false;
    const bool tie = dropped[0] == '5' && dropped.find_first_not_of('0', 1) == std::string_view::npos;
    const bool above = dropped[0] >= '5' && !tie;
    switch (rounding) {
        case Rounding::half_even:
            return above || (tie && !kept.empty() && (kept.back() - '0') % 2 != 0);
        case Rounding::up:
            return true;
        case Rounding::down:
            return false;
        case Rounding::half_up:
            return above || tie;
        case Rounding::half_down:
            return above;
        case Rounding::floor:
            return number.negative;
        case Rounding::ceiling:
            return !number.negative;
    }
    return false;
}

}  // namespace

std::optional<Number> round(const Number& a, int scale, Rounding rounding) {
    const Digits number = digits_of(a);
    if (number.exponent >= -scale || number.digits == "0") return a;
    const auto surplus = static_cast<size_t>(-scale - number.exponent);
    std::string digits = number.digits;
    if (surplus > digits.size()) digits.insert(0, surplus - digits.size(), '0');
    std::string kept = digits.substr(0, digits.size() - surplus);
    if (rounds_away(number, kept, std::string_view(digits).substr(kept.size()), rounding)) {
        size_t i = kept.size();
        while (i > 0 && kept[i - 1] == '9') kept[--i] = '0';
        if (i == 0) {
            kept.insert(kept.begin(), '1');
        } else {
            ++kept[i - 1];
        }
    }
    if (kept.empty()) return Number();
    return from_text((number.negative ? "-" : "") + kept + "e" + std::to_string(-scale));
}

}  // namespace yici::feel::decimal
