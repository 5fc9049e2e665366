#include "engines/feel/number.h"

#include <charconv>
#include <cmath>

#include "engines/feel/decimal.h"

namespace yici::feel {

namespace {

using decimal::pack;
using decimal::Parts;
using decimal::unpack;

constexpr uint64_t kPowers[] = {1ULL,
                                10ULL,
                                100ULL,
                                1000ULL,
                                10000ULL,
                                100000ULL,
                                1000000ULL,
                                10000000ULL,
                                100000000ULL,
                                1000000000ULL,
                                10000000000ULL,
                                100000000000ULL,
                                1000000000000ULL,
                                10000000000000ULL,
                                100000000000000ULL,
                                1000000000000000ULL,
                                10000000000000000ULL,
                                100000000000000000ULL,
                                1000000000000000000ULL};
constexpr int kMostShift = 18;

/// Both with the smaller exponent, when their coefficients then still fit 63 bits: the case of nearly all numbers.
struct Aligned {
    int64_t a;
    int64_t b;
    int exponent;
};

bool scale(uint64_t coefficient, int by, uint64_t& scaled) {
    if (by > kMostShift) return coefficient == 0 && (scaled = 0, true);
    return !__builtin_mul_overflow(coefficient, kPowers[by], &scaled) && scaled <= INT64_MAX;
}

bool align(const Number& a, const Number& b, Aligned& out) {
    const Parts x = unpack(a);
    const Parts y = unpack(b);
    if (!x.small || !y.small) return false;
    uint64_t first = x.coefficient;
    uint64_t second = y.coefficient;
    if (x.exponent > y.exponent) {
        if (!scale(first, x.exponent - y.exponent, first)) return false;
    } else if (y.exponent > x.exponent) {
        if (!scale(second, y.exponent - x.exponent, second)) return false;
    }
    out.a = x.negative ? -static_cast<int64_t>(first) : static_cast<int64_t>(first);
    out.b = y.negative ? -static_cast<int64_t>(second) : static_cast<int64_t>(second);
    out.exponent = std::min(x.exponent, y.exponent);
    return true;
}

Number from_signed(int64_t value, int exponent) {
    const bool negative = value < 0;
    return pack(negative, negative ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value), exponent);
}

/// "12.50e3" in the shape that Intel's reader takes, and no other ("inf", "nan", "0x1" are no numbers here).
bool is_decimal(std::string_view text) {
    size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    size_t digits = 0;
    const auto run = [&] {
        const size_t from = i;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
        digits += i - from;
        return i - from;
    };
    run();
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (run() == 0) return false;
    }
    if (digits == 0) return false;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
        if (run() == 0) return false;
    }
    return i == text.size();
}

}  // namespace

Number::Number(int64_t value) : bits_(from_signed(value, 0).bits_) {}

std::optional<Number> Number::parse(std::string_view text) {
    if (!is_decimal(text)) return std::nullopt;
    int64_t small = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), small);
    if (error == std::errc() && end == text.data() + text.size()) return Number(small);
    return decimal::from_text(text);
}

std::optional<Number> Number::from_double(double value) {
    if (!std::isfinite(value)) return std::nullopt;
    char buffer[64];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    if (error != std::errc()) return std::nullopt;
    return parse({buffer, static_cast<size_t>(end - buffer)});
}

double Number::to_double() const {
    return decimal::to_double(*this);
}

std::optional<int64_t> Number::to_integer() const {
    Parts parts = unpack(*this);
    if (!parts.small) {
        const auto text = is_integer() ? to_string() : std::string();
        int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return !text.empty() && error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                                         : std::nullopt;
    }
    uint64_t coefficient = parts.coefficient;
    if (parts.exponent > 0 && !scale(coefficient, parts.exponent, coefficient)) return std::nullopt;
    for (int e = parts.exponent; e < 0 && coefficient != 0; ++e) {
        if (coefficient % 10 != 0) return std::nullopt;
        coefficient /= 10;
    }
    if (coefficient > INT64_MAX) return std::nullopt;
    return parts.negative ? -static_cast<int64_t>(coefficient) : static_cast<int64_t>(coefficient);
}

std::string Number::to_string() const {
    auto [negative, digits, exponent] = decimal::digits_of(*this);
    if (digits == "0") return "0";
    while (exponent < 0 && digits.size() > 1 && digits.back() == '0') {
        digits.pop_back();
        ++exponent;
    }
    std::string text = negative ? "-" : "";
    if (exponent >= 0) return text + digits + std::string(static_cast<size_t>(exponent), '0');
    const auto places = static_cast<size_t>(-exponent);
    if (digits.size() <= places) return text + "0." + std::string(places - digits.size(), '0') + digits;
    return text + digits.substr(0, digits.size() - places) + "." + digits.substr(digits.size() - places);
}

bool Number::is_integer() const {
    const Parts parts = unpack(*this);
    if (parts.small) return parts.exponent >= 0 || to_integer().has_value();
    auto [negative, digits, exponent] = decimal::digits_of(*this);
    while (exponent < 0 && digits.size() > 1 && digits.back() == '0') {
        digits.pop_back();
        ++exponent;
    }
    return exponent >= 0;
}

int Number::sign() const {
    const Parts parts = unpack(*this);
    if (parts.small && parts.coefficient == 0) return 0;
    return parts.negative ? -1 : 1;
}

bool operator==(const Number& a, const Number& b) {
    Aligned both;
    if (align(a, b, both)) return both.a == both.b;
    return decimal::equal(a, b);
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
    Aligned both;
    if (align(a, b, both)) return both.a <=> both.b;
    if (decimal::equal(a, b)) return std::strong_ordering::equal;
    return decimal::less(a, b) ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::optional<Number> add(const Number& a, const Number& b) {
    Aligned both;
    int64_t sum = 0;
    if (align(a, b, both) && !__builtin_add_overflow(both.a, both.b, &sum)) return from_signed(sum, both.exponent);
    return decimal::add(a, b);
}

std::optional<Number> subtract(const Number& a, const Number& b) {
    Aligned both;
    int64_t difference = 0;
    if (align(a, b, both) && !__builtin_sub_overflow(both.a, both.b, &difference))
        return from_signed(difference, both.exponent);
    return decimal::subtract(a, b);
}

std::optional<Number> multiply(const Number& a, const Number& b) {
    const Parts x = unpack(a);
    const Parts y = unpack(b);
    uint64_t product = 0;
    const int exponent = x.exponent + y.exponent;
    if (x.small && y.small && !__builtin_mul_overflow(x.coefficient, y.coefficient, &product) &&
        exponent >= decimal::kLeastExponent && exponent <= decimal::kMostExponent)
        return pack(x.negative != y.negative && product != 0, product, exponent);
    return decimal::multiply(a, b);
}

std::optional<Number> divide(const Number& a, const Number& b) {
    if (b.sign() == 0) return std::nullopt;
    Aligned both;
    if (align(a, b, both) && both.b != 0 && both.a % both.b == 0) return from_signed(both.a / both.b, 0);
    return decimal::divide(a, b);
}

std::optional<Number> power(const Number& base, const Number& exponent) {
    constexpr int64_t kMostSquared = 1'000'000;
    const auto whole = exponent.to_integer();
    const auto halves = multiply(exponent, Number(2));
    if (!exponent.is_integer() && halves && halves->is_integer() &&
        base.sign() >= 0) {  // roots that are exact stay exact
        const auto root = decimal::square_root(base);
        return root ? power(*root, *halves) : std::nullopt;
    }
    if (!whole || *whole > kMostSquared || *whole < -kMostSquared) return decimal::power(base, exponent);
    if (*whole < 0 && base.sign() == 0) return std::nullopt;
    std::optional<Number> result = Number(1);
    std::optional<Number> factor = base;
    for (int64_t left = std::abs(*whole); left != 0; left /= 2) {
        if (left % 2 != 0) result = multiply(*result, *factor);
        if (!result) break;
        if (left > 1) factor = multiply(*factor, *factor);
        if (!factor) break;
    }
    const bool overflown = !result || !factor;
    if (*whole >= 0) return overflown ? std::nullopt : result;
    return overflown ? decimal::power(base, exponent) : divide(Number(1), *result);
}

Number negate(const Number& a) {
    if (a.sign() == 0) return a;
    Number::Bits bits = a.bits();
    bits.high ^= decimal::kSignBit;
    return Number(bits);
}

}  // namespace yici::feel
