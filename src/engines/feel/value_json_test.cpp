#include "engines/feel/value_json.h"

#include <gtest/gtest.h>

#include "foundation/base/error.h"

namespace yici::feel {

namespace {

TEST(FeelJson, KeepsDecimals) {
    EXPECT_EQ(to_json(from_json(R"({"a": [1, 0.1, 12345678901234567890.5, null, true], "b": {"c": "x\"y"}})")),
              R"({"a": [1, 0.1, 12345678901234567890.5, null, true], "b": {"c": "x\"y"}})");
    EXPECT_EQ(from_json("0.10"), Value(*Number::parse("0.1")));
    EXPECT_EQ(to_json(Value(Date{2018, 6, 12})), "\"2018-06-12\"");
    EXPECT_EQ(to_json(Value(DaysTime{90'000'000'000})), "\"PT1M30S\"");
}

TEST(FeelJson, RefusesWhatIsNone) {
    for (const std::string& wrong :
         {std::string("{"), std::string("{a: 1}"), std::string(100'000, '['), std::string()}) {
        try {
            (void)from_json(wrong);
            FAIL() << wrong;
        } catch (const Error& error) {
            EXPECT_EQ(error.key(), "feel.bad_json");
        }
    }
}

TEST(FeelValue, TooDeepIsRefused) {
    Value value;
    for (uint32_t i = 0; i < Value::kDeepest; ++i) value = List{value};
    EXPECT_EQ(value.depth(), Value::kDeepest);
    EXPECT_THROW((void)Value(List{value}), Error);
    Value doubled = Number(1);
    for (int i = 0; i < 80; ++i) doubled = List{doubled, doubled};
    EXPECT_EQ(doubled.weight(), UINT64_MAX);
}

}  // namespace

}  // namespace yici::feel
