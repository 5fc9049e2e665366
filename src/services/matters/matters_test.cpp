#include "services/matters/matters.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::matters {
namespace {

constexpr std::string_view kMatter = R"(code: 给付-00123-001
national_code: "1133010000248000193330105012003"
name: 高龄津贴申领
name_en: Old-age allowance
department: "113301000024800019"
level: 3
type: "01"
kind: 2
applicant: person
high_frequency: true
legal_days: 20
promised_days: 5
visits: 1
fee_fen: 0
legal_basis:
  - {name: 老年人权益保障法, number: "", article: 第三十三条, organ: 全国人大常委会, date: 2018-12-29}
result: {kind: "10", name: 津贴证, licence_type: 11330000000001804D021}
form: application
# forms/application.json
materials:
  - code: identity
    name: 身份证
    necessity: 1
    form: 6
    alternatives: [{identity_card: true}]
  - code: household
    name: 户口簿
    necessity: 1
    form: 7
    alternatives:
      - {resource: 307001003/000021, fields: [name, birth_date]}
      - {bring: 户口簿, held_by: "11330000000001804D"}
checks:
  - {left: household.name, right: identity.name}
)";

constexpr std::string_view kForm = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "申请表", "x-title-en": "Application",
  "type": "object", "additionalProperties": false, "required": ["bank_card"],
  "properties": {"bank_card": {"type": "string", "title": "卡号", "x-title-en": "Card", "maxLength": 19}}
})";

class MattersTest : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_.path() / "matters");
        std::filesystem::create_directories(folder_.path() / "forms");
        write_file_atomically(folder_.path() / "forms/application.json", kForm);
    }

    Catalogue load(const std::string& text, const std::string& name = "a.yaml") {
        write_file_atomically(folder_.path() / "matters" / name, text);
        findings_.clear();
        return Catalogue::load(folder_.path(), findings_);
    }

    /// Loads the matter with one line changed; the key of the only finding and its line, "key:line".
    std::string fault_of(std::string_view from, std::string_view to) {
        std::string text(kMatter);
        text.replace(text.find(from), from.size(), to);
        (void)load(text);
        std::string all;
        for (const Finding& one : findings_) all += (all.empty() ? "" : " ") + one.key + ":" + std::to_string(one.line);
        return all;
    }

    test::TemporaryFolder folder_;
    std::vector<Finding> findings_;
};

TEST_F(MattersTest, ReadsEverythingThatTheFileSays) {
    const Catalogue catalogue = load(std::string(kMatter));
    ASSERT_TRUE(findings_.empty()) << findings_.front().to_string(Language::en);
    const Matter* matter = catalogue.find("给付-00123-001");
    ASSERT_NE(matter, nullptr);
    EXPECT_EQ(matter->promised_days, 5);
    EXPECT_EQ(matter->result.licence_type, "11330000000001804D021");
    ASSERT_EQ(matter->materials.size(), 2u);
    EXPECT_EQ(matter->materials[1].alternatives[1].held_by, "11330000000001804D");
    EXPECT_TRUE(matter->one_id());
}

TEST_F(MattersTest, NamesEachFaultWithItsLine) {
    EXPECT_EQ(fault_of("给付-00123-001", "给付-123"), "codes.unknown_matter_shape:1");
    EXPECT_EQ(fault_of("level: 3", "level: 9"), "matters.out_of_range:6 matters.national_code_disagrees:2");
    EXPECT_EQ(fault_of("type: \"01\"", "type: \"11\""),
              "codes.unknown_matter_type:7 matters.national_code_disagrees:2");
    EXPECT_EQ(fault_of("promised_days: 5", "promised_days: 21"), "matters.promise_beyond_law:12");
    EXPECT_EQ(fault_of("fee_fen: 0", "fee_fen: 100"), "matters.fee_without_basis:14");
    EXPECT_EQ(fault_of("2018-12-29", "2018-02-30"), "codes.wrong_date:16");
    EXPECT_EQ(fault_of("form: application", "form: nothing"), "forms.unknown_form:18");
    EXPECT_EQ(fault_of("applicant: person", "applicant: cat"), "matters.unknown_value:9");
    EXPECT_EQ(fault_of("visits: 1", "visists: 1"), "base.yaml_missing_key:1 base.yaml_unknown_key:13");
    EXPECT_EQ(fault_of("identity_card: true", "identity_card: true, bring: x"), "matters.alternative_not_one:25");
    EXPECT_EQ(fault_of(", fields: [name, birth_date]", ""), "matters.alternative_not_one:31 matters.check_unknown:34");
    EXPECT_EQ(fault_of("code: household", "code: identity"), "matters.twice:26 matters.check_unknown:34");
    EXPECT_EQ(fault_of("household.name", "household.sex"), "matters.check_unknown:34");
    EXPECT_EQ(fault_of("household.name", "household"), "matters.check_unknown:34");
    EXPECT_EQ(fault_of("checks:", "procedure_inputs: [{name: card, value: form.nothing}]\nchecks:"),
              "matters.input_unknown:33");
    EXPECT_EQ(fault_of("checks:", "procedure_inputs: [{name: born, value: household.sex}]\nchecks:"),
              "matters.input_unknown:33");
}

TEST_F(MattersTest, RefusesACodeThatStandsTwice) {
    (void)load(std::string(kMatter));
    const Catalogue catalogue = load(std::string(kMatter), "b.yaml");
    EXPECT_EQ(catalogue.all().size(), 1u);
    ASSERT_EQ(findings_.size(), 1u);
    EXPECT_EQ(findings_[0].key, "matters.twice");
}

TEST_F(MattersTest, OneIdMeansThatNothingRequiredIsBroughtFirst) {
    std::string text(kMatter);
    const size_t at = text.find("      - {resource");
    text.erase(at, text.find('\n', at) + 1 - at);
    text.erase(text.find("checks:"));
    const Catalogue brought = load(text);
    EXPECT_FALSE(brought.all().at(0)->one_id());
    text.replace(text.rfind("necessity: 1"), 12, "necessity: 2");
    EXPECT_TRUE(load(text).all().at(0)->one_id());
}

TEST_F(MattersTest, AProcedureMustBeOneOfThePack) {
    std::string text(kMatter);
    text.replace(text.find("checks:"), 0, "procedure: review\n");
    const Catalogue catalogue = load(text);
    EXPECT_EQ(catalogue.all().at(0)->procedure, "review");
    KnownCodes known{{"113301000024800019", "11330000000001804D"},
                     {{"307001003/000021", {{"name", {}}, {"birth_date", {}}}}},
                     {"11330000000001804D021"},
                     {"review"}};
    catalogue.check_references(known, findings_);
    EXPECT_TRUE(findings_.empty());
    known.procedures = {"other"};
    catalogue.check_references(known, findings_);
    ASSERT_EQ(findings_.size(), 1u);
    EXPECT_EQ(findings_[0].key, "matters.unknown_procedure");
    EXPECT_EQ(findings_[0].line, 33);
}

TEST_F(MattersTest, ReferencesAreHeldAgainstWhatIsKnown) {
    const Catalogue catalogue = load(std::string(kMatter));
    KnownCodes known{
        {"113301000024800019", "11330000000001804D"},
        {{"307001003/000021", {{"name", {}}, {"birth_date", {records::DataType::date, "出生日期", "Date of birth"}}}}},
        {"11330000000001804D021"},
        {}};
    catalogue.check_references(known, findings_);
    EXPECT_TRUE(findings_.empty());
    known.resources["307001003/000021"].erase("birth_date");
    known.licence_types.clear();
    known.organisations.erase("11330000000001804D");
    catalogue.check_references(known, findings_);
    ASSERT_EQ(findings_.size(), 3u);
    EXPECT_EQ(findings_[0].key, "matters.unknown_licence_type");
    EXPECT_EQ(findings_[0].line, 17);
    EXPECT_EQ(findings_[1].key, "matters.unknown_resource_item");
    EXPECT_EQ(findings_[1].detail, "307001003/000021 birth_date");
    EXPECT_EQ(findings_[2].key, "matters.unknown_organisation");
    findings_.clear();
    known.resources.clear();
    catalogue.check_references(known, findings_);
    EXPECT_EQ(findings_[1].key, "matters.unknown_resource");
    EXPECT_EQ(findings_.size(), 3u);
}

TEST_F(MattersTest, AnswersOverHttp) {
    const Catalogue catalogue = load(std::string(kMatter));
    http::Router router;
    add_routes(
        router, catalogue, [](std::string_view code) { return "机构" + std::string(code); },
        [](std::string_view) { return std::string("公安"); });
    const auto get = [&](std::string path, std::string query = {}) {
        http::Request request;
        request.path = std::move(path);
        request.query = std::move(query);
        std::string allowed;
        const auto& route = router.find(request, allowed);
        return nlohmann::json::parse(route.handler(request).body);
    };
    const auto list = get("/api/v1/matters", "q=OLD-AGE&page=1&size=5");
    EXPECT_EQ(list["total"], 1);
    EXPECT_EQ(list["items"][0]["one_id"], true);
    EXPECT_EQ(list["items"][0]["department_name"], "机构113301000024800019");
    EXPECT_EQ(get("/api/v1/matters", "page=2")["items"].size(), 0u);
    EXPECT_EQ(get("/api/v1/matters", "high_frequency=false")["total"], 0);
    EXPECT_EQ(get("/api/v1/matters", "department=11330000000001804D")["total"], 0);
    const auto one = get("/api/v1/matters/给付-00123-001");
    EXPECT_EQ(one["materials"][1]["sources"][0]["provider_name"], "公安");
    EXPECT_EQ(one["materials"][1]["sources"][1]["text"], "户口簿");
    EXPECT_EQ(one["legal_basis"][0]["date"], "2018-12-29");
    EXPECT_EQ(one["form"]["properties"]["bank_card"]["maxLength"], 19);
    EXPECT_EQ(get("/api/v1/forms/application")["title"], "申请表");
    EXPECT_THROW(get("/api/v1/forms/nothing"), Error);
    EXPECT_THROW(get("/api/v1/matters/给付-00123-999"), Error);
    EXPECT_THROW(get("/api/v1/matters", "high_frequency=maybe"), Error);
    EXPECT_THROW(get("/api/v1/matters", "size=1000"), Error);
}

TEST(Pack, EveryMatterOfZhejiangIsSound) {
    std::vector<Finding> findings;
    const Catalogue catalogue = Catalogue::load("packs/zhejiang", findings);
    for (const Finding& finding : findings) ADD_FAILURE() << finding.to_string(Language::en);
    EXPECT_GE(catalogue.all().size(), 12u);
    for (const Matter* matter : catalogue.all()) EXPECT_NE(matter->form, nullptr) << matter->code;
    for (const char* task : {"review", "inspection", "sign"}) EXPECT_NE(catalogue.forms().find(task), nullptr) << task;
}

}  // namespace
}  // namespace yici::matters
