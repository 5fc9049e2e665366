#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engines/codes/codes.h"
#include "services/cases/cases.h"
#include "support/databases.h"
#include "support/temporary_folder.h"

namespace yici::cases {

inline constexpr const char* kMatter = "给付-00123-001";
inline constexpr const char* kElder = "330106193802141715";
inline const std::filesystem::path kPack = "packs/zhejiang";

inline std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return "nothing thrown";
}

/// The cases of the pack zhejiang on a database of its own.
class CasesTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
        divisions_ = codes::Divisions::load(kPack / "divisions.csv", findings_);
        calendar_ = codes::WorkingCalendar::load(kPack / "calendars", findings_);
        organisations_ = organisations::Directory::load(kPack, divisions_, findings_);
        matters_ = matters::Catalogue::load(kPack, findings_);
        types_ = documents::LicenceTypes::load(kPack, findings_);
        ASSERT_THAT(findings_, testing::IsEmpty());
        open();
    }

    void TearDown() override {
        close();
        test::DatabaseTest::TearDown();
    }

    void open() {
        journal_ = journal::Journal::open(folder_.path(), database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        licences_ = std::make_unique<licences::Licences>(licences::Parts{
            database(), *journal_, *subjects_, types_, organisations_, *key_, clock_, random_, "http://localhost"});
        live_ = std::make_unique<exchange::CaseTable>();
        cases_ = std::make_unique<Cases>(Parts{database(), *journal_, *subjects_, matters_, organisations_, calendar_,
                                               *licences_, *live_, clock_, random_, "http://localhost"});
    }

    void close() {
        cases_.reset();
        licences_.reset();
        live_.reset();
        subjects_.reset();
        journal_.reset();
    }

    Case receive(const std::string& request_key = "", const std::string& subject = kElder) {
        NewCase request;
        request.matter = kMatter;
        request.subject = subject;
        request.form = R"({"bank_card":"6222020200112230"})";
        request.by = clerk_;
        request.request_key = request_key;
        return cases_->receive(request);
    }

    Case act(const Case& item, Action action, const std::function<void(Act&)>& fill = {}) {
        Act asked;
        asked.action = action;
        asked.by = clerk_;
        if (fill) fill(asked);
        return cases_->act(item.number, asked);
    }

    void settle_materials(const Case& item) {
        for (const matters::Material& material : matters_.find(kMatter)->materials) {
            MaterialResult result;
            result.material = material.code;
            result.status = MaterialStatus::present;
            result.source = "11330000000001804D";
            cases_->record_material(item.number, result);
        }
    }

    Case accepted() {
        const Case item = receive();
        settle_materials(item);
        (void)act(item, Action::confirm);
        return act(item, Action::accept);
    }

    std::vector<std::string> journal_kinds() {
        journal_->flush();
        std::vector<std::string> kinds;
        for (const journal::Stored& entry : journal_->read(0, 1000)) {
            const size_t at = entry.text.find(R"("kind":")") + 8;
            kinds.push_back(entry.text.substr(at, entry.text.find('"', at) - at));
        }
        return kinds;
    }

    test::TemporaryFolder folder_;
    ManualClock clock_{*parse_instant("2026-06-08T01:00:00Z")};  // a Monday
    SystemRandom random_;
    std::vector<Finding> findings_;
    codes::Divisions divisions_;
    codes::WorkingCalendar calendar_;
    organisations::Directory organisations_;
    matters::Catalogue matters_;
    documents::LicenceTypes types_;
    std::unique_ptr<crypto::PrivateKey> key_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<licences::Licences> licences_;
    std::unique_ptr<exchange::CaseTable> live_;
    std::unique_ptr<Cases> cases_;
    Actor clerk_{"window1", "王窗口", "11330106MB1000184X"};
};

}  // namespace yici::cases
