#include "demo/credit_seed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demo/test_pack.h"

namespace yici::demo {
namespace {

TEST(CreditSeedTest, SaysThatAllIsMadeUpAndIsTheSameForTheSameSeed) {
    std::vector<Finding> findings;
    Story story;
    LegalEntity entity;
    entity.name = "杭州某公司";
    const CreditSeed seed(story, 2018, Date{std::chrono::year{2026} / 11 / 1});
    size_t facts = 0;
    for (int i = 0; i < 500; ++i) {
        entity.code = "9133010600000" + std::to_string(10'000 + i);
        const auto first = seed.facts_of(entity);
        const auto again = CreditSeed(story, 2018, Date{std::chrono::year{2026} / 11 / 1}).facts_of(entity);
        ASSERT_EQ(first.size(), again.size());
        for (size_t k = 0; k < first.size(); ++k) {
            EXPECT_EQ(first[k].values, again[k].values);
            EXPECT_THAT(first[k].values.front().second, testing::HasSubstr("（演示）"));
        }
        facts += first.size();
    }
    EXPECT_GT(facts, 40U) << "some companies have a file";
    EXPECT_LT(facts, 250U) << "most have none";
}

}  // namespace
}  // namespace yici::demo
