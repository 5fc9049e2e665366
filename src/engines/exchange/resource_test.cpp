#include "engines/exchange/resource.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "engines/exchange/test_world.h"
#include "support/temporary_folder.h"

namespace yici::exchange {
namespace {

constexpr const char* kGood = R"(resources:
  - code: 307001003/000021
    name: 人口基本信息
    provider: 113301000024800019
    record_type: person
    items: [name, birth_date, address]
    share_type: 2
    condition: 用于政务服务事项核验
    subject: person
    delivery:
      kind: http_json
      system: police
      path: /population/{subject}
      fields: {name: xm}
      timeout_ms: 500
      attempts: 2
    grants:
      - {organisation: 113301000024800019, fields: [name], daily_quota: 10, valid_until: 2030-12-31, basis: 令}
)";

Resources load(const std::string& text, std::vector<Finding>& findings) {
    const yici::test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "resources");
    std::ofstream(folder.path() / "resources" / "police.yaml") << text;
    return Resources::load(folder.path(), test::types(), findings);
}

TEST(ResourcesTest, ReadsAPack) {
    std::vector<Finding> findings;
    const Resources resources = load(kGood, findings);
    for (const Finding& finding : findings) ADD_FAILURE() << finding.to_string(Language::en);
    const Resource* resource = resources.find("307001003/000021");
    ASSERT_NE(resource, nullptr);
    EXPECT_EQ(resource->delivery.kind, DeliveryKind::http_json);
    EXPECT_EQ(resource->delivery.theirs("name"), "xm");
    EXPECT_EQ(resource->delivery.theirs("address"), "address");
    EXPECT_EQ(resource->delivery.timeout, std::chrono::milliseconds(500));
    EXPECT_EQ(resource->delivery.attempts, 2);
    ASSERT_EQ(resource->grants.size(), 1U);
    EXPECT_EQ(resource->grants[0].daily_quota, 10);
    EXPECT_EQ(resources.find("307001003/000022"), nullptr);
}

TEST(ResourcesTest, NamesEveryFaultWithItsLine) {
    const std::vector<std::tuple<std::string, std::string, std::string, int>> cases{
        {"113301000024800019\n    record", "113301000024800018\n    record", "exchange.organisation_invalid", 4},
        {"record_type: person", "record_type: dog", "exchange.record_type_unknown", 5},
        {"items: [name, birth_date, address]", "items: [name, birth_date, shoe]", "exchange.item_unknown", 6},
        {"items: [name, birth_date, address]", "items: [name, name]", "exchange.item_twice", 6},
        {"share_type: 2", "share_type: 4", "exchange.share_type_invalid", 2},
        {"    condition: 用于政务服务事项核验\n", "", "exchange.condition_missing", 2},
        {"kind: http_json", "kind: carrier_pigeon", "exchange.delivery_kind_unknown", 11},
        {"system: police", "system: ''", "exchange.delivery_incomplete", 11},
        {"/{subject}", "/all", "exchange.delivery_incomplete", 11},
        {"fields: {name: xm}", "fields: {nome: xm}", "exchange.item_unknown", 14},
        {"fields: [name]", "fields: [children]", "exchange.item_unknown", 18},
        {"daily_quota: 10", "daily_quota: 0", "exchange.quota_invalid", 18},
        {"2030-12-31", "2030-02-31", "exchange.date_invalid", 18},
        {"share_type: 2", "shared: 2", "base.yaml_unknown_key", 7}};
    for (const auto& [from, to, key, line] : cases) {
        std::string text = kGood;
        ASSERT_NE(text.find(from), std::string::npos) << from;
        text.replace(text.find(from), from.size(), to);
        std::vector<Finding> findings;
        (void)load(text, findings);
        EXPECT_TRUE(std::ranges::any_of(
            findings,
            [key = key, line = line](const Finding& finding) { return finding.key == key && finding.line == line; }))
            << key << (findings.empty() ? "" : " got " + findings[0].to_string(Language::en));
    }
}

TEST(ResourcesTest, TheProvincesPackHasNoFault) {
    std::vector<Finding> findings;
    const records::RecordTypes types = records::RecordTypes::load("packs/zhejiang", findings);
    const Resources resources = Resources::load("packs/zhejiang", types, findings);
    for (const Finding& finding : findings) ADD_FAILURE() << finding.to_string(Language::en);
    EXPECT_GE(types.all().size(), 10U);
    EXPECT_GE(resources.all().size(), 10U);
    // A body asks for a resource that no grant of the pack opens.
    EXPECT_GE(std::ranges::count_if(resources.all(), [](const Resource& one) { return !one.grants.empty(); }), 10);
}

}  // namespace
}  // namespace yici::exchange
