#include "engines/feel/feel_test_support.h"

namespace yici::feel {

namespace {

/// "true", "false" or "null"
std::string tested(std::string_view cell, std::string_view value, std::string_view limit = "10") {
    Names names;
    names.add("limit");
    feel::Run run(test::noon());
    const std::vector<Value> inputs = {Expression::parse(limit, Names()).evaluate({}, run)};
    const Value held = Expression::parse(value, Names()).evaluate({}, run);
    const auto passed = Expression::parse_unary_tests(cell, names).test(held, inputs, run);
    return passed ? *passed ? "true" : "false" : "null";
}

TEST(FeelUnaryTests, ComparisonsRangesAndValues) {
    EXPECT_EQ(tested("-", "null"), "true");
    EXPECT_EQ(tested("< 5", "4"), "true");
    EXPECT_EQ(tested("< 5, [7..9]", "8"), "true");
    EXPECT_EQ(tested("< 5, [7..9]", "9.5"), "false");
    EXPECT_EQ(tested("]7..9[", "9"), "false");
    EXPECT_EQ(tested("not(< 5, 7)", "7"), "false");
    EXPECT_EQ(tested("not(< 5, 7)", "6"), "true");
    EXPECT_EQ(tested("\"a\", \"b\"", "\"b\""), "true");
    EXPECT_EQ(tested("null", "null"), "true");
    EXPECT_EQ(tested("< 5", "null"), "null");
    EXPECT_EQ(tested("not(null)", "5"), "true");
    EXPECT_EQ(tested("= 5", "5"), "true");
    EXPECT_EQ(tested("!= 5", "5"), "false");
    EXPECT_EQ(tested("date(\"2018-01-01\")", "@\"2018-01-01\""), "true");
    EXPECT_EQ(tested("> date(\"2018-01-01\")", "@\"2018-01-02\""), "true");
}

TEST(FeelUnaryTests, OtherInputsAndTheQuestionMark) {
    EXPECT_EQ(tested("< limit", "9"), "true");
    EXPECT_EQ(tested("limit", "10"), "true");
    EXPECT_EQ(tested("limit", "2", "[1, 2, 3]"), "true");
    EXPECT_EQ(tested("limit", "2", "[1..3]"), "true");
    EXPECT_EQ(tested("? > limit * 2", "21"), "true");
    EXPECT_EQ(tested("contains(?, \"b\")", "\"abc\""), "true");
    EXPECT_EQ(tested("not(contains(?, \"b\"))", "\"abc\""), "false");
    EXPECT_EQ(tested("? in [1..3], ? > 100", "101"), "true");
    EXPECT_EQ(tested("limit > 5", "1"), "true");
    EXPECT_EQ(tested("limit > 5", "false"), "false");
    EXPECT_EQ(tested("true", "false"), "false");
    EXPECT_EQ(tested("[1, 2, 3]", "[1, 2, 3]"), "true");
    EXPECT_EQ(tested("-5", "-5"), "true");
    EXPECT_EQ(tested("some x in [1, 2] satisfies x = ?", "2"), "true");
}

TEST(FeelUnaryTests, CellsThatAreKnown) {
    const auto cell = Expression::parse_unary_tests("not(< 5, [7..9], 11)", Names()).cell();
    ASSERT_TRUE(cell);
    EXPECT_TRUE(cell->negated);
    ASSERT_EQ(cell->tests.size(), 3U);
    EXPECT_EQ(cell->tests[0].range()->form, Range::Form::less);
    EXPECT_EQ(cell->tests[1].to_string(), "[7..9]");
    EXPECT_EQ(cell->tests[2], Value(Number(11)));
    EXPECT_TRUE(Expression::parse_unary_tests("-", Names()).cell()->any);
    Names names;
    names.add("limit");
    EXPECT_FALSE(Expression::parse_unary_tests("< limit", names).cell());
    EXPECT_FALSE(Expression::parse_unary_tests("? > 5", names).cell());
}

TEST(FeelUnaryTests, InTakesTheSame) {
    test::expect({{"1 in <= 10", "true"},
                  {"10 in (1, < 5, >= 10)", "true"},
                  {"5 in (2..5)", "false"},
                  {"5 in (2..5]", "true"},
                  {"1 in [[2..4], [1..3]]", "true"},
                  {"10 in =10", "true"},
                  {"10 in (!=10)", "false"},
                  {"[1, 2] in [[1, 2, 3], [1, 2]]", "true"},
                  {"{a: 1} in {a: 1}", "true"},
                  {"null in [1..10]", "null"},
                  {"5 in [1..null]", "null"},
                  {"5 in (null..10]", "null"},
                  {"5 in (? > 3)", "true"},
                  {"true in [false, 2]", "false"},
                  {"(< 10) = (null..10)", "false"},
                  {"(=10) = (=10)", "true"},
                  {"]1..10] = (1..10]", "true"}});
}

}  // namespace

}  // namespace yici::feel
