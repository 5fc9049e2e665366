#include <atomic>
#include <future>
#include <thread>

#include "services/cases/test_cases.h"

namespace yici::cases {
namespace {

TEST_P(CasesTest, ACaseRunsFromReceiptToLicence) {
    Case item = receive();
    EXPECT_EQ(item.state, State::received);
    EXPECT_FALSE(codes::check("acceptance", item.number)) << item.number;
    EXPECT_EQ(item.query_password.size(), 6u);
    EXPECT_TRUE(live_->find(item.number));
    settle_materials(item);
    cases_->name_applicant(item.number, "沈福根");
    item = act(item, Action::confirm);
    item = act(item, Action::accept);
    EXPECT_EQ(item.state, State::accepted);
    EXPECT_EQ(item.national_number.size(), 43u);
    EXPECT_TRUE(item.promised_due);
    item = act(item, Action::start);
    item = act(item, Action::decide, [](Act& asked) { asked.granted = true; });
    EXPECT_EQ(item.state, State::completed);
    EXPECT_FALSE(codes::check("licence", item.licence)) << item.licence;
    EXPECT_FALSE(live_->find(item.number)) << "an ended case opens no data";
    EXPECT_EQ(licences_->get(item.licence).holder, kElder);
    EXPECT_THAT(journal_kinds(), testing::ElementsAre("case.receive", "case.confirm", "case.accept", "case.start",
                                                      "licence.issued", "case.decide"));
    EXPECT_EQ(cases_->events(item.number).size(), 5u);
}

TEST_P(CasesTest, NothingIsAcceptedUnconfirmedOrIncomplete) {
    const Case item = receive();
    EXPECT_EQ(key_of([&] { (void)act(item, Action::accept); }), "cases.not_confirmed");
    (void)act(item, Action::confirm);
    EXPECT_EQ(key_of([&] { (void)act(item, Action::accept); }), "cases.materials_missing");
    for (const matters::Material& material : matters_.find(kMatter)->materials) {
        cases_->bring(item.number, material.code, std::nullopt, clerk_);
    }
    EXPECT_EQ(act(item, Action::accept).state, State::accepted);
}

TEST_P(CasesTest, WhatWasBroughtIsNotOverwrittenByAFetchThatEndsLater) {
    const Case item = receive();
    const std::string code = matters_.find(kMatter)->materials.back().code;
    cases_->bring(item.number, code, std::nullopt, clerk_);
    MaterialResult late;
    late.material = code;
    late.status = MaterialStatus::failed;
    cases_->record_material(item.number, late);
    const auto results = cases_->materials(item.number);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].status, MaterialStatus::brought);
}

TEST_P(CasesTest, TheSameRequestTwiceMakesOneCase) {
    const Case first = receive("key-1");
    EXPECT_EQ(receive("key-1").number, first.number);
    EXPECT_NE(receive("key-2").number, first.number);
    EXPECT_EQ(key_of([&] { (void)receive("key-1", "330106199003072511"); }), "cases.request_key_reused");
    (void)act(first, Action::confirm, [](Act& asked) { asked.request_key = "k"; });
    EXPECT_NO_THROW((void)act(first, Action::confirm, [](Act& asked) { asked.request_key = "k"; }));
    EXPECT_EQ(cases_->events(first.number).size(), 2u);
}

TEST_P(CasesTest, ManyWindowsAtOnceGetDifferentNumbers) {
    std::mutex mutex;
    std::set<std::string> numbers;
    std::vector<std::thread> windows;
    windows.reserve(8);
    for (int window = 0; window < 8; ++window) {
        windows.emplace_back([&] {
            for (int i = 0; i < 25; ++i) {
                const std::string number = receive().number;
                const std::lock_guard lock(mutex);
                numbers.insert(number);
            }
        });
    }
    for (std::thread& window : windows) window.join();
    EXPECT_EQ(numbers.size(), 200u);
}

TEST_P(CasesTest, ACorrectionIsToldOnceAndEverythingAtOnce) {
    const Case item = receive();
    const auto ask = [](Act& asked) { asked.items = {{"household", "", "看不清"}}; };
    EXPECT_EQ(act(item, Action::correct, ask).correction.at(0).name, matters_.find(kMatter)->materials.at(1).name);
    EXPECT_EQ(key_of([&] { (void)act(item, Action::correct, ask); }), "cases.corrected_once");
    EXPECT_EQ(cases_->get(item.number).state, State::correcting);
}

TEST_P(CasesTest, AStoppedClockMovesTheDueDate) {
    Case item = accepted();
    const Date before = *item.promised_due;
    (void)act(item, Action::start);
    clock_.advance(std::chrono::hours(24));  // the day of acceptance is not counted, so stopping it moves nothing
    const auto stop = [](Act& asked) { asked.kind = "专家评审", asked.reason = "情况复杂"; };
    (void)act(item, Action::suspend, stop);
    EXPECT_EQ(key_of([&] { (void)act(item, Action::decide); }), "cases.not_now");
    clock_.advance(std::chrono::hours(24 * 3));
    item = act(item, Action::resume);
    EXPECT_EQ(calendar_.working_days_between(before, *item.promised_due), 3);
    ASSERT_EQ(item.stops.size(), 1u);
    EXPECT_EQ(to_string(*item.stops[0].to), "2026-06-11");
}

/// Each of two programs on one database keeps cases in memory; neither may go on from what the other has changed.
TEST_P(CasesTest, TwoProgramsSeeEachOthersSteps) {
    Case item = accepted();
    exchange::CaseTable live;
    Cases other(Parts{database(), *journal_, *subjects_, matters_, organisations_, calendar_, *licences_, live, clock_,
                      random_, "http://localhost"});
    const auto stop = [](Act& asked) { asked.kind = "专家评审", asked.reason = "情况复杂"; };
    Act resume;
    resume.action = Action::resume;
    resume.by = clerk_;
    (void)act(item, Action::start);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(act(item, Action::suspend, stop).state, State::suspended);
        EXPECT_EQ(other.act(item.number, resume).state, State::handling);
    }
    cases_->name_applicant(item.number, "某人");
    (void)act(item, Action::suspend, stop);
    std::promise<std::exception_ptr> later;
    other.act_later(item.number, resume, [&](const std::exception_ptr& failure) { later.set_value(failure); });
    EXPECT_EQ(later.get_future().get(), nullptr);
    item = act(item, Action::suspend, stop);
    EXPECT_EQ(item.applicant_name, "某人");
    const auto events = cases_->events(item.number);
    ASSERT_EQ(events.size(), 13u);
    for (size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].step, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(item.steps, 13);
}

TEST_P(CasesTest, AStepThatFailsLeavesTheCaseAsItWas) {
    const Case item = accepted();
    EXPECT_EQ(key_of([&] { (void)act(item, Action::decide, [](Act& asked) { asked.granted = false; }); }),
              "cases.reason_missing");
    const Case after = act(item, Action::start);
    EXPECT_FALSE(after.granted.has_value());
    EXPECT_FALSE(cases_->get(item.number).decided_at.has_value());
}

TEST_P(CasesTest, StopsOfAnEarlierVersionAreTakenOver) {
    const Case item = accepted();
    close();
    database().write([&](db::Transaction& transaction) {
        for (const char* from : {"2026-06-10", "2026-06-12"}) {
            transaction.execute(
                "INSERT INTO cases_suspensions (case_number, step, kind, reason, from_date, to_date) VALUES "
                "(?,?,?,?,?,?)",
                {item.number, int64_t{from[9]}, "专家评审", "说“\"好\"”\n", from, "2026-06-12"});
        }
    });
    open();
    const auto stops = cases_->get(item.number).stops;
    ASSERT_EQ(stops.size(), 2u);
    EXPECT_EQ(stops[0].reason, "说“\"好\"”\n");
    EXPECT_EQ(to_string(stops[0].from), "2026-06-10");
    EXPECT_EQ(to_string(stops[1].from), "2026-06-12");
    EXPECT_EQ(to_string(*stops[1].to), "2026-06-12");
}

TEST_P(CasesTest, ALimitBeyondTheLastNoticeIsCountedProvisionallyAndSaysSo) {
    const int last = calendar_.last_year();
    clock_.set(*parse_instant(std::to_string(last) + "-12-30T01:00:00Z"));
    const Case item = accepted();
    EXPECT_EQ(item.state, State::accepted);
    EXPECT_GT(to_string(*item.promised_due), std::to_string(last + 1));
    EXPECT_THAT(counted_lines(item).front(), testing::HasSubstr("暂按周一至周五计算"));
}

TEST_P(CasesTest, LightsOfAListFollowTheCalendar) {
    const Case item = accepted();
    const auto count = [&](const char* light) {
        Filter filter;
        filter.light = light;
        return cases_->list(filter).total;
    };
    EXPECT_EQ(count("green"), 1);
    clock_.set(china_midnight(*item.promised_due));
    EXPECT_EQ(count("yellow"), 1);
    EXPECT_EQ(count("green"), 0);
    clock_.set(china_midnight(*item.promised_due) + std::chrono::hours(24));
    EXPECT_EQ(count("red"), 1);
    clock_.set(china_midnight(*item.legal_due) + std::chrono::hours(24));
    EXPECT_EQ(count("double_red"), 1);
    EXPECT_EQ(cases_->counts().lights.at("double_red"), 1);
}

TEST_P(CasesTest, SilenceForFiveWorkingDaysIsAcceptance) {
    const Case item = receive();
    (void)act(item, Action::confirm);
    clock_.advance(std::chrono::hours(24 * 7));
    EXPECT_EQ(cases_->accept_silent_ones(), 0);
    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(cases_->accept_silent_ones(), 1);
    const Case deemed = cases_->get(item.number);
    EXPECT_EQ(deemed.state, State::accepted);
    EXPECT_EQ(to_string(*deemed.accepted_on), "2026-06-08");
}

TEST_P(CasesTest, TrackingLocksAfterTenWrongPasswords) {
    const Case item = receive();
    EXPECT_EQ(cases_->track(item.number, item.query_password).number, item.number);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(key_of([&] { (void)cases_->track(item.number, "wrong!"); }), "cases.wrong_query_password");
    }
    EXPECT_EQ(key_of([&] { (void)cases_->track(item.number, item.query_password); }), "cases.tracking_locked");
    clock_.advance(std::chrono::minutes(61));
    EXPECT_EQ(cases_->track(item.number, item.query_password).number, item.number);
}

TEST_P(CasesTest, LiveCasesAreKnownAgainAfterARestart) {
    const Case item = accepted();
    close();
    open();
    ASSERT_TRUE(live_->find(item.number));
    EXPECT_EQ(live_->find(item.number)->matter, kMatter);
    EXPECT_EQ(cases_->get(item.number).state, State::accepted);
}

TEST_P(CasesTest, WrongSubjectsAndUnknownMattersAreRefused) {
    EXPECT_EQ(key_of([&] { (void)receive("", "330106193802141716"); }), "cases.bad_subject");
    NewCase request;
    request.matter = "许可-99999-001";
    request.subject = kElder;
    EXPECT_EQ(key_of([&] { (void)cases_->receive(request); }), "cases.unknown_matter");
    EXPECT_EQ(key_of([&] { (void)cases_->get("33010026060800000019"); }), "cases.not_found");
}

TEST_P(CasesTest, AnAnswerThatDoesNotFitTheFormIsRefusedAtEachPlaceAndNoCaseIsMade) {
    NewCase request;
    request.matter = kMatter;
    request.subject = kElder;
    request.form = R"({"bank_card":"62","payee":"agent","note":"x"})";
    try {
        (void)cases_->receive(request);
        FAIL();
    } catch (const forms::Refused& refused) {
        EXPECT_EQ(refused.kind(), ErrorKind::rule_violated);
        EXPECT_EQ(refused.detail(), "/agent, /bank_card, /note");
    }
    EXPECT_EQ(cases_->list({}).total, 0);
}

TEST_P(CasesTest, StepsWithoutWaitingShareACommitAndAllArrive) {
    std::vector<Case> items;
    items.reserve(50);
    for (int i = 0; i < 50; ++i) items.push_back(receive());
    std::atomic<int> done = 0;
    std::promise<void> all;
    for (const Case& item : items) {
        Act asked;
        asked.action = Action::confirm;
        asked.by = clerk_;
        cases_->act_later(item.number, asked, [&](const std::exception_ptr& failure) {
            EXPECT_FALSE(failure);
            if (++done == 50) all.set_value();
        });
    }
    all.get_future().wait();
    for (const Case& item : items) EXPECT_TRUE(cases_->get(item.number).confirmed_at);
}

YICI_ON_BOTH_DATABASES(CasesTest);

}  // namespace
}  // namespace yici::cases
