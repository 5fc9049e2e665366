#include "services/decisions/decisions.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "foundation/base/files.h"
#include "foundation/base/random.h"
#include "support/databases.h"

namespace yici::decisions {
namespace {

constexpr const char* kCivil = "11330106MB1000184X";

std::string model(const std::string& id, const std::string& limit, const std::string& more = {}) {
    return R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="老年人优待"
 namespace="urn:test:)" +
           id + R"("><inputData id="i" name="年龄"><variable name="年龄" typeRef="number"/></inputData>
<inputData id="r" name="本地"><variable name="本地" typeRef="boolean"/></inputData>
<decision id=")" +
           id + R"(" name="优待"><question>能否享受？</question><variable name="优待" typeRef="string"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<informationRequirement><requiredInput href="#r"/></informationRequirement>
<decisionTable hitPolicy="UNIQUE"><input label="年龄"><inputExpression typeRef="number"><text>年龄</text>
</inputExpression></input><input label="本地"><inputExpression typeRef="boolean"><text>本地</text></inputExpression>
</input><output name="优待" typeRef="string"/><annotation name="依据"/>
<rule><inputEntry><text>&lt; )" +
           limit + R"(</text></inputEntry><inputEntry><text>-</text></inputEntry>
<outputEntry><text>"否"</text></outputEntry><annotationEntry><text>年龄未到</text></annotationEntry></rule>
<rule><inputEntry><text>&gt;= )" +
           limit + R"(</text></inputEntry><inputEntry><text>true</text></inputEntry>
<outputEntry><text>"是"</text></outputEntry><annotationEntry><text></text></annotationEntry></rule>
<rule><inputEntry><text>&gt;= )" +
           limit + R"(</text></inputEntry><inputEntry><text>false</text></inputEntry>
<outputEntry><text>"否"</text></outputEntry><annotationEntry><text></text></annotationEntry></rule>)" +
           more + "</decisionTable></decision></definitions>";
}

class DecisionsTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        accounts::Options cheap;
        cheap.argon2_kib = 64;
        cheap.argon2_passes = 1;
        accounts_ = std::make_unique<accounts::Accounts>(database(), *journal_, organisations_, clock_, random_, cheap);
        write("decisions/elder.dmn", model("elder", "60"));
        write("decisions/elder.tests.yaml",
              "tests:\n  - {name: 正好六十, decision: 优待, input: {年龄: 60, 本地: true}, expect: 是}\n");
        library_ = Library::load(pack(), clock_, findings_);
        for (const Finding& finding : findings_) ADD_FAILURE() << finding.to_string(Language::en);
        decisions_ = std::make_unique<Decisions>(Parts{database(), *journal_, library_, clock_});
        decisions_->add_routes(router_, *accounts_);
        approver_ = save("approver", kCivil, accounts::Role::approver);
        clerk_ = save("clerk", kCivil, accounts::Role::clerk);
    }
    void TearDown() override {
        decisions_.reset();
        accounts_.reset();
        journal_.reset();
        test::DatabaseTest::TearDown();
    }
    [[nodiscard]] std::filesystem::path pack() const { return folder().path() / "pack"; }
    void write(const std::string& name, const std::string& text) {
        std::filesystem::create_directories((pack() / name).parent_path());
        write_file_atomically(pack() / name, text);
    }
    std::string save(const char* id, const char* organisation, accounts::Role role) {
        accounts_->save({id, id, accounts::Kind::staff, organisation, {role}, ""}, "secret");
        return "yici_session=" + accounts_->sign_in(id, "secret", "127.0.0.1").token;
    }
    nlohmann::json ask(http::Method method, const std::string& path, const std::string& who,
                       const std::string& body = {}) {
        http::Request request;
        request.method = method;
        request.path = path.substr(0, path.find('?'));
        if (path.find('?') != std::string::npos) request.query = path.substr(path.find('?') + 1);
        request.body = body;
        request.headers.add("X-Yici", "1");
        if (!who.empty()) request.headers.add("Cookie", who);
        std::string allowed;
        const auto& route = router_.find(request, allowed);
        const http::Response response = route.handler(request);
        if (response.body.starts_with('<')) return response.body;
        return nlohmann::json::parse(response.body);
    }
    nlohmann::json get(const std::string& path) { return ask(http::Method::get, path, ""); }
    nlohmann::json post(const std::string& path, const std::string& who, const nlohmann::json& body) {
        return ask(http::Method::post, path, who, body.dump());
    }
    template <typename Work>
    std::string error_of(const Work& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.key();
        }
        return "none";
    }
    void used(const std::string& about, const std::string& department, Instant at, const std::string& inputs) {
        database().write([&](db::Transaction& transaction) {
            Use use;
            use.about = about;
            use.purpose = "eligibility";
            use.decision = "elder";
            use.department = department;
            use.answered_at = at;
            use.inputs = inputs;
            use.answer = "\"是\"";
            Decisions::keep(transaction, use);
        });
    }

    ManualClock clock_{*parse_instant("2018-06-12T01:00:00Z")};
    SystemRandom random_;
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    organisations::Directory organisations_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<accounts::Accounts> accounts_;
    std::vector<Finding> findings_;
    Library library_;
    std::unique_ptr<Decisions> decisions_;
    http::Router router_;
    std::string approver_, clerk_;
};

TEST_P(DecisionsTest, ShowsTheRulesTheirChecksAndTheirTests) {
    const auto page = get("/api/v1/decisions?size=5");
    ASSERT_EQ(page["total"], 1);
    EXPECT_EQ(page["items"][0]["id"], "elder");
    EXPECT_EQ(page["items"][0]["tests_passed"], 1);
    EXPECT_EQ(get("/api/v1/decisions?q=无此")["total"], 0);
    const auto one = get("/api/v1/decisions/优待");
    EXPECT_EQ(one["inputs"][0]["name"], "年龄");
    EXPECT_EQ(one["inputs"][1]["type"], "boolean");
    EXPECT_EQ(one["table"]["rules"][1]["inputs"][0], ">= 60");
    EXPECT_EQ(one["table"]["rules"][0]["annotations"][0], "年龄未到");
    EXPECT_EQ(one["checks"]["findings"].size(), 0U);
    EXPECT_EQ(one["test_cases"][0]["got"], "是");
    EXPECT_EQ(get("/api/v1/decisions/elder/model"), model("elder", "60"));
    EXPECT_EQ(error_of([&] { get("/api/v1/decisions/nothing"); }), "rules.unknown_decision");
}

TEST_P(DecisionsTest, AnswersAndSaysWhyInBothLanguages) {
    const auto answer = post("/api/v1/decisions/elder/evaluate", clerk_, {{"inputs", {{"年龄", 61}, {"本地", false}}}});
    EXPECT_EQ(answer["value"], "否");
    const auto& why = answer["explanation"];
    EXPECT_NE(why["text"].get<std::string>().find("第 2 条规则（是）只差一项：要求「本地」：是，实际为 否"),
              std::string::npos)
        << why["text"];
    EXPECT_NE(why["text_en"].get<std::string>().find("Rule 3 matched"), std::string::npos);
    const auto& table = why["decisions"][0]["tables"][0];
    EXPECT_EQ(table["matches"][0]["rule"], 3);
    ASSERT_EQ(table["near_misses"].size(), 2U);
    EXPECT_EQ(table["near_misses"][1]["input"], "本地");
    // Were the age another, the answer would be the same.
    EXPECT_EQ(table["decided_by"], nlohmann::json::array({"本地"}));
    const auto evaluate = [&](const std::string& who, const nlohmann::json& body) {
        return error_of([&] { post("/api/v1/decisions/elder/evaluate", who, body); });
    };
    EXPECT_EQ(evaluate("", {{"inputs", {{"年龄", 61}}}}), "accounts.not_signed_in");
    EXPECT_EQ(evaluate(clerk_, {{"inputs", {{"身高", 61}}}}), "decisions.unknown_input");
    EXPECT_EQ(evaluate(clerk_, {{"inputs", 7}}), "decisions.bad_request");
    EXPECT_EQ(evaluate(clerk_, nlohmann::json::array()), "decisions.bad_request");
}

TEST_P(DecisionsTest, WhatIfNamesTheCasesWhoseAnswerWouldChange) {
    const Instant now = clock_.now();
    used("c1", kCivil, now, R"({"年龄":64,"本地":true})");
    used("c2", kCivil, now, R"({"年龄":66,"本地":true})");
    used("c3", kCivil, now - std::chrono::hours(24 * 366), R"({"年龄":64,"本地":true})");
    used("c4", "113301000024800019", now, R"({"年龄":64,"本地":true})");
    journal_->flush();
    const uint64_t before = journal_->size();
    const auto found = post("/api/v1/decisions/elder/compare", approver_,
                            {{"dmn", model("elder", "65")}, {"inputs", {{{"年龄", 60}, {"本地", true}}}}});
    EXPECT_EQ(found["cases"], 2);
    EXPECT_EQ(found["cases_changed"], 1);
    EXPECT_EQ(found["given_changed"], 1);
    ASSERT_EQ(found["changed"].size(), 2U);
    EXPECT_EQ(found["changed"][0]["case"], "c1");
    EXPECT_EQ(found["changed"][0]["before"], "是");
    EXPECT_EQ(found["changed"][0]["after"], "否");
    EXPECT_EQ(found["changed"][1]["given"], 1);
    EXPECT_TRUE(found["checks"].empty());
    journal_->flush();
    EXPECT_EQ(journal_->size(), before + 1);

    // Used again, a case has one answer, the last one.
    used("c1", kCivil, now, R"({"年龄":70,"本地":true})");
    const auto same = post("/api/v1/decisions/elder/compare", approver_, {{"dmn", model("elder", "65")}});
    EXPECT_EQ(same["cases_changed"], 0);
    EXPECT_EQ(same["cases"], 2);
}

TEST_P(DecisionsTest, AChangedModelWithFaultsOrGapsSaysSo) {
    const auto compare = [&](const std::string& who, const std::string& dmn) {
        return error_of([&] { post("/api/v1/decisions/elder/compare", who, {{"dmn", dmn}, {"cases", false}}); });
    };
    EXPECT_EQ(compare(clerk_, model("elder", "65")), "accounts.not_allowed");
    EXPECT_EQ(compare(approver_, "<html/>"), "rules.not_dmn");
    EXPECT_EQ(compare(approver_, model("elder", "65 +")), "decisions.model_faulty");
    EXPECT_EQ(compare(approver_, model("other", "65")), "decisions.other_decision");
    std::string gap = model("elder", "60");
    gap.replace(gap.rfind("<text>false</text>"), 18, "<text>true</text>");
    const auto found = post("/api/v1/decisions/elder/compare", approver_, {{"dmn", gap}});
    EXPECT_EQ(found["checks"][0]["kind"], "gap");
    EXPECT_EQ(found["checks"][1]["kind"], "overlap");
}

TEST_P(DecisionsTest, OneIdNamesOneDecisionAndANameThatSeveralHaveIsRefused) {
    write("decisions/other.dmn", model("other", "70"));
    write("decisions/third.dmn", model("elder", "70"));
    const Library library = Library::load(pack(), clock_, findings_);
    ASSERT_EQ(findings_.size(), 1U);
    EXPECT_EQ(findings_[0].key, "decisions.twice");
    EXPECT_EQ(error_of([&] { (void)library.find("优待"); }), "decisions.ambiguous");
    EXPECT_EQ(library.find("other").model->checked.file.stem(), "other");
}

YICI_ON_BOTH_DATABASES(DecisionsTest);

TEST_P(DecisionsTest, ALineOfFeelIsTriedWithinABudget) {
    const auto line = [&](const std::string& who, const nlohmann::json& body) {
        return ask(http::Method::post, "/api/v1/feel", who, body.dump());
    };
    const auto fault_of = [&](const std::string& who, const nlohmann::json& body) {
        return error_of([&] { line(who, body); });
    };
    const nlohmann::json person{{"person", {{"first name", "李"}}}};
    const auto answer = line(clerk_, {{"expression", R"(person.first name + "!")"}, {"variables", person}});
    EXPECT_EQ(answer["value"], "李!") << answer.dump();
    EXPECT_EQ(answer["text"], "\"李!\"");
    EXPECT_EQ(answer["notes"].size(), 0U);
    EXPECT_GE(line(clerk_, {{"expression", R"(1 + "a")"}})["notes"].size(), 1U) << "null says why";
    EXPECT_EQ(fault_of(clerk_, {{"expression", "1 +"}}), "feel.syntax");
    const std::string run_away = "count(for a in 1..100000, b in 1..100000 return a * b)";
    EXPECT_EQ(fault_of(clerk_, {{"expression", run_away}}), "feel.budget_spent");
    EXPECT_EQ(fault_of(clerk_, {{"expression", 5}}), "decisions.bad_request");
    EXPECT_EQ(fault_of("", {{"expression", "1"}}), "accounts.not_signed_in");
}

}  // namespace
}  // namespace yici::decisions
