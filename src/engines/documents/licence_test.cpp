#include "engines/documents/licence.h"

#include <gtest/gtest.h>

#include "engines/documents/sample_test.h"

namespace yici::documents {
namespace {

using sample::old_age_licence;

TEST(Licence, JsonGoesThereAndBack) {
    Licence licence = old_age_licence();
    licence.valid_until = Date{std::chrono::year{2028} / 6 / 11};
    licence.holder_name = "引号\" 反斜\\ 换行\n";
    std::vector<Finding> findings;
    const auto read = parse_licence(canonical_json(licence), findings);
    EXPECT_TRUE(findings.empty());
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, licence);
    EXPECT_EQ(canonical_json(*read), canonical_json(licence));
    licence.valid_until.reset();
    EXPECT_NE(canonical_json(licence).find("\"valid_until\":\"long_term\""), std::string::npos);
    EXPECT_EQ(parse_licence(canonical_json(licence), findings), licence);
}

std::vector<std::string> faults_of(const std::string& json) {
    std::vector<Finding> findings;
    EXPECT_FALSE(parse_licence(json, findings)) << json;
    std::vector<std::string> keys;
    for (const auto& finding : findings) keys.push_back(finding.key);
    return keys;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(Licence, JsonFaultsAreNamed) {
    using Keys = std::vector<std::string>;
    const std::string good = canonical_json(old_age_licence());
    const auto with = [&](std::string_view from, std::string_view to) { return faults_of(replaced(good, from, to)); };
    EXPECT_EQ(with("yici-licence-1", "yici-licence-9"), Keys{"documents.unknown_format"});
    EXPECT_EQ(with("2018-06-12", "2018-02-30"), Keys{"documents.wrong_value"});
    EXPECT_EQ(with("\"long_term\"", "\"\""), Keys{"documents.wrong_value"});
    EXPECT_EQ(with("\"state\":\"01\"", "\"state\":\"08\""), Keys{"documents.wrong_value"});
    EXPECT_EQ(with("\"state\":\"01\"", "\"state\":1"), Keys{"documents.unexpected_value"});
    EXPECT_EQ(with("\"state\":\"01\"", "\"state\":null"), Keys{"documents.unexpected_value"});
    EXPECT_EQ(with("\"holder_kind\":\"0\"", "\"holder_kind\":\"7\""), Keys{"documents.wrong_value"});
    EXPECT_EQ(with("\"division\":", "\"division\":\"330102\",\"division\":"), Keys{"documents.duplicate_field"});
    EXPECT_EQ(with("\"division\":\"330106\",", ""), Keys{"documents.missing_field"});
    EXPECT_EQ(with("\"division\":", "\"extra\":\"x\",\"division\":"), Keys{"documents.unknown_field"});
    EXPECT_EQ(with("\"title\":\"津贴标准\"", "\"note\":\"津贴标准\""),
              (Keys{"documents.missing_field", "documents.unknown_field"}));
    EXPECT_EQ(with("{\"name\":\"address\"", "{\"title\":\"address\""), Keys{"documents.duplicate_field"});
    EXPECT_EQ(faults_of("[]"), Keys{"documents.unexpected_value"});
    EXPECT_EQ(faults_of("\"text\""), Keys{"documents.unexpected_value"});
    EXPECT_EQ(faults_of(""), Keys{"documents.not_json"});
    EXPECT_EQ(faults_of(std::string(500000, '[')), Keys{"documents.unexpected_value"});
    EXPECT_EQ(faults_of("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":\"deep\"}}}}}"), Keys{"documents.unexpected_value"});
    EXPECT_EQ(faults_of("{\"a.b\":\"x\"}"), Keys{"documents.unexpected_value"});
    EXPECT_EQ(faults_of("{\"a\":\"\xff\"}"), Keys{"documents.not_json"});
}

TEST(Licence, IdentifierPartsAndVersions) {
    const std::string first =
        "1.2.156.3005.2.11330000000001804D001.11330000000001804D.A1B2C3D4E5F60718293A4B5C6D7E8F90."
        "002.A";
    const auto parts = parse_identifier(first);
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->type, "11330000000001804D001");
    EXPECT_EQ(parts->issuer, "11330000000001804D");
    EXPECT_EQ(parts->serial, "A1B2C3D4E5F60718293A4B5C6D7E8F90");
    EXPECT_EQ(parts->version, 2);
    const auto next = parse_identifier(next_version(first));
    ASSERT_TRUE(next);
    EXPECT_EQ(next->version, 3);
    EXPECT_EQ(next->serial, parts->serial);
    EXPECT_FALSE(parse_identifier(first.substr(0, first.size() - 1) + "B"));
    EXPECT_FALSE(parse_identifier(""));
    EXPECT_THROW((void)next_version("nonsense"), Error);
    const auto last = codes::make_licence_identifier(parts->type, parts->issuer, "1", 999);
    EXPECT_THROW((void)next_version(last), Error);
}

TEST(Licence, StateAndOperationCodes) {
    for (const char* code : {"01", "02", "03", "04", "05", "06", "07", "99"}) {
        EXPECT_EQ(code_of(parse_state(code).value()), code);
    }
    for (const char* code : {"01", "02", "03", "04", "05", "06", "07", "08", "09", "10"}) {
        EXPECT_EQ(code_of(parse_operation(code).value()), code);
    }
    for (const char* code : {"", "0", "00", "1", "08", "98", "001"}) EXPECT_FALSE(parse_state(code)) << code;
    EXPECT_FALSE(parse_operation("11"));
    EXPECT_EQ(title(LicenceState::withdrawn, Language::zh), "吊销");
    EXPECT_EQ(title(LicenceOperation::hand_back, Language::zh), "暂扣发还");
}

TEST(Licence, LifeCycle) {
    using enum LicenceState;
    using Operation = LicenceOperation;
    EXPECT_TRUE(is_allowed(std::nullopt, Operation::issue, valid));
    EXPECT_FALSE(is_allowed(valid, Operation::issue, valid));
    EXPECT_TRUE(is_allowed(valid, Operation::withhold, withheld));
    EXPECT_FALSE(is_allowed(cancelled, Operation::withhold, withheld));
    EXPECT_TRUE(is_allowed(withheld, Operation::hand_back, valid));
    EXPECT_FALSE(is_allowed(valid, Operation::hand_back, valid));
    EXPECT_TRUE(is_allowed(std::nullopt, Operation::renew, valid));
    EXPECT_TRUE(is_allowed(valid, Operation::renew, lapsed));
    EXPECT_TRUE(is_allowed(valid, Operation::cancel, revoked));
    EXPECT_FALSE(is_allowed(lapsed, Operation::cancel, cancelled));
    EXPECT_TRUE(is_allowed(moving_away, Operation::stay, valid));
    EXPECT_FALSE(is_allowed(withdrawn, Operation::stay, valid));
    EXPECT_TRUE(needs_previous(Operation::renew) && needs_previous(Operation::change) &&
                needs_previous(Operation::move_in));
    EXPECT_FALSE(needs_previous(Operation::issue));
}

}  // namespace
}  // namespace yici::documents
