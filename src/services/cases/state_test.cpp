#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/cases/case.h"
#include "services/cases/state.h"
#include "services/cases/view_json.h"

namespace yici::cases {
namespace {

TEST(CaseState, FollowsThePhasesOfTheExchangeStandard) {
    EXPECT_EQ(next_state(State::received, Action::accept), State::accepted);
    EXPECT_EQ(next_state(State::received, Action::correct), State::correcting);
    EXPECT_EQ(next_state(State::correcting, Action::accept), State::accepted);
    EXPECT_EQ(next_state(State::accepted, Action::start), State::handling);
    EXPECT_EQ(next_state(State::handling, Action::suspend), State::suspended);
    EXPECT_EQ(next_state(State::suspended, Action::resume), State::handling);
    EXPECT_EQ(next_state(State::handling, Action::decide), State::completed);
    EXPECT_FALSE(next_state(State::suspended, Action::decide)) << "no stop may be open at completion";
    EXPECT_FALSE(next_state(State::completed, Action::withdraw));
    EXPECT_FALSE(next_state(State::not_accepted, Action::accept));
}

TEST(CaseState, EndedCasesOpenNoData) {
    for (const State state : {State::completed, State::not_accepted, State::returned, State::voided, State::draft}) {
        EXPECT_FALSE(is_live(state)) << code_of(state);
        EXPECT_TRUE(actions_from(state).empty()) << code_of(state);
    }
    EXPECT_TRUE(is_live(State::suspended));
}

TEST(CaseState, CodesReadBack) {
    for (int i = 1; i <= 13; ++i) {
        const auto state = static_cast<State>(i);
        EXPECT_EQ(parse_state(code_of(state)), state);
    }
    EXPECT_FALSE(parse_state("14"));
}

class CaseClock : public testing::Test {
  protected:
    std::vector<Finding> findings_;
    codes::WorkingCalendar calendar_ = codes::WorkingCalendar::load("packs/zhejiang/calendars", findings_);

    static Date day(const char* text) { return parse_date(text).value(); }
    Case accepted(const char* on) {
        Case item;
        item.state = State::accepted;
        item.accepted_on = day(on);
        return item;
    }
};

TEST_F(CaseClock, CountsWorkingDaysAndLeavesOutStops) {
    Case item = accepted("2018-09-28");
    count_clock(item, calendar_, 5, 20, day("2018-09-28"));
    EXPECT_EQ(to_string(*item.promised_due), "2018-10-10");
    item.stops.push_back({"专家评审", "复杂", day("2018-10-08"), day("2018-10-09")});
    count_clock(item, calendar_, 5, 20, day("2018-10-10"));
    EXPECT_EQ(to_string(*item.promised_due), "2018-10-12");
    const auto lines = counted_lines(item);
    ASSERT_EQ(lines.size(), 14u);
    EXPECT_EQ(lines[9], "2018-10-08 星期一 停办，不计");
    EXPECT_EQ(lines.back(), "2018-10-12 星期五 第5个工作日");
    item.counted = R"(["2018-10-08 星期一 停办，不计"])";  // how an earlier version kept it
    EXPECT_EQ(counted_lines(item), (std::vector<std::string>{"2018-10-08 星期一 停办，不计"}));
}

TEST_F(CaseClock, LightsTurnAtTheirDays) {
    Case item = accepted("2018-09-28");
    count_clock(item, calendar_, 5, 10, day("2018-09-28"));
    ASSERT_EQ(to_string(*item.promised_due), "2018-10-10");
    ASSERT_EQ(to_string(*item.legal_due), "2018-10-17");
    EXPECT_EQ(light_of(item, day("2018-09-29")), codes::Light::green);
    EXPECT_EQ(light_of(item, day("2018-10-08")), codes::Light::green);
    EXPECT_EQ(light_of(item, day("2018-10-09")), codes::Light::yellow);
    EXPECT_EQ(light_of(item, day("2018-10-10")), codes::Light::yellow);
    EXPECT_EQ(light_of(item, day("2018-10-11")), codes::Light::red);
    EXPECT_EQ(light_of(item, day("2018-10-18")), codes::Light::double_red);
    item.state = State::completed;
    EXPECT_EQ(light_of(item, day("2018-10-18")), codes::Light::none);
}

TEST(CaseBodies, AFormNestedWithoutEndIsRefused) {
    const std::string deep = std::string(400'000, '[') + std::string(400'000, ']');
    EXPECT_THROW((void)parse_new_case(R"({"matter":"m","form":{"a":)" + deep + "}}"), Error);
    EXPECT_EQ(parse_new_case(R"({"matter":"m","form":{"a":[["b"]]}})").form, R"({"a":[["b"]]})");
}

}  // namespace
}  // namespace yici::cases
