#include <gtest/gtest.h>

#include "engines/rules/sample_test.h"

namespace yici::rules {
namespace {

using feel::Value;
using test::answer;
using test::compiled;

TEST(Decisions, RequirementsAreSeenByNameWithBlanks) {
    const auto model = compiled(test::input("Monthly income", "number") + R"(
        <decision id="a" name="Yearly income"><variable name="Yearly income" typeRef="number"/>
          <informationRequirement><requiredInput href="#Monthly income"/></informationRequirement>
          <literalExpression><text>Monthly income * 12</text></literalExpression></decision>
        <decision id="b" name="Rich"><variable name="Rich" typeRef="boolean"/>
          <informationRequirement><requiredDecision href="#a"/></informationRequirement>
          <literalExpression><text>Yearly income > 100000</text></literalExpression></decision>)");
    EXPECT_EQ(answer(model, "Yearly income", {{"Monthly income", feel::Number(1000), ""}}), Value(feel::Number(12000)));
    EXPECT_EQ(answer(model, "Rich", {{"Monthly income", feel::Number(10000), ""}}), Value(true));
    EXPECT_TRUE(answer(model, "Rich").is_null());
}

TEST(Decisions, WhatDoesNotConformIsNullAndANote) {
    std::vector<Finding> findings;
    const auto model = compiled(R"(
        <itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text>
          </allowedValues></itemDefinition>
        <itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>)" +
                                    test::input("grade", "tGrade") + test::input("numbers", "tNumbers") + R"(
        <decision id="g" name="g"><variable name="g"/><informationRequirement><requiredInput href="#grade"/>
          </informationRequirement>
          <literalExpression><text>grade</text></literalExpression></decision>
        <decision id="n" name="n"><variable name="n"/><informationRequirement><requiredInput href="#numbers"/>
          </informationRequirement>
          <literalExpression><text>count(numbers)</text></literalExpression></decision>
        <decision id="one" name="one"><variable name="one" typeRef="string"/>
          <literalExpression><text>["x"]</text></literalExpression></decision>
        <decision id="wrong" name="wrong"><variable name="wrong" typeRef="string"/>
          <literalExpression><text>5</text></literalExpression></decision>)",
                                &findings);
    EXPECT_TRUE(findings.empty());
    EXPECT_EQ(answer(model, "g", {{"grade", "B", ""}}), Value("B"));
    EXPECT_TRUE(answer(model, "g", {{"grade", "C", ""}}).is_null());
    EXPECT_EQ(answer(model, "n", {{"numbers", feel::Number(7), ""}}), Value(feel::Number(1)));  // to a list of one
    EXPECT_EQ(answer(model, "one"), Value("x"));                                                // from a list of one
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    EXPECT_TRUE(model.evaluate("wrong", std::span<const Input>{}, run).value.is_null());
    ASSERT_EQ(run.notes.size(), 1u);
    EXPECT_EQ(run.notes[0].key, "rules.wrong_type");
}

TEST(Decisions, KnowledgeModelsAndServicesAreFunctions) {
    const auto model = compiled(test::input("x", "number") + R"(
        <businessKnowledgeModel id="fact" name="factorial"><variable name="factorial"/>
          <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
            <literalExpression><text>if n &lt; 2 then 1 else n * factorial(n - 1)</text></literalExpression>
              </encapsulatedLogic>
        </businessKnowledgeModel>
        <decision id="half" name="half"><variable name="half"/>
          <informationRequirement><requiredInput href="#x"/></informationRequirement>
          <literalExpression><text>x / 2</text></literalExpression></decision>
        <decisionService id="s" name="halve"><variable name="halve"/><outputDecision href="#half"/>
          <inputData href="#x"/></decisionService>
        <decision id="d" name="d"><variable name="d"/>
          <knowledgeRequirement><requiredKnowledge href="#fact"/></knowledgeRequirement>
          <knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
          <invocation><literalExpression><text>factorial</text></literalExpression>
            <binding><parameter name="n"/><literalExpression><text>halve(10)</text></literalExpression></binding>
              </invocation></decision>)");
    EXPECT_EQ(answer(model, "d"), Value(feel::Number(120)));
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    const std::vector<Input> arguments{{"x", feel::Number(9), ""}};
    EXPECT_EQ(model.call("halve", arguments, run), Value(test::number("4.5")));
    EXPECT_THROW((void)model.call("nobody", arguments, run), Error);
}

TEST(Decisions, BoxedExpressions) {
    const auto model = compiled(R"(
        <decision id="c" name="c"><variable name="c"/><context>
          <contextEntry><variable name="a b"/><list><literalExpression><text>1</text></literalExpression>
            <literalExpression><text>5</text></literalExpression></list></contextEntry>
          <contextEntry><variable name="big"/><filter><in><literalExpression><text>a b</text></literalExpression>
            </in><match><literalExpression><text>item > 2</text></literalExpression></match></filter></contextEntry>
          <contextEntry><variable name="twice"/><for iteratorVariable="e"><in><literalExpression><text>a b</text>
            </literalExpression></in><return><literalExpression><text>e * 2</text></literalExpression></return>
            </for></contextEntry>
          <contextEntry><literalExpression><text>append(big, sum(twice))</text></literalExpression>
            </contextEntry></context></decision>
        <decision id="r" name="r"><variable name="r"/><context>
          <contextEntry><variable name="people"/><relation><column name="name"/><column name="age"/>
            <row><literalExpression><text>"Li"</text></literalExpression><literalExpression><text>30</text>
              </literalExpression></row>
            <row><literalExpression><text>"Wang"</text></literalExpression><literalExpression><text>10</text>
              </literalExpression></row></relation></contextEntry>
          <contextEntry><filter><in><literalExpression><text>people</text></literalExpression></in>
            <match><conditional><if><literalExpression><text>age > 18</text></literalExpression></if><then>
              <literalExpression><text>true</text></literalExpression></then><else><literalExpression>
              <text>false</text></literalExpression></else></conditional></match></filter></contextEntry>
              </context></decision>)");
    const auto counting = compiled(R"(<decision id="d" name="d"><variable name="d"/><for iteratorVariable="e">
        <in><literalExpression><text>1..3</text></literalExpression></in>
        <return><literalExpression><text>e + count(partial)</text></literalExpression></return></for></decision>)");
    EXPECT_EQ(answer(counting, "d"), Value(feel::List{feel::Number(1), feel::Number(3), feel::Number(5)}));
    EXPECT_EQ(answer(model, "c"), Value(feel::List{feel::Number(5), feel::Number(12)}));
    const Value adults = answer(model, "r");
    ASSERT_NE(adults.list(), nullptr);
    ASSERT_EQ(adults.list()->size(), 1u);
    EXPECT_EQ(*adults.list()->front().context()->find("name"), Value("Li"));
}

TEST(Decisions, FaultsAreFoundWithTheirLineAndCirclesEnd) {
    std::vector<Finding> findings;
    const auto model = compiled(
        "\n<decision id='a' name='a'><variable name='a' typeRef='tNone'/>"
        "<informationRequirement><requiredDecision href='#b'/></informationRequirement>\n"
        "<literalExpression><text>b + </text></literalExpression></decision>"
        "<decision id='b' name='b'><variable name='b'/><informationRequirement>"
        "<requiredDecision href='#a'/></informationRequirement><informationRequirement>"
        "<requiredInput href='#gone'/></informationRequirement>"
        "<literalExpression><text>a</text></literalExpression></decision>",
        &findings);
    std::vector<std::string> keys;
    for (const Finding& finding : findings) keys.push_back(finding.key);
    EXPECT_NE(std::find(keys.begin(), keys.end(), "rules.unknown_type"), keys.end());
    EXPECT_NE(std::find(keys.begin(), keys.end(), "rules.unknown_reference"), keys.end());
    EXPECT_NE(std::find(keys.begin(), keys.end(), "rules.circular"), keys.end());
    const auto syntax = std::find_if(findings.begin(), findings.end(),
                                     [](const Finding& finding) { return finding.key.starts_with("feel."); });
    ASSERT_NE(syntax, findings.end());
    EXPECT_EQ(syntax->line, 3);
    EXPECT_TRUE(answer(model, "b").is_null());
}

TEST(Decisions, ARunawayDecisionIsStopped) {
    const auto model = compiled(R"(
        <businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>
          <literalExpression><text>f(n + 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        <decision id="deep" name="deep"><variable name="deep"/><knowledgeRequirement>
          <requiredKnowledge href="#f"/></knowledgeRequirement>
          <literalExpression><text>f(1)</text></literalExpression></decision>
        <decision id="long" name="long"><variable name="long"/>
          <literalExpression><text>for i in 1..100000, j in 1..100000 return i * j</text></literalExpression>
            </decision>)");
    EXPECT_THROW((void)answer(model, "deep"), Error);
    const ManualClock clock{Instant{}};
    feel::Run run(clock, 10'000);
    EXPECT_THROW((void)model.evaluate("long", feel::Context{}, run), Error);
}

TEST(Decisions, LongChainsEndWithAnErrorAndNoCrash) {
    std::string chain;
    std::string types;
    constexpr int kLinks = 600;
    for (int i = 0; i < kLinks; ++i) {
        const std::string name = "d" + std::to_string(i);
        const std::string next = "d" + std::to_string(i + 1);
        types += "<itemDefinition name='t" + name + "'><typeRef>t" + next + "</typeRef></itemDefinition>";
        chain += "<decision id='" + name + "' name='" + name + "'><variable name='" + name + "' typeRef='" +
                 (i == 0 ? "td0" : "number") + "'/><informationRequirement><requiredDecision href='#" + next +
                 "'/></informationRequirement><literalExpression><text>" + next +
                 "</text></literalExpression></decision>";
    }
    chain += "<decision id='d600' name='d600'><literalExpression><text>1</text></literalExpression></decision>";
    std::vector<Finding> findings;
    const auto model = compiled(types + chain, &findings);
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(),
                            [](const Finding& finding) { return finding.key == "rules.type_too_deep"; }));
    EXPECT_THROW((void)answer(model, "d0"), Error);
    EXPECT_EQ(answer(model, "d500"), Value(feel::Number(1)));
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    EXPECT_THROW((void)model.evaluate("d0", feel::Context{}, run, Explain::yes), Error);
}

TEST(Decisions, AFunctionOutlivesItsModel) {
    Value function;
    {
        const auto model = compiled(R"(<decision id="d" name="d"><variable name="d"/>
          <context><contextEntry><variable name="k"/><literalExpression><text>40</text></literalExpression>
            </contextEntry>
            <contextEntry><functionDefinition><formalParameter name="n"/><literalExpression><text>n + k</text>
              </literalExpression></functionDefinition></contextEntry></context></decision>)");
        function = answer(model, "d");
    }
    ASSERT_NE(function.function(), nullptr);
    const ManualClock clock{Instant{}};
    feel::Run run(clock);
    const std::vector<Value> arguments{feel::Number(2)};
    EXPECT_EQ(function.function()->call(arguments, run), Value(feel::Number(42)));
}

}  // namespace
}  // namespace yici::rules
