#include "demo/registry_seed.h"

#include <map>
#include <set>

#include "demo/test_pack.h"

namespace yici::demo {
namespace {

TEST(RegistrySeedTest, FitsTheRecordTypesAndHasOneRecordEach) {
    TestPack pack;
    const records::RecordTypes types = records::RecordTypes::load(pack.folder, pack.findings);
    for (const Finding& finding : pack.findings) ADD_FAILURE() << finding.to_string(Language::en);
    Population population = pack.population({.persons = 3'000, .legal_entities = 600});
    RegistrySeed seed(population, pack.story, types, *parse_instant("2026-11-01T00:00:00Z"));
    std::map<std::string, int> counts;
    std::set<std::string> seen;
    records::Observation observation;
    while (seed.next(observation)) {
        ++counts[observation.type];
        EXPECT_TRUE(seen.insert(observation.type + observation.subject).second);
        const records::RecordType* type = types.find(observation.type);
        ASSERT_NE(type, nullptr) << observation.type;
        for (const auto& [name, value] : observation.values) {
            const records::Field* field = type->find(name);
            ASSERT_NE(field, nullptr) << observation.type << "." << name;
            EXPECT_TRUE(records::fits(field->data_type, value)) << observation.type << "." << name;
        }
    }
    EXPECT_GT(counts["person"], 3'000) << "some stand there twice";
    EXPECT_LT(counts["person"], 3'060);
    EXPECT_EQ(counts["legal_entity"], 600);
    for (const char* type : {"housing", "tenancy", "housing_fund", "disability", "residence", "birth_certificate",
                             "vehicle", "transport_business"})
        EXPECT_GT(counts[type], 0) << type;
    EXPECT_TRUE(seen.contains("disability" + pack.story.by_key("disabled").code));
    EXPECT_TRUE(seen.contains("birth_certificate" + pack.story.by_key("mother").code));
    EXPECT_TRUE(seen.contains("vehicle" + pack.story.by_key("carrier").code));
}

}  // namespace
}  // namespace yici::demo
