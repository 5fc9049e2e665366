#include "engines/feel/feel_test_support.h"

namespace yici::feel {

namespace {

using test::expect;
using test::fault;
using test::run;
using test::stopped;
using test::why;

TEST(FeelLanguage, NumbersAreDecimal) {
    expect({{"0.1 + 0.2", "0.3"},
            {"1/3", "0.3333333333333333333333333333333333"},
            {"10**-5", "0.00001"},
            {"-2**2", "4"},
            {"2**3**2", "64"},
            {".5 + 1.2e3", "1200.5"},
            {"10 + 20 / -5 - 3", "3"},
            {"1 - - 1", "2"},
            {"(10 + 20) / 0", "null"},
            {"1 + \"a\"", "null"}});
    EXPECT_EQ(why("1 / 0"), "feel.no_result");
}

TEST(FeelLanguage, LogicHasThreeValues) {
    expect({{"true and null", "null"},
            {"false and null", "false"},
            {"null or true", "true"},
            {"null or false", "null"},
            {"true and 1", "null"},
            {"not(null)", "null"},
            {"1 = null", "false"},
            {"null = null", "true"},
            {"1 = \"1\"", "null"},
            {"null < 1", "null"},
            {"if null then 1 else 2", "2"},
            {"5 between 1 and 10", "true"},
            {"null between 1 and 10", "null"},
            {"11 between null and 10", "false"}});
}

TEST(FeelLanguage, NamesMayHoldBlanksAndKeywords) {
    Names names;
    names.add("monthly income");
    names.add("values in a list");
    names.add("a-b");
    names.add("applicant", {"date of birth", "home address"});
    Context applicant;
    applicant.put("date of birth", Date{1950, 1, 2});
    const std::vector<Value> inputs = {Number(100), List{Number(1), Number(2)}, Number(7), applicant};
    const auto value = [&](const char* text) {
        feel::Run run(test::noon());
        return Expression::parse(text, names).evaluate(inputs, run).to_string();
    };
    EXPECT_EQ(value("monthly   income * 12"), "1200");
    EXPECT_EQ(value("for i in values in a list return i * 2"), "[2, 4]");
    EXPECT_EQ(value("a-b - 1"), "6");
    EXPECT_EQ(value("applicant.date of birth.year"), "1950");
    EXPECT_EQ(value("{first name: \"x\", b: first name}.b"), "\"x\"");
    EXPECT_EQ(Expression::parse("monthly income > 1 or a-b < 2", names).reads(), (std::vector<size_t>{0, 2}));
}

TEST(FeelLanguage, ListsAreFiltered) {
    expect({{"[1, 2, 3][2]", "2"},
            {"[1, 2, 3][-1]", "3"},
            {"[1, 2, 3][4]", "null"},
            {"[1, 2, 3][item > 1]", "[2, 3]"},
            {"[{a: 1}, {a: 2}][a = 2].a", "[2]"},
            {"[{item: 1}, {item: 2}][item >= 2]", "[{item: 2}]"},
            {"[{a: 1, b: 5}, {a: 2, b: 6}][a = 2 and b = 6]", "[{a: 2, b: 6}]"},
            {"{n: 2, l: [5, 6, 7][n]}.l", "6"},
            {"{n: 6, l: [5, 6, 7][item = n]}.l", "[6]"},
            {"100[1]", "100"},
            {"100[2]", "null"},
            {"[1, 2][true]", "[1, 2]"},
            {"[][1]", "null"},
            {"[][item > 1]", "[]"},
            {"[[1, 2], [3]][item[1] > 2]", "[[3]]"}});
}

TEST(FeelLanguage, LoopsRunOverListsAndRanges) {
    expect({{"for i in 1..3 return i * i", "[1, 4, 9]"},
            {"for i in 3..1 return i", "[3, 2, 1]"},
            {"for i in [1, 2], j in [3, 4] return i * j", "[3, 4, 6, 8]"},
            {"for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"},
            {"for d in @\"2021-01-30\"..@\"2021-02-01\" return d.day", "[30, 31, 1]"},
            {"for i in (1..4) return i", "[2, 3]"},
            {"for i in 5 return i", "[5]"},
            {"for i in null return i", "null"},
            {"some x in [1, 2] satisfies x > 1", "true"},
            {"every x in [] satisfies x > 1", "true"},
            {"some x in [1, null] satisfies x > 1", "null"},
            {"every x in [1, 2], y in [3, 4] satisfies x < y", "true"}});
}

TEST(FeelLanguage, FunctionsAreValues) {
    expect({{"(function(a, b) a + b)(1, 2)", "3"},
            {"{f: function(x) x * 2, r: f(4)}.r", "8"},
            {"{n: 10, f: function(x) x + n, r: f(1)}.r", "11"},
            {"{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(20)}.r", "2432902008176640000"},
            {"{f: function(a, b) a - b, r: f(b: 1, a: 5)}.r", "4"},
            {"{f: function(a, b) a - b, r: f(b: 1, c: 5)}.r", "null"},
            {"(function(a: number) a)(\"x\")", "null"},
            {"(function(a: number) a)([1])", "1"},
            {"sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"},
            {"(function(a) external {java: {class: \"x\", method signature: \"y\"}})(1)", "null"}});
    EXPECT_EQ(why("(function(a) external {java: {class: \"x\"}})(1)"), "feel.external_function");
}

TEST(FeelLanguage, FaultsSayWhere) {
    EXPECT_EQ(fault("1 +\n  (2").line, 2);
    EXPECT_EQ(fault("1 +\n  (2").column, 5);
    EXPECT_EQ(fault("一 + )").column, 5);
    EXPECT_EQ(fault("1 +\n  (2").key, "feel.syntax");
    EXPECT_EQ(fault("\"abc").key, "feel.open_string");
    EXPECT_EQ(fault(std::string(5000, '(')).key, "feel.nested_too_deeply");
    EXPECT_EQ(fault(std::string(100000, '-') + "1").key, "feel.nested_too_deeply");
    std::string chain = "x";
    for (int i = 0; i < 5000; ++i) chain += "+x";
    EXPECT_EQ(fault(chain).key, "feel.nested_too_deeply");
    EXPECT_EQ(run("unknown"), "null");
    EXPECT_EQ(why("1 + unknown"), "feel.unknown_name");
}

TEST(FeelLanguage, RunawayExpressionsAreStopped) {
    EXPECT_EQ(stopped("for i in 1..100000000 return i"), "feel.budget_spent");
    EXPECT_EQ(stopped("count(for i in 1..100000, j in 1..100000 return 1)"), "feel.budget_spent");
    EXPECT_EQ(stopped("{f: function(x) f(x + 1), r: f(1)}.r"), "feel.too_deep");
    EXPECT_EQ(stopped("for i in 1..100000 return [partial[-1]]"), "feel.too_deep");
    EXPECT_EQ(stopped("for i in 1..60 return if i = 1 then \"abcdefgh\" else partial[-1] + partial[-1]"),
              "feel.budget_spent");
    const std::string name(1000, 'k');
    EXPECT_EQ(stopped("for i in 1..5000 return {" + name + ": i}"), "feel.budget_spent");
    EXPECT_EQ(stopped("distinct values(for i in 1..5000 return i)"), "feel.budget_spent");
    EXPECT_EQ(stopped("string(for i in 1..60 return [partial[-1], partial[-1]])"), "feel.budget_spent");
}

}  // namespace

}  // namespace yici::feel
