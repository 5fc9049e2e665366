#include "engines/exchange/signing_pace.h"

#include <gtest/gtest.h>

namespace yici::exchange {
namespace {

TEST(SigningPace, HoldsNobodyUpWhoCallsAloneAndGathersUnderLoad) {
    SigningPace pace;
    EXPECT_EQ(pace.patience().count(), 0) << "the first";
    pace.signed_batch(1);
    EXPECT_EQ(pace.patience().count(), 0);
    pace.signed_batch(100);
    EXPECT_GT(pace.patience().count(), 0);
    EXPECT_LT(pace.patience().count(), 10) << "calls answer within 10 ms";
    pace.signed_batch(2);
    EXPECT_EQ(pace.patience().count(), 0) << "as soon as the load is over";
}

}  // namespace
}  // namespace yici::exchange
