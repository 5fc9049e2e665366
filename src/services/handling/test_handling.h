#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "foundation/base/files.h"
#include "foundation/base/random.h"
#include "services/decisions/decisions.h"
#include "services/handling/handling.h"
#include "support/databases.h"

namespace yici::handling::test {

inline constexpr const char* kElder = "330106193802141715";
inline constexpr const char* kCompany = "91330106MA2AAAA132";
inline const std::filesystem::path kPack = "packs/zhejiang";

inline std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key() + " " + error.detail();
    }
    return "nothing thrown";
}

/// The pack's own matters, procedures and decisions, with cases and their handling above them.
class HandlingTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        yici::test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        divisions_ = codes::Divisions::load(kPack / "divisions.csv", findings_);
        calendar_ = codes::WorkingCalendar::load(kPack / "calendars", findings_);
        organisations_ = organisations::Directory::load(kPack, divisions_, findings_);
        matters_ = matters::Catalogue::load(kPack, findings_);
        decisions_ = decisions::Library::load(kPack, clock_, findings_);
        types_ = documents::LicenceTypes::load(kPack, findings_);
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        asked_ = std::make_unique<decisions::Decisions>(decisions::Parts{database(), *journal_, decisions_, clock_});
        accounts::Options cheap;
        cheap.argon2_kib = 64;
        cheap.argon2_passes = 1;
        accounts_ = std::make_unique<accounts::Accounts>(database(), *journal_, organisations_, clock_, random_, cheap);
        licences_ = std::make_unique<licences::Licences>(licences::Parts{
            database(), *journal_, *subjects_, types_, organisations_, *key_, clock_, random_, "http://localhost"});
        procedures_ = std::make_unique<procedures::Procedures>(procedures::Parts{
            database(), *journal_, calendar_, organisations_, clock_, decisions_, matters_.forms(),
            [this](const accounts::Account& by, std::string_view number) { (void)cases_->shown_to(by, number); },
            nullptr});
        handling_ = std::make_unique<Handling>(Parts{database(), *procedures_, *accounts_, organisations_});
        cases_ = std::make_unique<cases::Cases>(cases::Parts{database(), *journal_, *subjects_, matters_,
                                                             organisations_, calendar_, *licences_, live_, clock_,
                                                             random_, "http://localhost", nullptr, handling_.get()});
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
        asked_.reset();
        subjects_.reset();
        journal_.reset();
        yici::test::DatabaseTest::TearDown();
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

    /// A case whose materials are all there.
    std::string received(const std::string& matter_code, const std::string& subject = kElder,
                         const std::string& form = {}) {
        cases::NewCase request;
        request.matter = matter_code;
        request.subject = subject;
        request.form = form.empty() ? answers_to(matter_code) : form;
        request.by = {"window1", "王文婧", "11330106MB1000184X"};
        std::string number = cases_->receive(request).number;
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
        return number;
    }
    /// … which the window has accepted.
    std::string accepted(const std::string& matter_code, const std::string& subject = kElder,
                         const std::string& form = {}) {
        std::string number = received(matter_code, subject, form);
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
        const std::string form = read([&](db::Transaction& t) { return engine().work(t, task).value().row.reference; });
        write([&](db::Transaction& t) { procedures_->complete(t, {task, by, step_answers(form, granted), {}}); });
    }
    /// What somebody who agrees, or does not, answers to a form of the pack's procedures.
    static std::string step_answers(const std::string& form, bool granted) {
        static const std::map<std::string, std::pair<std::string, std::string>> kAnswers{
            {"review", {R"({"agree":true,"opinion":"同意"})", R"({"agree":false,"opinion":"不符合条件"})"}},
            {"sign", {R"({"sign":true})", R"({"sign":false,"note":"不符合条件"})"}},
            {"recheck",
             {R"({"conclusion":"grant","opinion":"符合条件"})", R"({"conclusion":"refuse","opinion":"不符合条件"})"}},
            {"inspection",
             {R"({"inspected_on":"2018-06-20","result":"pass"})",
              R"({"inspected_on":"2018-06-20","result":"fail","findings":[{"fault":"无防鼠设施"}]})"}},
            {"urging", {R"({"measure":"已电话督促"})", R"({"measure":"已约谈"})"}}};
        const auto& [yes, no] = kAnswers.at(form);
        return granted ? yes : no;
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
    std::unique_ptr<decisions::Decisions> asked_;
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

}  // namespace yici::handling::test
