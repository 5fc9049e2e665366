#include <gtest/gtest.h>

#include "engines/codes/codes.h"
#include "foundation/base/files.h"
#include "services/matters/matters.h"
#include "support/temporary_folder.h"

namespace yici::matters {
namespace {

constexpr std::string_view kMatter = R"(code: 给付-00123-001
name: 高龄津贴申领
department: "113301000024800019"
level: 3
type: "05"
kind: 2
applicant: person
legal_days: 20
promised_days: 5
visits: 0
fee_fen: 0
fee_basis: 某法
result: {kind: "20", name: 津贴}
form: situation


online: {apply: true, originals: never, courier: true}
eligibility:
  decision: grade
  inputs:
    年龄: applicant.age
    住址: household.address
  verdict: answer = "享受"
fee:
  feel: if form.occasion = "补领" then 2000 else 0
materials:
  - code: household
    name: 户口簿
    necessity: 1
    form: 7
    alternatives:
      - {resource: 307001003/000021, fields: [address, birth_date]}
  - code: guardian
    name: 监护人证明
    necessity: 1
    form: 7
    when:
      feel: applicant.age < 18
      because: 申请人未成年
    alternatives:
      - {bring: 监护人证明}
)";

constexpr std::string_view kForm = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "情形表", "x-title-en": "Situation", "type": "object",
"properties": {
  "occasion": {"type": "string", "title": "情形", "x-title-en": "Occasion", "maxLength": 20},
  "months": {"type": "integer", "title": "月数", "x-title-en": "Months", "minimum": 0}},
"additionalProperties": false})";

constexpr std::string_view kDecisions =
    R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
<inputData id="a" name="年龄"><variable name="年龄" typeRef="number"/></inputData>
<inputData id="h" name="住址"><variable name="住址" typeRef="string"/></inputData>
<decision id="grade" name="资格"><variable name="资格" typeRef="string"/>
<informationRequirement><requiredInput href="#a"/></informationRequirement>
<informationRequirement><requiredInput href="#h"/></informationRequirement>
<decisionTable hitPolicy="FIRST"><input label="年龄"><inputExpression typeRef="number"><text>年龄</text>
</inputExpression></input><input label="本市"><inputExpression typeRef="boolean"><text>starts with(住址, "浙江省杭州市")</text>
</inputExpression></input><output name="资格" typeRef="string"/><annotation name="依据"/>
<rule><inputEntry><text>&lt; 80</text></inputEntry><inputEntry><text>-</text></inputEntry>
<outputEntry><text>"不享受"</text></outputEntry><annotationEntry><text>未满80周岁</text></annotationEntry></rule>
<rule><inputEntry><text>&gt;= 80</text></inputEntry><inputEntry><text>true</text></inputEntry>
<outputEntry><text>"享受"</text></outputEntry><annotationEntry><text>年满80周岁</text></annotationEntry></rule>
<rule><inputEntry><text>&gt;= 80</text></inputEntry><inputEntry><text>false</text></inputEntry>
<outputEntry><text>"不享受"</text></outputEntry><annotationEntry><text>不是本市户籍</text></annotationEntry></rule>
</decisionTable></decision>
<inputData id="o" name="网上申请"><variable name="网上申请" typeRef="boolean"/></inputData>
<decision id="online_star" name="星级"><variable name="星级" typeRef="number"/>
<informationRequirement><requiredInput href="#o"/></informationRequirement>
<literalExpression><text>if 网上申请 then 5 else 1</text></literalExpression></decision></definitions>)";

class RulesTest : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_.path() / "matters");
        std::filesystem::create_directories(folder_.path() / "decisions");
        write_file_atomically(folder_.path() / "decisions/m.dmn", kDecisions);
        std::filesystem::create_directories(folder_.path() / "forms");
        write_file_atomically(folder_.path() / "forms/situation.json", kForm);
        library_ = decisions::Library::load(folder_.path(), clock_, findings_);
        for (const Finding& one : findings_) ADD_FAILURE() << one.to_string(Language::en);
    }
    /// The pack's only matter, with one line changed.
    const Matter& load(std::string_view from = {}, std::string_view to = {}) {
        std::string text(kMatter);
        if (!from.empty()) text.replace(text.find(from), from.size(), to);
        write_file_atomically(folder_.path() / "matters/a.yaml", text);
        findings_.clear();
        catalogue_ = Catalogue::load(folder_.path(), findings_);
        const KnownCodes known{{"113301000024800019"},
                               {{"307001003/000021",
                                 {{"address", {records::DataType::text, "户籍地址", "Registered address"}},
                                  {"birth_date", {records::DataType::date, "出生日期", "Date of birth"}}}}},
                               {},
                               {}};
        catalogue_.compile_rules(known, library_, clock_, findings_);
        return *catalogue_.all().at(0);
    }
    std::string fault_of(std::string_view from, std::string_view to) {
        (void)load(from, to);
        std::string all;
        for (const Finding& one : findings_) all += (all.empty() ? "" : " ") + one.key + ":" + std::to_string(one.line);
        return all;
    }
    /// Born on 1938-06-01, so 80 on that day of 2018.
    [[nodiscard]] static CaseFacts facts(Date day, std::map<std::string, std::string, std::less<>> values = {}) {
        std::string code = "33010619380601251";
        return {"{}", code + codes::IdNumber::check_character(code), day, std::move(values)};
    }

    test::TemporaryFolder folder_;
    ManualClock clock_{*parse_instant("2018-06-12T01:00:00Z")};
    std::vector<Finding> findings_;
    decisions::Library library_;
    Catalogue catalogue_;
};

constexpr Date kBirthday{std::chrono::year(2018) / 6 / 1};
constexpr Date kEve{std::chrono::year(2018) / 5 / 31};

TEST_F(RulesTest, EligibilityIsAnsweredByTheDecisionWithItsGround) {
    const Matter& matter = load();
    ASSERT_TRUE(findings_.empty()) << findings_[0].to_string(Language::en);
    const std::map<std::string, std::string, std::less<>> here{{"household.address", "浙江省杭州市西湖区"}};
    const auto yes = eligibility(matter, facts(kBirthday, here), clock_);
    ASSERT_TRUE(yes);
    EXPECT_EQ(yes->outcome, "eligible");
    EXPECT_EQ(yes->decision, "grade");
    EXPECT_EQ(yes->inputs, R"({"年龄": 80, "住址": "浙江省杭州市西湖区"})");
    const auto early = eligibility(matter, facts(kEve, here), clock_);
    EXPECT_EQ(early->outcome, "not_eligible");
    EXPECT_EQ(early->reason_zh, "未满80周岁");
    EXPECT_NE(early->why_zh.find("第 1 条规则符合"), std::string::npos) << early->why_zh;
    EXPECT_NE(early->why_en.find("Rule 1 matched"), std::string::npos) << early->why_en;
}

TEST_F(RulesTest, WhatIsNotKnownYetIsSaidAndNotGuessed) {
    const Matter& matter = load();
    const auto answer = eligibility(matter, facts(kBirthday), clock_);
    EXPECT_EQ(answer->outcome, "unknown");
    EXPECT_EQ(answer->reason_zh, "还不知道：户籍地址");
    EXPECT_EQ(answer->reason_en, "Not known yet: Registered address");
}

TEST_F(RulesTest, AFeeAndAConditionalMaterialFollowTheSituation) {
    const Matter& matter = load();
    CaseFacts known = facts(kBirthday);
    EXPECT_EQ(fee(matter, known, clock_)->outcome, "0");
    known.form = R"({"occasion":"补领"})";
    const auto due = fee(matter, known, clock_);
    EXPECT_EQ(due->outcome, "2000");
    EXPECT_NE(due->why_zh.find("情形为 补领"), std::string::npos) << due->why_zh;
    EXPECT_TRUE(is_needed(matter.materials[0], known, clock_));
    EXPECT_FALSE(is_needed(matter.materials[1], known, clock_));
    known.day = Date{std::chrono::year(1950) / 1 / 1};
    EXPECT_TRUE(is_needed(matter.materials[1], known, clock_));
    EXPECT_EQ(matter.star, 5);
}

TEST_F(RulesTest, EveryExpressionIsHeldAgainstWhatItMaySee) {
    EXPECT_EQ(fault_of("", ""), "");
    EXPECT_EQ(fault_of("household.address", "household.adress"), "feel.unknown_name:22");
    EXPECT_EQ(fault_of("年龄: applicant.age", "年龄: household.birth_date"), "matters.rule_wrong_type:21");
    EXPECT_EQ(fault_of("年龄: applicant.age", "岁数: applicant.age"),
              "matters.rule_input_unknown:21 matters.rule_input_missing:19");
    EXPECT_EQ(fault_of("decision: grade", "decision: grades"), "rules.unknown_decision:19");
    EXPECT_EQ(fault_of("answer = \"享受\"", "answer"), "matters.rule_wrong_type:23");
    EXPECT_EQ(fault_of("form.occasion = \"补领\"", "form.reason = \"补领\""), "feel.unknown_name:25");
    EXPECT_EQ(fault_of("then 2000", "then \"free\""), "matters.rule_wrong_type:25");
    EXPECT_EQ(fault_of("form.occasion = \"补领\"", "form.months > \"x\""), "feel.not_comparable:25");
    EXPECT_EQ(fault_of("form.occasion = \"补领\"", "form.occasion ="), "feel.syntax:25");
    EXPECT_EQ(fault_of("applicant.age < 18", "household.address = null"), "feel.unknown_name:38");
    EXPECT_EQ(fault_of("      because: 申请人未成年\n", ""), "matters.rule_without_reason:38");
    EXPECT_EQ(fault_of("  decision: grade\n", ""), "matters.rule_not_one:19");
    EXPECT_EQ(fault_of("originals: never", "originals: sometimes"), "matters.unknown_value:17");
    EXPECT_EQ(fault_of("fee_basis: 某法\n", ""), "matters.fee_without_basis:24");
}

}  // namespace
}  // namespace yici::matters
