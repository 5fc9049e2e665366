#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engines/rules/sample_test.h"
#include "engines/rules/table_check.h"

namespace yici::rules {
namespace {

using feel::Number;
using feel::Value;
using test::answer;
using test::compiled;
using test::input;
using test::table;

Value with_x(const std::string& attributes, const std::vector<std::vector<std::string>>& rules, int64_t x,
             const std::string& outputs = "<output/>") {
    return answer(compiled(input("x", "number") + table(attributes, {"x"}, rules, outputs)), "d",
                  {{"x", Number(x), ""}});
}

TEST(Table, HitPolicies) {
    const std::vector<std::vector<std::string>> rules{{"> 1", "10"}, {"> 2", "30"}, {"> 3", "20"}};
    const std::string order = "<output><outputValues><text>20, 30, 10</text></outputValues></output>";
    EXPECT_EQ(with_x("", rules, 2), Value(Number(10)));
    EXPECT_TRUE(with_x("", rules, 3).is_null());
    EXPECT_EQ(with_x("hitPolicy='FIRST'", rules, 9), Value(Number(10)));
    EXPECT_TRUE(with_x("hitPolicy='ANY'", rules, 9).is_null());
    EXPECT_EQ(with_x("hitPolicy='ANY'", {{"> 1", "1"}, {"> 2", "1"}}, 9), Value(Number(1)));
    EXPECT_EQ(with_x("hitPolicy='PRIORITY'", rules, 9, order), Value(Number(20)));
    EXPECT_EQ(with_x("hitPolicy='RULE ORDER'", rules, 9), Value(feel::List{Number(10), Number(30), Number(20)}));
    EXPECT_EQ(with_x("hitPolicy='OUTPUT ORDER'", rules, 9, order),
              Value(feel::List{Number(20), Number(30), Number(10)}));
    EXPECT_EQ(with_x("hitPolicy='COLLECT' aggregation='SUM'", rules, 9), Value(Number(60)));
    EXPECT_EQ(with_x("hitPolicy='COLLECT' aggregation='COUNT'", rules, 3), Value(Number(2)));
    EXPECT_EQ(with_x("hitPolicy='COLLECT' aggregation='MIN'", rules, 9), Value(Number(10)));
    EXPECT_EQ(with_x("hitPolicy='COLLECT' aggregation='MAX'", rules, 9), Value(Number(30)));
    EXPECT_TRUE(with_x("", rules, 0).is_null());
    EXPECT_EQ(with_x("", rules, 0, "<output><defaultOutputEntry><text>-1</text></defaultOutputEntry></output>"),
              Value(Number(-1)));
}

TEST(Table, SeveralOutputsAreAContext) {
    const Value value = with_x("", {{"-", "x + 1", "\"ok\""}}, 4, "<output name='next'/><output name='word'/>");
    ASSERT_NE(value.context(), nullptr);
    EXPECT_EQ(*value.context()->find("next"), Value(Number(5)));
    EXPECT_EQ(*value.context()->find("word"), Value("ok"));
}

/// Every kind of cell over two inputs; some compare with constants, some do not.
Decisions mixed(const std::string& policy) {
    return compiled(input("age", "number") + input("kind", "string") +
                    table("hitPolicy='" + policy + "'", {"age", "kind"},
                          {{"< 18", "\"a\", \"b\"", "1"},
                           {"[18..60)", "not(\"a\")", "2"},
                           {"60, > 90.5", "-", "3"},
                           {"(60..90.5]", "\"c\"", "4"},
                           {"? * 2 = 50", "string length(?) > 3", "5"},
                           {"null", "null", "6"},
                           {"-", "> \"m\"", "7"}}));
}

TEST(Table, ColumnsAnswerWhatRowsAnswer) {
    const std::vector<double> ages{-1, 0, 17.999, 18, 25, 59.5, 60, 60.1, 90.5, 91, 1e300, std::nan("")};
    const std::vector<std::string_view> kinds{"a", "b", "c", "long word", "", "n", std::string_view{}};
    std::vector<double> age;
    std::vector<std::string_view> kind;
    for (const double one : ages) {
        for (const auto& other : kinds) {
            age.push_back(one);
            kind.push_back(other);
        }
    }
    Column numbers{Column::Kind::numbers, age, {}, {}, {}, {}};
    Column texts{Column::Kind::texts, {}, kind, {}, {}, {}};
    const std::vector<NamedColumn> columns{{"age", numbers}, {"kind", texts}};
    const ManualClock clock{Instant{}};
    for (const char* policy : {"UNIQUE", "FIRST", "RULE ORDER", "COLLECT"}) {
        const auto model = mixed(policy);
        feel::Run run(clock);
        const Outcomes outcomes = model.evaluate_columns("d", columns, age.size(), run);
        ASSERT_EQ(outcomes.outcome.size(), age.size());
        for (size_t i = 0; i < age.size(); ++i) {
            const auto decimal = std::isnan(age[i]) ? std::nullopt : Number::from_double(age[i]);
            const Value expected =
                answer(model, "d",
                       {{"age", decimal ? Value(*decimal) : Value(), ""},
                        {"kind", kind[i].data() == nullptr ? Value() : Value(std::string(kind[i])), ""}});
            EXPECT_EQ(outcomes.values[outcomes.outcome[i]], expected) << policy << " " << age[i] << " " << kind[i];
        }
    }
}

TEST(Table, TypedColumnsOfDatesAndFlags) {
    const auto model = compiled(input("day", "date") + input("open", "boolean") +
                                table("", {"day", "open"},
                                      {{"< date(\"2018-06-01\")", "true", "1"},
                                       {"[date(\"2018-06-01\")..date(\"2018-06-30\")]", "-", "2"},
                                       {"> date(\"2018-06-30\")", "false", "3"}}));
    const int64_t june = feel::days_of({2018, 6, 1});
    const std::vector<int64_t> days{june - 1,  june - 1,  june,
                                    june + 29, june + 30, std::numeric_limits<int64_t>::min()};
    const std::vector<uint8_t> open{1, 0, 2, 0, 0, 1};
    const Column dates{Column::Kind::dates, {}, {}, {}, days, {}};
    const Column flags{Column::Kind::flags, {}, {}, open, {}, {}};
    const std::vector<NamedColumn> columns{{"day", dates}, {"open", flags}};
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    const auto outcomes = model.evaluate_columns("d", columns, days.size(), run);
    std::vector<std::string> got;
    for (const uint32_t one : outcomes.outcome) got.push_back(outcomes.values[one].to_string());
    EXPECT_EQ(got, (std::vector<std::string>{"1", "null", "2", "2", "3", "null"}));
}

TEST(Table, ATableThatReadsOtherNamesIsNotColumnar) {
    const auto model = compiled(input("x", "number") + input("y", "number") + table("", {"x"}, {{"> y", "1"}}));
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    const std::vector<double> values{1};
    const std::vector<NamedColumn> columns{{"x", {Column::Kind::numbers, values, {}, {}, {}, {}}}};
    const auto unknown = model.evaluate_columns("d", columns, 1, run);  // y is no requirement, so it is null
    EXPECT_TRUE(unknown.values[unknown.outcome[0]].is_null());
    const auto output = compiled(input("x", "number") + table("", {"x"}, {{"-", "x + 1"}}));
    EXPECT_THROW((void)output.evaluate_columns("d", columns, 1, run), Error);
}

std::vector<std::string> faults(const std::string& elements) {
    std::vector<std::string> out;
    const auto model = compiled(elements);
    for (const auto& finding : check(*model.tables().front().table).findings)
        out.push_back(finding.to_text(Language::en));
    return out;
}

using Texts = std::vector<std::string>;

TEST(TableCheck, GapsAreFoundExactly) {
    EXPECT_EQ(faults(input("x", "number") + table("", {"x"}, {{"< 18", "1"}, {"[18..65]", "2"}, {"> 65", "3"}})),
              Texts{});
    EXPECT_EQ(faults(input("x", "number") + table("", {"x"}, {{"< 18", "1"}, {"(18..65)", "2"}, {"> 65", "3"}})),
              (Texts{"gap: no rule takes x: 18, 65"}));
    EXPECT_EQ(faults(input("x", "date") +
                     table("", {"x"}, {{"<= date(\"2018-06-01\")", "1"}, {">= date(\"2018-06-02\")", "2"}})),
              Texts{});  // nothing lies between two days
    EXPECT_EQ(faults(input("x", "boolean") + input("y", "boolean") +
                     table("", {"x", "y"}, {{"true", "-", "1"}, {"false", "true", "2"}})),
              (Texts{"gap: no rule takes x: false, y: false"}));
}

TEST(TableCheck, AllowedValuesCloseTheDomain) {
    const std::string grade =
        "<itemDefinition name='tG'><typeRef>string</typeRef><allowedValues><text>\"A\", \"B\", "
        "\"C\"</text></allowedValues></itemDefinition>";
    const auto with_type = [&](const std::vector<std::vector<std::string>>& rules) {
        std::string text = table("", {"x"}, rules);
        text.replace(text.find("<inputExpression>"), 17, "<inputExpression typeRef='tG'>");
        return faults(grade + input("x", "tG") + text);
    };
    EXPECT_EQ(with_type({{"\"A\", \"B\"", "1"}, {"\"C\"", "2"}}), Texts{});
    EXPECT_EQ(with_type({{"\"A\"", "1"}, {"\"C\"", "2"}}), (Texts{"gap: no rule takes x: \"B\""}));
    EXPECT_EQ(with_type({{"-", "1"}, {"\"D\"", "2"}}), (Texts{"impossible: no input can match rule 2 (x: \"D\")"}));
}

TEST(TableCheck, OverlapsDependOnTheHitPolicy) {
    const std::vector<std::vector<std::string>> rules{{"< 20", "1"}, {">= 15", "2"}};
    EXPECT_EQ(faults(input("x", "number") + table("", {"x"}, rules)),
              (Texts{"overlap: rules 1 and 2 both take x: [15..20)"}));
    EXPECT_EQ(faults(input("x", "number") + table("hitPolicy='ANY'", {"x"}, {{"< 20", "1"}, {">= 15", "1"}})), Texts{});
    EXPECT_EQ(faults(input("x", "number") + table("hitPolicy='FIRST'", {"x"}, rules)), Texts{});
    EXPECT_EQ(faults(input("x", "number") + table("hitPolicy='FIRST'", {"x"},
                                                  {{"< 20", "1"}, {">= 20", "2"}, {"null", "4"}, {"[3..30]", "3"}})),
              (Texts{"masked: rules that go before rule 4 always anticipate it"}));
}

TEST(TableCheck, CellsThatAreNoConstantsAreNamed) {
    EXPECT_EQ(faults(input("x", "number") + table("", {"x"}, {{"? * 2 > 5", "1"}})),
              (Texts{"not looked at: the cell of x in rule 1 is no comparison with constants: ? * 2 > 5"}));
}

TEST(Explanation, SaysWhichRuleMatchedAndWhichNearlyDid) {
    const auto model =
        compiled(input("年龄", "number") + input("本地户籍", "boolean") +
                 table("", {"年龄", "本地户籍"},
                       {{">= 60", "true", "\"享受\""}, {">= 60", "false", "\"不享受\""}, {"< 60", "-", "\"不享受\""}}));
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    const std::vector<Input> inputs{{"年龄", Number(59), ""}, {"本地户籍", true, ""}};
    const auto explained = model.evaluate("d", inputs, run, Explain::yes);
    ASSERT_TRUE(explained.explanation);
    ASSERT_EQ(explained.explanation->decisions.size(), 1u);
    const auto& tables = explained.explanation->decisions[0].tables;
    ASSERT_EQ(tables.size(), 1u);
    ASSERT_EQ(tables[0].matches.size(), 1u);
    EXPECT_EQ(tables[0].matches[0].rule, 3u);
    ASSERT_EQ(tables[0].near_misses.size(), 1u);
    EXPECT_EQ(tables[0].near_misses[0].rule, 1u);
    EXPECT_EQ(tables[0].near_misses[0].column, 0u);
    const std::string text = explained.explanation->to_text(Language::zh);
    EXPECT_NE(text.find("第 3 条规则符合（年龄：小于 60），得出 不享受"), std::string::npos) << text;
    EXPECT_NE(text.find("只差一项：要求「年龄」：不低于 60，实际为 59"), std::string::npos) << text;
    EXPECT_NE(explained.explanation->to_text(Language::en).find("Rule 3 matched"), std::string::npos);
}

TEST(Explanation, CellsAreSaidAsPeopleSayThem) {
    const auto model =
        compiled(input("a", "number") + input("b", "string") + input("c", "date") +
                 table("", {"a", "b", "c"}, {{"[1..5)", "\"x\", \"y\"", "<= date(\"2018-06-01\")", "1"}}));
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    const std::vector<Input> inputs{{"a", Number(1), ""}, {"b", "y", ""}, {"c", feel::Date{2018, 5, 1}, ""}};
    const auto explained = model.evaluate("d", inputs, run, Explain::yes);
    const std::string text = explained.explanation->to_text(Language::zh);
    EXPECT_NE(text.find("a：不低于 1 且小于 5，b：x或y，c：不超过 2018-06-01"), std::string::npos) << text;
    EXPECT_NE(text.find("c 为 2018-05-01"), std::string::npos) << text;
}

}  // namespace
}  // namespace yici::rules
