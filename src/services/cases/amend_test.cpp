#include "services/cases/test_cases.h"

namespace yici::cases {
namespace {

class AmendTest : public CasesTest {
  protected:
    Case noticed(const std::string& material) {
        const Case item = receive();
        settle_materials(item);
        (void)act(item, Action::confirm);
        return act(item, Action::correct, [&](Act& act) { act.items = {{material, "", "银行卡号不是本人的"}}; });
    }
    Case amend(const Case& item, const std::string& form) {
        return act(item, Action::amend, [&](Act& act) {
            act.form = form;
            act.uploader = "window1";
            act.request_key = form;
        });
    }
};
YICI_ON_BOTH_DATABASES(AmendTest);

TEST_P(AmendTest, AnswersAreGivenAnewWhenTheNoticeAsksAndMustBeConfirmedAgain) {
    const Case item = noticed(std::string(kFormItem));
    EXPECT_EQ(item.correction.at(0).name, matters_.find(kMatter)->form->title());
    const std::string form = R"({"bank_card":"6222020200112248"})";
    const Case amended = amend(item, form);
    EXPECT_EQ(amended.state, State::correcting);
    EXPECT_EQ(amended.form, form);
    EXPECT_EQ(cases_->get(item.number).form, form);
    EXPECT_EQ(key_of([&] { (void)act(item, Action::accept); }), "cases.not_confirmed");
    EXPECT_EQ(amend(item, form).steps, amended.steps) << "the same request again does nothing";
    const auto earlier = cases_->earlier_forms(item.number);
    ASSERT_EQ(earlier.size(), 1U) << "what was confirmed stays";
    EXPECT_EQ(earlier[0].answers, item.form);
    EXPECT_EQ(earlier[0].confirmed_at, item.confirmed_at);
    EXPECT_EQ(earlier[0].replaced_at, clock_.now());
    (void)amend(item, R"({"bank_card":"6222020200112255"})");
    EXPECT_EQ(cases_->earlier_forms(item.number).size(), 1U) << "nobody has confirmed the second";
    (void)amend(amended, R"({"bank_card":"6222020200112248" })");
    (void)act(item, Action::confirm);
    EXPECT_EQ(act(item, Action::accept).state, State::accepted);
    EXPECT_EQ(key_of([&] { (void)amend(item, R"({"bank_card":"6222020200112230"})"); }), "cases.not_now");

    const auto events = cases_->events(item.number);
    const auto step = std::ranges::find(events, "amend", &Event::action);
    ASSERT_NE(step, events.end());
    EXPECT_EQ(std::ranges::find(events, "correct", &Event::action)->note, "高龄津贴申领表：银行卡号不是本人的")
        << "by the names that people read";
    EXPECT_EQ(step->note, "收款银行卡号") << "which answers, and nobody's number";
    EXPECT_THAT(journal_kinds(), testing::Contains("case.amend"));
}

TEST_P(AmendTest, WhatTheNoticeDoesNotAskStands) {
    const Case item = noticed("household");
    EXPECT_EQ(key_of([&] { (void)amend(item, R"({"bank_card":"6222020200112248"})"); }), "cases.form_stands");
    EXPECT_EQ(cases_->get(item.number).form, item.form);
    EXPECT_EQ(key_of([&] { (void)amend(receive(), "{}"); }), "cases.not_now");
}

TEST_P(AmendTest, AWrongAnswerLeavesTheEarlierOne) {
    const Case item = noticed(std::string(kFormItem));
    EXPECT_THROW((void)amend(item, R"({"bank_card":"62"})"), forms::Refused);
    const Case kept = cases_->get(item.number);
    EXPECT_EQ(kept.form, item.form);
    EXPECT_TRUE(kept.confirmed_at);
}

}  // namespace
}  // namespace yici::cases
