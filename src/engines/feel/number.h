#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yici::feel {

/// A decimal number of 34 digits (IEEE 754-2008 decimal128, as DMN 1.5 §10.3.2.3.1 demands), rounded half even. Never
/// an infinity or a NaN: what would make one yields no number.
class Number {
  public:
    constexpr Number() = default;
    Number(int64_t value);  // NOLINT: whole numbers are numbers
    /// "-12.5", ".5", "1.2e-3"; no blanks.
    [[nodiscard]] static std::optional<Number> parse(std::string_view text);
    /// Nearest decimal of 17 digits; none for infinities and NaN.
    [[nodiscard]] static std::optional<Number> from_double(double value);

    [[nodiscard]] double to_double() const;
    /// The whole number, when it is one and fits.
    [[nodiscard]] std::optional<int64_t> to_integer() const;
    /// Plain notation without trailing zeros after the point: "0.1", "1000", "-3".
    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] bool is_integer() const;
    [[nodiscard]] int sign() const;

    friend bool operator==(const Number& a, const Number& b);
    friend std::strong_ordering operator<=>(const Number& a, const Number& b);

    struct Bits {
        uint64_t low = 0;
        uint64_t high = 0x3040000000000000;  // zero with exponent 0
    };
    [[nodiscard]] const Bits& bits() const { return bits_; }
    explicit constexpr Number(Bits bits) : bits_(bits) {}

  private:
    Bits bits_;  // binary integer decimal (BID)
};

[[nodiscard]] std::optional<Number> add(const Number& a, const Number& b);
[[nodiscard]] std::optional<Number> subtract(const Number& a, const Number& b);
[[nodiscard]] std::optional<Number> multiply(const Number& a, const Number& b);
/// None for a zero divisor.
[[nodiscard]] std::optional<Number> divide(const Number& a, const Number& b);
[[nodiscard]] std::optional<Number> power(const Number& base, const Number& exponent);
[[nodiscard]] Number negate(const Number& a);

}  // namespace yici::feel
