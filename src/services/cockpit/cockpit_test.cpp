#include "services/cockpit/cockpit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yici::cockpit {
namespace {

TEST(Cockpit, TheGapRanksWhatStillCostsAVisitByCasesOfAYear) {
    std::vector<Finding> findings;
    const matters::Catalogue catalogue = matters::Catalogue::load("packs/zhejiang", findings);
    ASSERT_THAT(findings, testing::IsEmpty());
    const std::vector<Gap> ranked = gaps(catalogue);
    ASSERT_FALSE(ranked.empty());
    for (size_t i = 1; i < ranked.size(); ++i) EXPECT_GE(ranked[i - 1].yearly_cases, ranked[i].yearly_cases);
    for (const Gap& gap : ranked) {
        EXPECT_GE(gap.matters, 1) << gap.material;
        EXPECT_GT(gap.yearly_cases, 0) << gap.material;
    }
}

TEST(Cockpit, AMatterWithoutAGapIsOneId) {
    std::vector<Finding> findings;
    const matters::Catalogue catalogue = matters::Catalogue::load("packs/zhejiang", findings);
    int with_gap = 0;
    for (const matters::Matter* matter : catalogue.all()) {
        if (!matter->one_id()) ++with_gap;
    }
    EXPECT_EQ(gaps(catalogue).empty(), with_gap == 0);
    EXPECT_EQ(catalogue.all().size(), 12u);
    EXPECT_EQ(with_gap, 2);
}

}  // namespace
}  // namespace yici::cockpit
