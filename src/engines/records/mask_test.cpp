#include "engines/records/mask.h"

#include <gtest/gtest.h>

namespace yici::records {
namespace {

TEST(Mask, FollowsTheServiceAppsRules) {
    EXPECT_EQ(mask(Mask::name, "王大友"), "*大友");
    EXPECT_EQ(mask(Mask::name, "王安"), "*安");
    EXPECT_EQ(mask(Mask::name, "John"), "*ohn");
    EXPECT_EQ(mask(Mask::name, "陈晓敏"), "*晓敏");
    EXPECT_EQ(mask(Mask::id_number, "330106199003072511", MaskStrength::strong), "3****************1");
    EXPECT_EQ(mask(Mask::id_number, "330106199003072511"), "3***06199003*****1");
    EXPECT_EQ(mask(Mask::id_number, "33012319740212345X"), "3***23197402*****X");
    EXPECT_EQ(mask(Mask::mobile, "13712349050"), "137****9050");
    EXPECT_EQ(mask(Mask::mobile, "13700009050"), "137****9050");
    EXPECT_EQ(mask(Mask::landline, "057187658709"), "0571****8709");
    EXPECT_EQ(mask(Mask::landline, "01087658709"), "010****8709");
    EXPECT_EQ(mask(Mask::landline, "0571-87658709"), "0571-****8709");
    EXPECT_EQ(mask(Mask::email, "contact@163.com"), "con***@163.com");
    EXPECT_EQ(mask(Mask::email, "tt@163.com"), "tt***@163.com");
    EXPECT_EQ(mask(Mask::bank_card, "6225751234561496"), "622575******1496");
    EXPECT_EQ(mask(Mask::bank_card, "6225751234567891496"), "622575*********1496");
    EXPECT_EQ(mask(Mask::paper_number, "E12345678"), "E12***678");
    EXPECT_EQ(mask(Mask::paper_number, "E1234567"), "E1****67");
    EXPECT_EQ(mask(Mask::address, "杭州市西湖区文三路100号"), "杭州市西湖区*******");
    EXPECT_EQ(mask(Mask::none, "公开"), "公开");
}

TEST(Mask, HidesWholeWhatDoesNotFitItsRule) {
    EXPECT_EQ(mask(Mask::id_number, "12345"), "*****");
    EXPECT_EQ(mask(Mask::id_number, "证件号码错误"), "******");  // 18 bytes, but not 18 characters
    EXPECT_EQ(mask(Mask::mobile, "1234567"), "*******");
    EXPECT_EQ(mask(Mask::bank_card, "6225751496"), "**********");
    EXPECT_EQ(mask(Mask::email, "nobody"), "******");
    EXPECT_EQ(mask(Mask::address, "杭州市"), "***");
    EXPECT_EQ(mask(Mask::name, "\xff\xfe"), "**");
    EXPECT_EQ(mask(Mask::name, ""), "");
}

}  // namespace
}  // namespace yici::records
