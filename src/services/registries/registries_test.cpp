#include <gtest/gtest.h>

#include "services/registries/registries_json.h"
#include "support/databases.h"

namespace yici::registries {
namespace {

class RegistriesTest : public test::DatabaseTest {
  protected:
    std::vector<Finding> findings_;
    SystemClock clock_;
    organisations::Directory organisations_;
    records::RecordTypes types_ = records::RecordTypes::load("packs/zhejiang", findings_);
};

TEST_P(RegistriesTest, ACitizenSeesTheGoldenValueWithItsSource) {
    records::Records records(database(), types_, clock_);
    const records::Field* address = types_.find("person")->find("address");
    ASSERT_NE(address, nullptr);
    const char* citizen = "330106199003072511";
    records.add({"person", citizen, {"113301000024800019", "other"}, clock_.now(), "", {{"address", "别处"}}});
    EXPECT_NE(golden_json(records, citizen, organisations_).find("别处"), std::string::npos);
    records.add({"person", citizen, {address->authority, "police"}, clock_.now(), "", {{"address", "文三路1号"}}});
    const std::string json = golden_json(records, citizen, organisations_);
    EXPECT_NE(json.find("文三路1号"), std::string::npos);
    EXPECT_EQ(json.find("别处"), std::string::npos) << "the authority's word counts";
    EXPECT_NE(json.find(R"("by_authority":true)"), std::string::npos);
    EXPECT_NE(golden_json(records, "330106193802141715", organisations_).find(R"("total":0)"), std::string::npos);
}

YICI_ON_BOTH_DATABASES(RegistriesTest);

}  // namespace
}  // namespace yici::registries
