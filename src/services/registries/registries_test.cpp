#include "services/registries/registries.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "services/registries/registries_json.h"
#include "support/databases.h"

namespace yici::registries {
namespace {

constexpr const char* kFirst = "330106199003072511";
constexpr const char* kSecond = "330106199003072538";  // a slip of one digit and its check
constexpr Instant kTime{std::chrono::sys_days{std::chrono::year{2018} / 6 / 12}};

class RegistriesTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        records_ = std::make_unique<records::Records>(database(), types_, clock_);
        reviews_ = std::make_unique<Reviews>(database(), *journal_, *subjects_, clock_, *records_);
        accounts::Options options;
        options.argon2_kib = 64;
        options.argon2_passes = 1;
        accounts_ =
            std::make_unique<accounts::Accounts>(database(), *journal_, organisations_, clock_, random_, options);
        add_routes(router_, {*records_, *reviews_, *journal_, *subjects_, database(), organisations_, clock_, masks_},
                   *accounts_);
    }
    void say(const char* subject, std::vector<std::pair<std::string, std::string>> values) {
        records_->add({"person",
                       subject,
                       {types_.find("person")->find("name")->authority, "police"},
                       clock_.now(),
                       "",
                       std::move(values)});
    }
    /// 400 persons that differ, and one who is there twice.
    void populate() {
        const std::vector<const char*> surnames = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴"};
        const std::vector<const char*> given = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋",
                                                "勇", "艳", "杰", "娟", "涛", "明", "超", "秀", "霞", "平"};
        std::mt19937 draw(7);
        std::string home;
        std::string family;
        const auto below = [&](size_t most) { return static_cast<size_t>(draw() % most); };
        for (size_t i = 0; i < 400; ++i) {
            const std::string birth = std::to_string(1940 + below(70)) + "-0" + std::to_string(1 + below(9)) + "-" +
                                      std::to_string(10 + below(18));
            const std::string code = std::to_string(330101 + below(80)) + birth.substr(0, 4) + birth.substr(5, 2) +
                                     birth.substr(8) + std::to_string(1000 + below(9000));
            const std::string number = std::to_string(1 + below(300));
            // Every other one lives with the one before, under one surname.
            if (i % 2 == 0) home = "文" + std::to_string(below(90)) + "路" + number + "号";
            if (i % 2 == 0) family = surnames[below(10)];
            say(code.c_str(),
                {{"name", family + given[below(20)] + given[below(20)]}, {"birth_date", birth}, {"address", home}});
        }
        say(kFirst, {{"name", "诸葛晓明"}, {"birth_date", "1990-03-07"}, {"address", "龙井路8号3幢"}});
        say(kSecond, {{"name", "诸葛小明"}, {"birth_date", "1990-03-07"}, {"address", "龙井路8号3幢"}});
    }
    uint64_t entries() {
        journal_->flush();
        return journal_->size();
    }
    int64_t pair_of_doubles() {
        for (const Review& review : reviews_->list("open", {1, 200}).items)
            if (review.subject_a == kFirst && review.subject_b == kSecond) return review.number;
        return 0;
    }
    template <class Work>
    std::string fault_of(Work work) {
        try {
            work();
            return {};
        } catch (const Error& error) {
            return error.key();
        }
    }

    std::vector<Finding> findings_;
    ManualClock clock_{kTime};
    SeededRandom random_{1};
    organisations::Directory organisations_;
    records::RecordTypes types_ = records::RecordTypes::load("packs/zhejiang", findings_);
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<records::Records> records_;
    std::unique_ptr<Reviews> reviews_;
    std::unique_ptr<accounts::Accounts> accounts_;
    masking::MaskRules masks_;
    http::Router router_;
};

TEST_P(RegistriesTest, ACitizenSeesTheGoldenValueWithItsSource) {
    const records::Field* address = types_.find("person")->find("address");
    ASSERT_NE(address, nullptr);
    const IsDisputed nobody = [](std::string_view, std::string_view, std::string_view) { return false; };
    records_->add({"person", kFirst, {"113301000024800019", "other"}, clock_.now(), "", {{"address", "别处"}}});
    EXPECT_NE(golden_json(*records_, kFirst, organisations_, nobody).find("别处"), std::string::npos);
    clock_.advance(std::chrono::hours(24));
    records_->add({"person", kFirst, {address->authority, "police"}, clock_.now(), "", {{"address", "文三路1号"}}});
    const std::string json = golden_json(*records_, kFirst, organisations_, nobody);
    EXPECT_NE(json.find("文三路1号"), std::string::npos);
    EXPECT_EQ(json.find("别处"), std::string::npos) << "the authority's word counts";
    EXPECT_NE(json.find(R"("by_authority":true)"), std::string::npos);
    EXPECT_NE(golden_json(*records_, "330106193802141715", organisations_, nobody).find(R"("total":0)"),
              std::string::npos);
    const std::string earlier = golden_json(*records_, kFirst, organisations_, nobody, kTime + std::chrono::hours(1));
    EXPECT_NE(earlier.find("别处"), std::string::npos) << "as it was known then";
    EXPECT_EQ(earlier.find("文三路1号"), std::string::npos);
    const auto doubted = [](std::string_view, std::string_view, std::string_view field) { return field == "address"; };
    EXPECT_NE(golden_json(*records_, kFirst, organisations_, doubted).find(R"("disputed":true)"), std::string::npos);
}

TEST_P(RegistriesTest, DoublesWaitForADecisionWithTheirEvidence) {
    populate();
    const Search search = reviews_->search("person", "authority");
    EXPECT_EQ(search.subjects, 402);
    const int64_t number = pair_of_doubles();
    ASSERT_NE(number, 0) << search.pairs;
    EXPECT_LE(search.pairs, 5) << "strangers are not shown to people";
    const nlohmann::json told = nlohmann::json::parse(to_json(reviews_->get(number), *records_));
    EXPECT_GT(told["probability"], 0.5);
    EXPECT_EQ(told.dump().find(kFirst), std::string::npos) << "codes are masked";
    EXPECT_EQ(told.dump().find("诸葛晓明"), std::string::npos);
    bool named = false;
    for (const auto& one : told["evidence"])
        if (one["field"] == "birth_date") named = one["level"] == "exact" && one["weight"] > 3 && one["holders"] >= 2;
    EXPECT_TRUE(named) << told.dump();
    EXPECT_EQ(reviews_->search("person", "authority").pairs, search.pairs) << "a second search finds the same";
    EXPECT_EQ(reviews_->list("", {1, 20}).total, search.pairs);
}

TEST_P(RegistriesTest, AConfirmedPairIsOneAndASplitTakesItBack) {
    populate();
    (void)reviews_->search("person", "authority");
    const int64_t number = pair_of_doubles();
    ASSERT_NE(number, 0);
    EXPECT_EQ(fault_of([&] {
                  (void)reviews_->confirm(number, false, {"authority", " ", "k"});
              }),
              "registries.reason_length");
    const uint64_t before = entries();
    const Review done = reviews_->confirm(number, false, {"authority", "同名同生日同住址", "k"});
    EXPECT_EQ(done.state, "confirmed");
    EXPECT_EQ(entries(), before + 2) << "the merge and the decision";
    EXPECT_EQ(records_->golden_value("person", kFirst, "name"), records_->golden_value("person", kSecond, "name"));
    EXPECT_EQ(reviews_->confirm(number, false, {"authority", "同名同生日同住址", "k"}).merge, done.merge);
    EXPECT_EQ(fault_of([&] {
                  (void)reviews_->refuse(number, {"authority", "不是", "k2"});
              }),
              "registries.already_decided");
    EXPECT_EQ(entries(), before + 2);
    const records::Merge undone = reviews_->split(done.merge, {"authority", "实为双胞胎", "k3"});
    ASSERT_TRUE(undone.split);
    EXPECT_EQ(records_->golden_value("person", kFirst, "name"), "诸葛晓明");
    EXPECT_EQ(reviews_->split(done.merge, {"authority", "实为双胞胎", "k3"}).split->at, undone.split->at);
    EXPECT_EQ(reviews_->merges(kSecond).size(), 1U);
}

TEST_P(RegistriesTest, ARefusedPairDoesNotComeBack) {
    populate();
    (void)reviews_->search("person", "authority");
    const int64_t number = pair_of_doubles();
    ASSERT_NE(number, 0);
    (void)reviews_->refuse(number, {"authority", "双胞胎", "k"});
    (void)reviews_->search("person", "authority");
    EXPECT_EQ(pair_of_doubles(), 0);
    EXPECT_EQ(reviews_->get(number).state, "refused");
    EXPECT_EQ(records_->one_with(kFirst).size(), 1U);
    EXPECT_EQ(fault_of([&] { (void)reviews_->get(number + 1000); }), "registries.no_such_review");
}

TEST_P(RegistriesTest, WhoIsUnsureLeavesThePairForAnother) {
    populate();
    (void)reviews_->search("person", "authority");
    const int64_t number = pair_of_doubles();
    ASSERT_NE(number, 0);
    const uint64_t before = entries();
    EXPECT_EQ(reviews_->unsure(number, {"authority", "要看户口底册", "k"}).state, "unsure");
    EXPECT_EQ(reviews_->unsure(number, {"authority", "要看户口底册", "k"}).state, "unsure") << "said again: the same";
    EXPECT_EQ(entries(), before + 1);
    EXPECT_EQ(pair_of_doubles(), 0) << "no longer in the queue";
    EXPECT_EQ(reviews_->list("unsure", {1, 20}).total, 1);
    (void)reviews_->search("person", "authority");
    EXPECT_EQ(reviews_->get(number).state, "unsure");
    const Review done = reviews_->confirm(number, true, {"authority", "底册为同一人", "k2"});
    EXPECT_EQ(done.state, "confirmed");
    EXPECT_NE(done.merge, 0);
    EXPECT_EQ(fault_of([&] {
                  (void)reviews_->unsure(number, {"authority", "又不确定", "k3"});
              }),
              "registries.already_decided");
}

TEST_P(RegistriesTest, SeeingValuesInClearAsksForAReasonAndIsJournaledWithoutIt) {
    EXPECT_EQ(fault_of([&] { reviews_->unmasking(kFirst, "", {"authority", " ", ""}); }), "registries.reason_length");
    const uint64_t before = entries();
    reviews_->unmasking(kFirst, "", {"authority", "核对诸葛晓明的户口底册", ""});
    EXPECT_EQ(entries(), before + 1);
    const auto kept = database().read_value([](db::Transaction& transaction) {
        return transaction.query("SELECT subject, reason FROM registries_unmaskings");
    });
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].text(1), "核对诸葛晓明的户口底册");
}

TEST_P(RegistriesTest, OnlyTheDataAuthorityMayLook) {
    for (const auto& [method, path] :
         std::vector<std::pair<http::Method, std::string>>{{http::Method::get, "/api/v1/subject-reviews"},
                                                           {http::Method::post, "/api/v1/subject-merges"},
                                                           {http::Method::post, "/api/v1/subject-records/clear"}}) {
        http::Request request;
        request.method = method;
        request.path = path;
        request.headers.add("X-Yici", "1");
        std::string allowed;
        EXPECT_EQ(fault_of([&] { (void)router_.find(request, allowed).handler(request); }), "accounts.not_signed_in");
    }
    EXPECT_EQ(fault_of([] { (void)parse_asked("[]"); }), "registries.bad_request");
    EXPECT_EQ(fault_of([] { (void)parse_asked(R"({"subject":1})"); }), "registries.bad_request");
    EXPECT_EQ(fault_of([] { (void)parse_asked(R"({"more":"x"})"); }), "registries.bad_request");
}

YICI_ON_BOTH_DATABASES(RegistriesTest);

}  // namespace
}  // namespace yici::registries
