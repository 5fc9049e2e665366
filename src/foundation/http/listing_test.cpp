#include "foundation/http/listing.h"

#include <gtest/gtest.h>

#include "foundation/base/error.h"

namespace yici::http {
namespace {

TEST(Listing, FirstTwentyUnlessToldOtherwise) {
    const Part part = part_of(Parameters::parse(""));
    EXPECT_EQ(part.page, 1);
    EXPECT_EQ(part.size, 20);
    EXPECT_EQ(part.offset(), 0);
    EXPECT_EQ(part_of(Parameters::parse("page=3&size=50")).offset(), 100);
}

TEST(Listing, RefusesWhatIsOutOfRange) {
    EXPECT_THROW((void)part_of(Parameters::parse("page=0")), Error);
    EXPECT_THROW((void)part_of(Parameters::parse("size=11"), 10), Error);
}

TEST(Listing, SaysWhatItIsAPartOf) {
    EXPECT_EQ(listing("[1,2]", {2, 2}, 5), R"({"items":[1,2],"page":2,"size":2,"total":5})");
}

}  // namespace
}  // namespace yici::http
