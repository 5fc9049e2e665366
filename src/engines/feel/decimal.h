#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engines/feel/number.h"

namespace yici::feel::decimal {

/// What Intel's decimal library does, for Number. Results that are no numbers (overflow, division by zero, a root of
/// a negative number) are none. Binary integer decimal: sign, 14 bits of exponent + 6176, 113 bits of coefficient.

constexpr int kBias = 6176;
constexpr int kLeastExponent = -6176;
constexpr int kMostExponent = 6111;
constexpr uint64_t kSignBit = 1ULL << 63;
constexpr int kExponentShift = 49;

struct Parts {
    bool negative;
    bool small;  // the coefficient fits 64 bits and stands in `coefficient`
    int exponent;
    uint64_t coefficient;
};

inline Parts unpack(const Number& number) {
    const uint64_t high = number.bits().high;
    return {(high & kSignBit) != 0, (high & ((1ULL << kExponentShift) - 1)) == 0,
            static_cast<int>((high >> kExponentShift) & 0x3FFF) - kBias, number.bits().low};
}

inline Number pack(bool negative, uint64_t coefficient, int exponent) {
    return Number(Number::Bits{
        coefficient, (negative ? kSignBit : 0) | (static_cast<uint64_t>(exponent + kBias) << kExponentShift)});
}

/// How rounding goes: the modes of DMN 1.5 §10.3.4.5.
enum class Rounding { half_even, up, down, half_up, half_down, floor, ceiling };

struct Digits {
    bool negative;
    std::string digits;  // no leading zeros; "0" for zero
    int exponent;
};

[[nodiscard]] std::optional<Number> from_text(std::string_view text);
[[nodiscard]] Digits digits_of(const Number& number);
[[nodiscard]] double to_double(const Number& number);
[[nodiscard]] bool equal(const Number& a, const Number& b);
[[nodiscard]] bool less(const Number& a, const Number& b);
[[nodiscard]] std::optional<Number> add(const Number& a, const Number& b);
[[nodiscard]] std::optional<Number> subtract(const Number& a, const Number& b);
[[nodiscard]] std::optional<Number> multiply(const Number& a, const Number& b);
[[nodiscard]] std::optional<Number> divide(const Number& a, const Number& b);
[[nodiscard]] std::optional<Number> power(const Number& base, const Number& exponent);
[[nodiscard]] std::optional<Number> square_root(const Number& a);
[[nodiscard]] std::optional<Number> exponential(const Number& a);
[[nodiscard]] std::optional<Number> logarithm(const Number& a);
/// With at most `scale` digits behind the point (a negative scale rounds before it).
[[nodiscard]] std::optional<Number> round(const Number& a, int scale, Rounding rounding);

}  // namespace yici::feel::decimal
