#include "engines/feel/number.h"

#include <gtest/gtest.h>

#include "engines/feel/decimal.h"

namespace yici::feel {

namespace {

std::string text(const std::optional<Number>& number) {
    return number ? number->to_string() : "none";
}
Number of(std::string_view digits) {
    return *Number::parse(digits);
}

TEST(FeelNumber, ReadsAndWritesPlainNotation) {
    EXPECT_EQ(text(Number::parse("1.230")), "1.23");
    EXPECT_EQ(text(Number::parse("-0.0")), "0");
    EXPECT_EQ(text(Number::parse("1e3")), "1000");
    EXPECT_EQ(text(Number::parse("1.5E-3")), "0.0015");
    EXPECT_EQ(text(Number::parse("12345678901234567890123456789012345")), "12345678901234567890123456789012340");
    EXPECT_EQ(text(Number::parse("9223372036854775807")), "9223372036854775807");
    EXPECT_EQ(text(Number::parse("-9223372036854775808")), "-9223372036854775808");
    for (const char* wrong : {"", "-", ".", "1.", "1e", "nan", "inf", "0x10", "1 ", " 1", "1e7000", "1,5"})
        EXPECT_FALSE(Number::parse(wrong)) << wrong;
    EXPECT_EQ(text(Number::from_double(0.1)), "0.1");
    EXPECT_EQ(of("0.1").to_double(), 0.1);
}

TEST(FeelNumber, ComputesExactlyWhereItCan) {
    EXPECT_EQ(text(add(of("0.1"), of("0.2"))), "0.3");
    EXPECT_EQ(text(add(of("9223372036854775807"), Number(1))), "9223372036854775808");
    EXPECT_EQ(text(subtract(of("1e20"), of("0.5"))), "99999999999999999999.5");
    EXPECT_EQ(text(multiply(of("4000000000"), of("5000000000"))), "20000000000000000000");
    EXPECT_EQ(text(multiply(of("123456789012345678"), of("1000000000.5"))), "123456789074074072506172839");
    EXPECT_EQ(text(divide(Number(1), Number(3))), "0.3333333333333333333333333333333333");
    EXPECT_EQ(text(divide(Number(-6), Number(3))), "-2");
    EXPECT_EQ(text(divide(Number(1), Number(0))), "none");
    EXPECT_EQ(text(power(of("1.1"), Number(-2))), "0.8264462809917355371900826446280992");
    EXPECT_EQ(text(power(Number(2), of("0.5"))), "1.414213562373095048801688724209698");
    EXPECT_EQ(text(power(Number(100), of("0.5"))), "10");
    EXPECT_EQ(text(power(Number(4), of("-1.5"))), "0.125");
    EXPECT_EQ(text(power(Number(10), of("1e20"))), "none");
    EXPECT_EQ(text(power(Number(-4), of("0.5"))), "none");
    EXPECT_EQ(text(power(Number(0), Number(-1))), "none");
    EXPECT_EQ(text(power(Number(10), Number(7000))), "none");
}

TEST(FeelNumber, ComparesAcrossScales) {
    EXPECT_EQ(of("1.0"), Number(1));
    EXPECT_LT(Number(3), of("3.00000000000000000000000000001"));
    EXPECT_GT(of("1e30"), of("999999999999999999999999999999.5"));
    EXPECT_EQ(of("1e30"), of("1000000000000000000000000000000"));
    EXPECT_LT(of("-1e30"), Number(-5));
    EXPECT_EQ(negate(Number(0)), Number(0));
    EXPECT_EQ(negate(of("2.5")), of("-2.5"));
}

TEST(FeelNumber, KnowsWholeNumbers) {
    EXPECT_EQ(of("12.00").to_integer(), 12);
    EXPECT_EQ(of("1e3").to_integer(), 1000);
    EXPECT_FALSE(of("1.5").to_integer());
    EXPECT_FALSE(of("1e30").to_integer());
    EXPECT_TRUE(of("1e30").is_integer());
    EXPECT_FALSE(of("12345678901234567890123.5").is_integer());
    EXPECT_EQ(of("-0.5").sign(), -1);
    EXPECT_EQ(of("0.0").sign(), 0);
}

TEST(FeelNumber, RoundsInEveryMode) {
    using decimal::Rounding;
    const auto rounded = [](const char* number, int scale, Rounding mode) {
        return text(decimal::round(of(number), scale, mode));
    };
    EXPECT_EQ(rounded("2.5", 0, Rounding::half_even), "2");
    EXPECT_EQ(rounded("3.5", 0, Rounding::half_even), "4");
    EXPECT_EQ(rounded("-2.5", 0, Rounding::half_up), "-3");
    EXPECT_EQ(rounded("-2.5", 0, Rounding::half_down), "-2");
    EXPECT_EQ(rounded("-2.51", 0, Rounding::half_down), "-3");
    EXPECT_EQ(rounded("1.121", 2, Rounding::up), "1.13");
    EXPECT_EQ(rounded("-1.129", 2, Rounding::down), "-1.12");
    EXPECT_EQ(rounded("-1.5", 0, Rounding::floor), "-2");
    EXPECT_EQ(rounded("-1.5", 0, Rounding::ceiling), "-1");
    EXPECT_EQ(rounded("0.001", 0, Rounding::up), "1");
    EXPECT_EQ(rounded("999.9", 0, Rounding::half_up), "1000");
    EXPECT_EQ(rounded("1250", -2, Rounding::half_even), "1200");
    EXPECT_EQ(rounded("49", -2, Rounding::half_up), "0");
}

}  // namespace

}  // namespace yici::feel
