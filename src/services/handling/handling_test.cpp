#include "services/handling/test_handling.h"

namespace yici::handling {
namespace {

using test::kCompany;
using test::kElder;
using test::key_of;
using test::kPack;

class HandlingTest : public test::HandlingTest {};
YICI_ON_BOTH_DATABASES(HandlingTest);

TEST_P(HandlingTest, AnAcceptedCaseGoesThroughItsProcedureAndIsDecidedAtItsEnd) {
    const std::string number = accepted("给付-00123-001", kElder, R"({"bank_card":"6222020200112230"})");
    EXPECT_EQ(instance_of(number).process, "elder-allowance");
    EXPECT_EQ(state_of(number), "05");
    EXPECT_EQ(complete(number, "minzheng1"), "初审（核对本市户籍）");
    EXPECT_EQ(state_of(number), "08") << "the first task starts the case";
    EXPECT_EQ(complete(number, "minzheng1"), "核定") << "the pack's decision said that an allowance is due";
    EXPECT_EQ(state_of(number), "08") << "the decision follows, it does not come with the last task";
    EXPECT_EQ(workers_->run_due(), 1);
    const cases::Case item = cases_->get(number);
    EXPECT_EQ(item.granted, true);
    EXPECT_EQ(item.opinion, "同意");
    EXPECT_FALSE(item.licence.empty());
    EXPECT_NE(instance_of(number).row.state, process::InstanceState::running);
    EXPECT_EQ(workers_->run_due(), 0);
    EXPECT_EQ(decisions_of(number), 1);
}

TEST_P(HandlingTest, AProcedureLearnsNoMoreThanItAsksFor) {
    const std::string number = accepted("给付-00123-001", kElder, R"({"bank_card":"6222020200112230"})");
    const std::string variables = instance_of(number).row.variables;
    EXPECT_THAT(variables, testing::HasSubstr("1938-02-14")) << "the model needs the birth date";
    for (const char* unwanted : {"6222020200112230", "文三路", kElder, "沈福根"}) {
        EXPECT_THAT(variables, testing::Not(testing::HasSubstr(unwanted)));
    }
}

TEST_P(HandlingTest, WhatItsRulesWereToldIsKeptWithTheCase) {
    const std::string elder = accepted("给付-00123-001");
    EXPECT_TRUE(cases_->assessments(elder).empty()) << "its rule is asked after the first task";
    (void)complete(elder, "minzheng1");
    const auto uses = cases_->assessments(elder);
    ASSERT_EQ(uses.size(), 1U);
    const decisions::Use& use = uses[0];
    EXPECT_EQ(use.purpose, "task.standard");
    EXPECT_EQ(use.decision, "allowance");
    EXPECT_EQ(use.department, cases_->get(elder).department);
    EXPECT_EQ(use.answered_at, clock_.now());
    EXPECT_EQ(use.inputs, R"({"本市户籍": true, "出生日期": "1938-02-14", "申请日期": "2018-06-12"})");
    EXPECT_EQ(use.answer, R"({"资格": "享受", "每月标准（元）": 100})");
    EXPECT_THAT(use.reason_zh, testing::HasSubstr("年满80周岁"));
    EXPECT_THAT(use.why_zh, testing::HasSubstr("第 3 条规则符合"));

    const std::string rent = accepted("公共服务-00345-001");  // here it is the first step
    ASSERT_EQ(cases_->assessments(rent).size(), 1U);
    EXPECT_EQ(cases_->assessments(rent)[0].inputs, R"({"申请金额（元）": 3200})");

    // Somebody begins another procedure under a case's number: what that is told is not the case's.
    const std::string waiting = received("公共服务-00345-001");
    for (const std::string& number : {rent, waiting}) {
        write([&](db::Transaction& t) {
            feel::Context variables;
            variables.put("amount_fen", feel::Number(9'000'000));
            variables.put("promised_days", feel::Number(5));
            variables.put("department", feel::Value(cases_->get(rent).department));
            engine().start(t, {"housing-fund-rent", number, variables, "operator", 0, {}});
        });
    }
    EXPECT_EQ(cases_->assessments(rent)[0].inputs, R"({"申请金额（元）": 3200})");
    EXPECT_TRUE(cases_->assessments(waiting).empty());
}

TEST_P(HandlingTest, WhatTheRulesOfACalledProcedureWereToldIsKeptToo) {
    constexpr const char* kCaller = R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
        <process id="housing-fund-rent" isExecutable="true"><startEvent id="s"/>
        <callActivity id="c" calledElement="amount-check"/><userTask id="z"/><endEvent id="e"/>
        <sequenceFlow id="f" sourceRef="s" targetRef="c"/><sequenceFlow id="g" sourceRef="c" targetRef="z"/>
        <sequenceFlow id="h" sourceRef="z" targetRef="e"/></process></definitions>)";
    constexpr const char* kCalled = R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:yici="urn:yici:procedure:1"><process id="amount-check" isExecutable="true"><startEvent id="s"/>
        <businessRuleTask id="amount" yici:decision="提取复核" yici:result="second_look"><extensionElements>
        <yici:input source="=amount_fen / 100" target="申请金额（元）"/></extensionElements></businessRuleTask>
        <endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="amount"/>
        <sequenceFlow id="g" sourceRef="amount" targetRef="e"/></process></definitions>)";
    write([&](db::Transaction& t) {
        (void)engine().deploy(t, kCalled);
        (void)engine().deploy(t, kCaller);
    });
    const auto uses = cases_->assessments(accepted("公共服务-00345-001"));
    ASSERT_EQ(uses.size(), 1U);
    EXPECT_EQ(uses[0].purpose, "task.amount-check.amount");
    EXPECT_EQ(uses[0].inputs, R"({"申请金额（元）": 3200})");
}

TEST_P(HandlingTest, WhoIsRefusedIsRefusedByTheProcedureToo) {
    const std::string number = accepted("给付-00123-001");
    (void)complete(number, "minzheng1", false);
    EXPECT_EQ(complete(number, "minzheng1", false), "不予复核");
    (void)workers_->run_due();
    const cases::Case item = cases_->get(number);
    EXPECT_EQ(item.granted, false);
    EXPECT_EQ(item.opinion, "不符合条件");
    EXPECT_TRUE(item.licence.empty());
}

TEST_P(HandlingTest, NobodyDecidesPastTheProcedure) {
    const std::string number = accepted("给付-00123-001");
    EXPECT_EQ(key_of([&] { (void)act(number, cases::Action::decide); }),
              "cases.procedure_runs 初审（核对本市户籍）（杭州市民政局）");
    EXPECT_TRUE(cases_->is_handled(number));
    write([&](db::Transaction& t) { engine().cancel(t, instance_of(number).row.id, "operator", "流程有误"); });
    EXPECT_FALSE(cases_->is_handled(number));
    EXPECT_EQ(act(number, cases::Action::decide).state, cases::State::completed);
}

TEST_P(HandlingTest, ASpecialProcedureOfTheModelStopsTheClockOfTheCase) {
    const std::string number = accepted("许可-00757-001", kCompany);
    (void)complete(number, "shichang1");
    EXPECT_EQ(state_of(number), "09");
    EXPECT_EQ(cases_->get(number).stops.back().kind, "现场核查");
    EXPECT_THAT(key_of([&] { (void)act(number, cases::Action::resume); }),
                testing::HasSubstr("handling.model_stops 现场核查"));
    clock_.set(*parse_instant("2018-06-20T01:00:00Z"));
    EXPECT_EQ(complete(number, "shichang1"), "现场核查");
    EXPECT_EQ(state_of(number), "08");
    EXPECT_EQ(cases_->get(number).stops.back().to, parse_date("2018-06-19"));
    EXPECT_EQ(complete(number, "shichang1"), "签批");
    (void)workers_->run_due();
    EXPECT_EQ(state_of(number), "10");
}

TEST_P(HandlingTest, PrepackedFoodNeedsNoInspection) {
    const std::string number = accepted("许可-00757-001", kCompany, food("食品销售经营者", R"(["packaged"])"));
    (void)complete(number, "shichang1");
    EXPECT_EQ(complete(number, "shichang1"), "签批");
}

TEST_P(HandlingTest, TheCasesOwnStopStopsTheProcedureAndGoesOnWithIt) {
    const std::string number = accepted("给付-00123-001");
    (void)act(number, cases::Action::start);
    (void)act(number, cases::Action::suspend, "minzheng1", "等专家");
    EXPECT_TRUE(instance_of(number).clocks_stand);
    EXPECT_EQ(tasks_of(number).at(0).light, codes::Light::none);
    (void)act(number, cases::Action::resume, "minzheng1");
    EXPECT_FALSE(instance_of(number).clocks_stand);
    // The other way round: an operator stops the procedure.
    write([&](db::Transaction& t) { engine().suspend_clocks(t, instance_of(number).row.id, "operator"); });
    EXPECT_EQ(state_of(number), "09");
    write([&](db::Transaction& t) { engine().resume_clocks(t, instance_of(number).row.id, "operator"); });
    EXPECT_EQ(state_of(number), "08");
}

TEST_P(HandlingTest, TownAndCountyCountersignAndOneOfThemCanStopIt) {
    const std::string number = accepted("给付-00098-001");
    EXPECT_EQ(complete(number, "jiedao1"), "入户调查");
    auto tasks = tasks_of(number);
    ASSERT_EQ(tasks.size(), 2U);
    EXPECT_NE(tasks[0].row.organisation, tasks[1].row.organisation);
    complete(tasks[0].row.id, "jiedao1");
    complete(tasks[1].row.id, "minzheng2", false);
    EXPECT_EQ(tasks_of(number).at(0).name, "不予复核");
}

TEST_P(HandlingTest, WhoCountersignsSeesTheCaseAndNobodyBesides) {
    const std::string number = accepted("给付-00098-001");
    complete(number, "jiedao1");
    const cases::Case item = cases_->get(number);
    const auto tasks = tasks_of(number);
    const auto beside = std::ranges::find_if(tasks, [&](const process::WorkView& task) {
        return task.row.organisation != item.department && task.row.organisation != item.window_organisation;
    });
    ASSERT_NE(beside, tasks.end());
    accounts::Account signer{
        "signer", "会签人", accounts::Kind::staff, beside->row.organisation, {accounts::Role::approver}, ""};
    const accounts::Account clerk{
        "clerk", "窗口", accounts::Kind::staff, beside->row.organisation, {accounts::Role::clerk}, ""};
    const auto seen_by = [&](const accounts::Account& by) {
        return key_of([&] { (void)cases_->shown_to(by, number); });
    };
    EXPECT_EQ(seen_by(signer), "nothing thrown");
    EXPECT_EQ(seen_by(clerk), "cases.not_found " + number) << "of the same body, and no step is for a clerk";
    const int64_t task = beside->row.id;
    write([&](db::Transaction& t) { engine().claim(t, task, "signer"); });
    EXPECT_EQ(seen_by(signer), "nothing thrown");
    complete(task, "signer");
    EXPECT_EQ(seen_by(signer), "nothing thrown") << "who has signed may look at it";
    signer.id = "colleague";
    EXPECT_EQ(seen_by(signer), "cases.not_found " + number);
}

TEST_P(HandlingTest, AStepThatIsLateIsEscalated) {
    const std::string number = accepted("公共服务-00127-001");
    clock_.set(*parse_instant("2018-06-25T01:00:00Z"));
    (void)workers_->run_due();
    const auto tasks = tasks_of(number);
    ASSERT_EQ(tasks.size(), 2U);
    EXPECT_EQ(tasks[0].light, codes::Light::red);
    EXPECT_EQ(tasks[1].name, "督办");
    complete(tasks[0].row.id, "minzheng2");
    complete(tasks_of(number).back().row.id, "minzheng2");
    (void)workers_->run_due();
    EXPECT_EQ(state_of(number), "10") << "what is still urged ends with the procedure";
    EXPECT_TRUE(tasks_of(number).empty());
}

TEST_P(HandlingTest, WithdrawnEndsTheProcedure) {
    const std::string number = accepted("给付-00123-001");
    (void)act(number, cases::Action::withdraw, "applicant", "不办了");
    EXPECT_EQ(instance_of(number).row.state, process::InstanceState::cancelled);
    EXPECT_TRUE(tasks_of(number).empty());
}

TEST_P(HandlingTest, EveryMatterOfThePackHasItsProcedure) {
    for (const matters::Matter* matter : matters_.all()) {
        EXPECT_FALSE(matter->procedure.empty()) << matter->code;
        const std::string number = accepted(matter->code, matter->applicant == "person" ? kElder : kCompany);
        for (int i = 0; i < 12 && !tasks_of(number).empty(); ++i) complete(tasks_of(number).at(0).row.id, "somebody");
        (void)workers_->run_due();
        EXPECT_EQ(state_of(number), "10") << matter->name;
        EXPECT_EQ(incidents(), 0) << matter->name;
    }
}

TEST(HandlingPack, AProcedureThatNeverDecidesIsAFinding) {
    std::vector<Finding> findings;
    const auto matters = matters::Catalogue::load(kPack, findings);
    auto procedures = procedures::check_pack(kPack, matters.forms(), findings);
    check_pack(matters, procedures, findings);
    ASSERT_THAT(findings, testing::IsEmpty());
    auto wrong = std::make_shared<process::Model>(*procedures.front().model);
    wrong->elements.clear();
    procedures.front().model = wrong;
    check_pack(matters, procedures, findings);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].key, "handling.no_decision_step");
    EXPECT_THAT(findings[0].file, testing::EndsWith(".bpmn"));
}

}  // namespace
}  // namespace yici::handling
