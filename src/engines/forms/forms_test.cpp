#include "engines/forms/forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/forms/schema.h"
#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::forms {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

constexpr std::string_view kReview = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "审核", "x-title-en": "Review", "type": "object", "additionalProperties": false,
  "properties": {
    "opinion": {"type": "string", "title": "意见", "x-title-en": "Opinion", "maxLength": 2000},
    "agree": {"type": "boolean", "title": "同意", "x-title-en": "Agree"},
    "photos": {"type": "array", "title": "照片", "x-title-en": "Photos", "maxItems": 3,
               "items": {"type": "string", "format": "attachment", "x-accept": ["jpeg"]}}
  },
  "required": ["agree"],
  "if": {"properties": {"agree": {"const": false}}, "required": ["agree"]}, "then": {"required": ["opinion"]},
  "x-ui": {"order": ["agree", "opinion"]}
})";

std::string with(std::string_view what, std::string_view by) {
    std::string text(kReview);
    const size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
}

std::vector<Finding> findings_of(std::string_view text) {
    std::vector<Finding> findings;
    EXPECT_EQ(Form::parse(text, "review", "review.json", findings), nullptr) << text;
    return findings;
}

auto finding(std::string_view key, std::string_view detail) {
    return Contains(testing::AllOf(Field(&Finding::key, key), Field(&Finding::detail, HasSubstr(std::string(detail)))));
}

TEST(Form, IsReadWithItsTitlesItsFieldsInTheirOrderAndItsDocument) {
    std::vector<Finding> findings;
    const auto form = Form::parse(kReview, "review", "review.json", findings);
    ASSERT_TRUE(form) << findings[0].to_string(Language::en);
    EXPECT_EQ(form->title(), "审核");
    EXPECT_EQ(form->title_en(), "Review");
    ASSERT_EQ(form->fields().size(), 3U);
    EXPECT_EQ(form->fields()[0].name, "agree");
    EXPECT_EQ(form->fields()[1].title, "意见");
    EXPECT_TRUE(form->fields()[2].file);
    EXPECT_THAT(form->document(), HasSubstr(R"("x-ui":{"order":["agree","opinion"]})"));
}

TEST(Form, SaysWhatIsWrongWithAnAnswerAndWhere) {
    std::vector<Finding> findings;
    const auto form = Form::parse(kReview, "review", "", findings);
    EXPECT_TRUE(form->check(R"({"agree":true})").empty());
    EXPECT_THAT(form->check(R"({"agree":false})"), ElementsAre(Fault{"/opinion", "forms.required", ""}));
    EXPECT_THAT(form->check("{"), ElementsAre(Fault{"", "forms.not_json", ""}));
    try {
        form->require(R"({"agree":false,"name":"张三"})");
        FAIL();
    } catch (const Refused& refused) {
        EXPECT_EQ(refused.key(), "forms.refused");
        EXPECT_EQ(refused.detail(), "/name, /opinion");
        EXPECT_EQ(problem_errors(refused.faults(), Language::en),
                  R"([{"pointer":"/name","key":"forms.unknown_field","title":"The form has no such field"},)"
                  R"({"pointer":"/opinion","key":"forms.required","title":"Fill this in"}])");
    }
}

TEST(Form, NamesTheFilesOfAnAnswerWithTheirPlacesAndTypes) {
    std::vector<Finding> findings;
    const auto form = Form::parse(kReview, "review", "", findings);
    const std::string one(32, 'a');
    const auto files = form->attachments(R"({"agree":true,"opinion":")" + one + R"(","photos":[")" + one + R"("]})");
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].pointer, "/photos/0");
    EXPECT_EQ(files[0].attachment, one);
    EXPECT_THAT(files[0].accepted, ElementsAre("jpeg"));
}

TEST(Form, IsRefusedWithTheLineWhereItIsNoJson) {
    const auto findings = findings_of(with(R"("x-title-en": "Opinion",)", R"("x-title-en" "Opinion",)"));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].line, 5);
    EXPECT_EQ(findings[0].key, "forms.not_json");
}

TEST(Form, NeverOverlooksAKeyword) {
    EXPECT_THAT(findings_of(with(R"("maxLength": 2000)", R"("maxLength": 2000, "contentEncoding": "base64")")),
                finding("forms.unknown_keyword", "#/properties/opinion/contentEncoding"));
    EXPECT_THAT(findings_of(with(R"("x-ui")", R"("unevaluatedProperties": false, "x-ui")")),
                finding("forms.unknown_keyword", "unevaluatedProperties"));
    EXPECT_THAT(findings_of(with(R"("maxItems": 3)", R"("maxItems": 3, "prefixItems": [true])")),
                finding("forms.unknown_keyword", "prefixItems"));
    EXPECT_THAT(findings_of(with(R"("x-accept")", R"("x-acept")")), finding("forms.unknown_keyword", "x-acept"));
    EXPECT_THAT(findings_of(with(R"("attachment")", R"("email")")), finding("forms.unknown_format", "email"));
}

TEST(Form, AsksForTitlesLimitsAndClosedObjects) {
    EXPECT_THAT(findings_of(with(R"("x-title-en": "Agree")", R"("x-title-en": "")")),
                finding("forms.title_missing", "#/properties/agree: x-title-en"));
    EXPECT_THAT(findings_of(with(R"(, "maxLength": 2000)", "")), finding("forms.bad_keyword", "maxLength"));
    EXPECT_THAT(findings_of(with(R"("additionalProperties": false,)", "")),
                finding("forms.bad_keyword", "additionalProperties"));
    EXPECT_THAT(findings_of(with(R"("maxItems": 3,)", "")), finding("forms.bad_keyword", "maxItems"));
    EXPECT_THAT(findings_of(with("2020-12/schema", "2019-09/schema")), finding("forms.bad_keyword", "$schema"));
    EXPECT_THAT(findings_of(with(R"(["agree", "opinion"])", R"(["agree", "opinon"])")),
                finding("forms.unknown_name", "opinon"));
    EXPECT_THAT(findings_of("true"), finding("forms.bad_keyword", "object"));
}

TEST(Form, RefusesPatternsThatTheTwoSidesReadDifferentlyOrThatATextMakesSlow) {
    for (const char* bad :
         {"(a+)+$", "(a|b)*c", "(?:a{1,9}){9}", "^.*$", "\\\\s", "\\\\bword", "(?=a)", "(?i)a", "[[:alpha:]]",
          "\\\\p{Han}", "a**", "^*", "[]", "a{2", "(a", "a)", "a{1,101}", "x*x*x*x*y", "(?<n>a)"}) {
        EXPECT_THAT(
            findings_of(with(R"("maxLength": 2000)", R"("maxLength": 200, "pattern": ")" + std::string(bad) + '"')),
            finding("forms.bad_pattern", "#/properties/opinion/pattern"))
            << bad;
    }
    for (const char* good : {"^\\d{16,19}$", "^[^\\n]+$", "^(?:浙|沪)[A-Z][0-9A-Z]{5,6}$",
                             "^\\d{3,4}-?\\d{7,8}(-\\d{1,4})?$", "^(?:\\d{3}){2}$", "[\\-a-z]"}) {
        EXPECT_EQ(pattern_fault(good), "") << good;
    }
}

TEST(Form, RefusesWhatIsTooDeepTooLargeOrInsideItself) {
    EXPECT_THAT(findings_of(std::string(100, '[') + std::string(100, ']')), finding("forms.schema_too_large", ""));
    EXPECT_THAT(findings_of('"' + std::string(300 << 10, 'a') + '"'), finding("forms.schema_too_large", ""));
    EXPECT_THAT(findings_of(with(
                    R"("x-ui")",
                    R"("$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}, "allOf": [{"$ref": "#/$defs/a"}], "x-ui")")),
                finding("forms.bad_reference", "inside itself"));
    EXPECT_THAT(findings_of(with(R"("x-ui")", R"("not": {"$ref": "#"}, "x-ui")")), finding("forms.bad_reference", "#"));
    std::string bomb = R"("$defs": {"d0": {"type": "string"})";
    for (int i = 1; i < 30; ++i) {
        const std::string inner = R"({"$ref": "#/$defs/d)" + std::to_string(i - 1) + R"("})";
        bomb.append(R"(, "d)").append(std::to_string(i)).append(R"(": {"anyOf": [)");
        bomb.append(inner).append(", ").append(inner).append("]}");
    }
    EXPECT_THAT(findings_of(with(R"("x-ui")", bomb + R"(}, "not": {"$ref": "#/$defs/d29"}, "x-ui")")),
                finding("forms.too_complex", ""));
}

TEST(Form, RefusesAnswersThatAreTooDeepOrTooLarge) {
    std::vector<Finding> findings;
    const auto form = Form::parse(kReview, "review", "", findings);
    const std::string deep = R"({"agree":)" + std::string(40, '[') + std::string(40, ']') + "}";
    EXPECT_THAT(form->check(deep), ElementsAre(Fault{"", "forms.answer_too_large", ""}));
    EXPECT_THAT(form->check('"' + std::string(300 << 10, 'a') + '"'),
                ElementsAre(Fault{"", "forms.answer_too_large", ""}));
}

TEST(Forms, OfAPackAreFoundByNameAndItsFaultyFilesAreNamed) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "forms");
    write_file_atomically(folder.path() / "forms/review.json", kReview);
    write_file_atomically(folder.path() / "forms/sign.json", "{}");
    write_file_atomically(folder.path() / "forms/Bad Name.json", kReview);
    std::vector<Finding> findings;
    const Forms forms = Forms::load(folder.path(), findings);
    ASSERT_NE(forms.find("review"), nullptr);
    EXPECT_EQ(forms.find("sign"), nullptr);
    EXPECT_EQ(forms.all().size(), 1U);
    EXPECT_THAT(findings, Contains(Field(&Finding::key, "forms.bad_name")));
    EXPECT_THAT(findings, Contains(Field(&Finding::file, HasSubstr("sign.json"))));
    EXPECT_TRUE(Forms::load(folder.path() / "absent", findings).all().empty());
}

}  // namespace
}  // namespace yici::forms
