#include "services/handling/handling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "foundation/base/files.h"
#include "foundation/base/random.h"
#include "services/decisions/decisions.h"
#include "support/databases.h"

namespace yici::handling {
namespace {

constexpr const char* kElder = "330106193802141715";
constexpr const char* kCompany = "91330106MA2AAAA132";
const std::filesystem::path kPack = "packs/zhejiang";

std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key() + " " + error.detail();
    }
    return "nothing thrown";
}

/// The pack's own matters, procedures and decisions, with cases and their handling above them.
class HandlingTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        divisions_ = codes::Divisions::load(kPack / "divisions.csv", findings_);
        calendar_ = codes::WorkingCalendar::load(kPack / "calendars", findings_);
        organisations_ = organisations::Directory::load(kPack, divisions_, findings_);
        matters_ = matters::Catalogue::load(kPack, findings_);
        decisions_ = decisions::Library::load(kPack, clock_, findings_);
        types_ = documents::LicenceTypes::load(kPack, findings_);
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        accounts::Options cheap;
        cheap.argon2_kib = 64;
        cheap.argon2_passes = 1;
        accounts_ = std::make_unique<accounts::Accounts>(database(), *journal_, organisations_, clock_, random_, cheap);
        licences_ = std::make_unique<licences::Licences>(licences::Parts{
            database(), *journal_, *subjects_, types_, organisations_, *key_, clock_, random_, "http://localhost"});
        procedures_ = std::make_unique<procedures::Procedures>(
            procedures::Parts{database(), *journal_, calendar_, organisations_, clock_, decisions_,
                              [this](std::string_view number) { return cases_->get(number).subject; }});
        handling_ = std::make_unique<Handling>(Parts{database(), *procedures_, *accounts_, organisations_});
        cases_ = std::make_unique<cases::Cases>(cases::Parts{database(), *journal_, *subjects_, matters_,
                                                             organisations_, calendar_, *licences_, live_, clock_,
                                                             random_, "http://localhost", handling_.get()});
        handling_->attach(*cases_);
        workers_ = std::make_unique<procedures::Workers>(*procedures_);
        workers_->add(Handling::kDecide, [this](const process::Job& job) {
            ++decisions_asked_;
            return handling_->decide(job);
        });
        procedures_->load_pack(kPack, findings_);
        for (const Finding& finding : findings_) ADD_FAILURE() << finding.to_string(Language::en);
    }

    void TearDown() override {
        workers_.reset();
        cases_.reset();
        handling_.reset();
        procedures_.reset();
        licences_.reset();
        accounts_.reset();
        subjects_.reset();
        journal_.reset();
        test::DatabaseTest::TearDown();
    }

    process::Engine& engine() { return procedures_->engine(); }
    template <typename Work>
    auto read(const Work& work) {
        return database().read_value(work);
    }
    void write(const std::function<void(db::Transaction&)>& work) { database().write(work); }

    cases::Case act(const std::string& number, cases::Action action, const std::string& by = "window1",
                    const std::string& reason = "") {
        cases::Act asked;
        asked.action = action;
        asked.by = {by, by, ""};
        asked.reason = reason;
        asked.kind = "专家评审";
        asked.granted = true;
        return cases_->act(number, asked);
    }

    /// What the matter's form must have.
    static std::string answers_to(const std::string& matter_code) {
        static const std::map<std::string, std::string> kAnswers{
            {"给付-00123-001", R"({"bank_card":"6222020200112230"})"},
            {"公共服务-00345-001", R"({"bank_card":"6222020200112231","amount_fen":320000})"},
            {"确认-00412-001", R"({"contact_mobile":"13700000001"})"},
            {"确认-00268-002", R"({"reason":"lost"})"},
            {"公共服务-00511-001", R"({"contact_mobile":"13700000001"})"},
            {"给付-00098-001", R"({"bank_card":"6222020200112232","hardship":"unemployment"})"},
            {"公共服务-00702-001", R"({"target_area":"宁波市","contact_mobile":"13700000001"})"},
            {"许可-00344-001", R"({"business_name":"小叶面馆","business_scope":"餐饮","business_place":"文三路"})"},
            {"许可-00757-001", food("餐饮服务经营者")}};
        const auto found = kAnswers.find(matter_code);
        return found == kAnswers.end() ? "{}" : found->second;
    }
    static std::string food(const std::string& form, const std::string& items = "[]") {
        return R"({"business_place":"文三路","contact_mobile":"13700000001","items":)" + items +
               R"(,"business_form":")" + form + "\"}";
    }

    /// A case whose materials are all there, accepted at the window.
    std::string accepted(const std::string& matter_code, const std::string& subject = kElder,
                         const std::string& form = {}) {
        cases::NewCase request;
        request.matter = matter_code;
        request.subject = subject;
        request.form = form.empty() ? answers_to(matter_code) : form;
        request.by = {"window1", "王文婧", "11330106MB1000184X"};
        const std::string number = cases_->receive(request).number;
        for (const matters::Material& material : matters_.find(matter_code)->materials) {
            cases::MaterialResult result;
            result.material = material.code;
            result.status = cases::MaterialStatus::present;
            if (material.code == "household") {
                result.fields.push_back({"birth_date", "出生日期", "", "1938-02-14", "", false});
                result.fields.push_back({"address", "住址", "", "文三路1号", "", false});
            }
            cases_->record_material(number, result);
        }
        (void)act(number, cases::Action::confirm);
        (void)act(number, cases::Action::accept);
        return number;
    }

    process::InstanceView instance_of(const std::string& number) {
        return read([&](db::Transaction& t) {
            const auto ids = engine().find_by_key(t, number);
            EXPECT_EQ(ids.size(), 1U) << number;
            return engine().view(t, ids.at(0)).value();
        });
    }
    std::vector<process::WorkView> tasks_of(const std::string& number) {
        return read([&](db::Transaction& t) { return engine().tasks_of_key(t, number); });
    }
    /// Does the only open task.
    std::string complete(const std::string& number, const std::string& by, bool granted = true) {
        const auto tasks = tasks_of(number);
        EXPECT_EQ(tasks.size(), 1U) << number;
        complete(tasks.at(0).row.id, by, granted);
        return tasks.at(0).name;
    }
    void complete(int64_t task, const std::string& by, bool granted = true) {
        feel::Context outputs;
        outputs.put("granted", feel::Value(granted));
        outputs.put("opinion", feel::Value(granted ? "同意" : "不符合条件"));
        write([&](db::Transaction& t) { engine().complete(t, {task, by, outputs}); });
    }
    std::string state_of(const std::string& number) { return std::string(cases::code_of(cases_->get(number).state)); }
    int64_t decisions_of(const std::string& number) {
        const auto events = cases_->events(number);
        return std::ranges::count(events, "decide", &cases::Event::action);
    }
    std::vector<process::Job> take() {
        std::vector<process::Job> jobs;
        write(
            [&](db::Transaction& t) { jobs = engine().take_jobs(t, Handling::kDecide, 10, std::chrono::seconds(15)); });
        return jobs;
    }
    int64_t incidents() {
        return read([&](db::Transaction& t) { return engine().incident_count(t); });
    }

    ManualClock clock_{*parse_instant("2018-06-12T01:00:00Z")};  // a Tuesday
    SystemRandom random_;
    std::vector<Finding> findings_;
    codes::Divisions divisions_;
    codes::WorkingCalendar calendar_;
    decisions::Library decisions_;
    organisations::Directory organisations_;
    matters::Catalogue matters_;
    documents::LicenceTypes types_;
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    exchange::CaseTable live_;
    std::unique_ptr<accounts::Accounts> accounts_;
    std::unique_ptr<licences::Licences> licences_;
    std::unique_ptr<procedures::Procedures> procedures_;
    std::unique_ptr<Handling> handling_;
    std::unique_ptr<cases::Cases> cases_;
    std::unique_ptr<procedures::Workers> workers_;
    int decisions_asked_ = 0;
};
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

TEST_P(HandlingTest, AWorkerKilledBetweenDecidingAndSayingSoDecidesOnce) {
    const std::string number = accepted("确认-00268-002");
    (void)complete(number, "minzheng2");
    const auto jobs = take();
    ASSERT_EQ(jobs.size(), 1U);
    (void)handling_->decide(jobs[0]);  // and then it is killed
    EXPECT_EQ(state_of(number), "10");
    EXPECT_EQ(workers_->run_due(), 0) << "the lease still runs";
    clock_.set(clock_.now() + std::chrono::seconds(16));
    EXPECT_EQ(workers_->run_due(), 1);
    EXPECT_EQ(decisions_of(number), 1);
    EXPECT_NE(instance_of(number).row.state, process::InstanceState::running);
    EXPECT_EQ(incidents(), 0);
}

TEST_P(HandlingTest, TwoWorkersOnOneJobDecideOnce) {
    const std::string number = accepted("确认-00268-002");
    (void)complete(number, "minzheng2");
    const auto slow = take();
    clock_.set(clock_.now() + std::chrono::seconds(16));
    const auto quick = take();
    ASSERT_EQ(quick.size(), 1U);
    EXPECT_EQ(slow.at(0).key, quick.at(0).key);
    (void)handling_->decide(quick[0]);
    (void)handling_->decide(slow[0]);
    EXPECT_EQ(key_of([&] { write([&](db::Transaction& t) { engine().complete_job(t, slow[0], {}); }); }).substr(0, 18),
              "process.lease_lost");
    write([&](db::Transaction& t) { engine().complete_job(t, quick[0], {}); });
    EXPECT_EQ(decisions_of(number), 1);
    EXPECT_NE(instance_of(number).row.state, process::InstanceState::running);
}

TEST_P(HandlingTest, ACaseThatWasWithdrawnMeanwhileIsLeftAlone) {
    const std::string number = accepted("确认-00268-002");
    (void)complete(number, "minzheng2");
    const auto jobs = take();
    (void)act(number, cases::Action::withdraw, "applicant", "不办了");
    EXPECT_EQ(key_of([&] { (void)handling_->decide(jobs.at(0)); }), "cases.not_now 退件");
    clock_.set(clock_.now() + std::chrono::seconds(60));
    EXPECT_EQ(workers_->run_due(), 0);
    EXPECT_EQ(decisions_of(number), 0);
    EXPECT_EQ(incidents(), 0);
}

TEST_P(HandlingTest, WhatTheCaseRefusesIsAnIncidentThatAnOperatorMends) {
    const std::string number = accepted("确认-00268-002");
    (void)complete(number, "minzheng2");
    (void)act(number, cases::Action::suspend, "minzheng2", "有新情况");
    EXPECT_EQ(workers_->run_due(), 1);
    EXPECT_EQ(incidents(), 1);
    EXPECT_THAT(read([&](db::Transaction& t) { return engine().incidents(t, 1, 0); }).at(0).row.problem,
                testing::StartsWith("cases.not_now"));
    (void)act(number, cases::Action::resume, "minzheng2");
    write([&](db::Transaction& t) { engine().retry(t, engine().incidents(t, 1, 0).at(0).row.id, "operator"); });
    (void)workers_->run_due();
    EXPECT_EQ(state_of(number), "10");
}

TEST_P(HandlingTest, AWorkerThatFailsIsTriedAgainAfterAPause) {
    const std::string number = accepted("确认-00268-002");
    int asked = 0;
    workers_->add(Handling::kDecide, [&](const process::Job& job) {
        if (++asked == 1) throw Error(ErrorKind::unavailable, "db.busy");
        return asked == 2 ? throw std::runtime_error("broken") : handling_->decide(job);
    });
    (void)complete(number, "minzheng2");
    for (int i = 0; i < 4 && state_of(number) != "10"; ++i) {
        (void)workers_->run_due();
        clock_.set(clock_.now() + std::chrono::seconds(60));
    }
    EXPECT_EQ(asked, 3);
    EXPECT_EQ(decisions_of(number), 1);
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
    auto procedures = procedures::check_pack(kPack, findings);
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
