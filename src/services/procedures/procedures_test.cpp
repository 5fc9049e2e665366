#include "services/procedures/procedures.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "foundation/base/files.h"
#include "foundation/base/random.h"
#include "foundation/base/text.h"
#include "support/databases.h"

namespace yici::procedures {
namespace {

constexpr const char* kCivil = "11330106MB1000184X";

constexpr const char* kApplicant = "110105194912310021";

constexpr const char* kModel =
    R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yici="urn:yici:procedure:1">
<process id="review" name="审查" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>
<businessRuleTask id="rule" yici:decision="Level" yici:result="level"/>
<userTask id="check" name="初审" yici:organisation="11330106MB1000184X" yici:role="clerk" yici:days="3"/>
<exclusiveGateway id="g" default="no"/>
<userTask id="decide" yici:organisation="11330106MB1000184X" yici:role="approver"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="rule"/><sequenceFlow id="f2" sourceRef="rule" targetRef="check"/>
<sequenceFlow id="f3" sourceRef="check" targetRef="g"/><sequenceFlow id="f4" sourceRef="decide" targetRef="e"/>
<sequenceFlow id="yes" sourceRef="g" targetRef="decide">
<conditionExpression>level = "high"</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="g" targetRef="e"/></process></definitions>)";

constexpr const char* kWithForm =
    R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yici="urn:yici:procedure:1">
<process id="look" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>
<userTask id="look" yici:organisation="11330106MB1000184X" yici:role="clerk" yici:form="look">
<extensionElements><yici:output source="=agree" target="granted"/>
<yici:output source="=if note = null then &quot;none&quot; else note" target="opinion"/></extensionElements></userTask>
<sequenceFlow id="f1" sourceRef="s" targetRef="look"/><sequenceFlow id="f2" sourceRef="look" targetRef="e"/>
</process></definitions>)";

constexpr const char* kLook = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"查看",
"x-title-en":"Look","type":"object","properties":{"agree":{"type":"boolean","title":"同意","x-title-en":"Agree"},
"note":{"type":"string","title":"意见","x-title-en":"Note","maxLength":20}},"required":["agree"],
"additionalProperties":false})";

/// The only decision that the procedure asks.
class Levels final : public process::DecisionRunner {
  public:
    [[nodiscard]] feel::Value decide(std::string_view decision, const feel::Context& variables, feel::Run&,
                                     process::Decided&) const override {
        if (decision != "Level") throw Error(ErrorKind::not_found, "rules.unknown_decision", std::string(decision));
        const feel::Value* const amount = variables.find("amount");
        const bool high = amount != nullptr && amount->number() != nullptr && amount->to_string().size() > 2;
        return high ? "high" : "low";
    }
};

class ProceduresTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        calendar_ = codes::WorkingCalendar::load("packs/zhejiang/calendars", findings_);
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
        accounts::Options cheap;
        cheap.argon2_kib = 64;
        cheap.argon2_passes = 1;
        accounts_ = std::make_unique<accounts::Accounts>(database(), *journal_, organisations_, clock_, random_, cheap);
        procedures_ = std::make_unique<Procedures>(
            Parts{database(), *journal_, calendar_, organisations_, clock_, decisions_, forms_,
                  [](const accounts::Account& by, std::string_view number) {
                      if (by.kind == accounts::Kind::citizen && by.subject != kApplicant)
                          throw Error(ErrorKind::not_found, "cases.not_found", std::string(number));
                  },
                  nullptr});
        std::filesystem::create_directories(pack() / "procedures");
        write_file_atomically(pack() / "procedures/review.bpmn", kModel);
        procedures_->load_pack(pack(), findings_);
        for (const Finding& finding : findings_) ADD_FAILURE() << finding.to_string(Language::en);
        procedures_->add_routes(router_, *accounts_);
        clerk_ = save("clerk", accounts::Role::clerk);
        approver_ = save("approver", accounts::Role::approver);
        operator_ = save("operator", accounts::Role::operator_);
    }
    void TearDown() override {
        procedures_.reset();
        accounts_.reset();
        journal_.reset();
        test::DatabaseTest::TearDown();
    }
    [[nodiscard]] std::filesystem::path pack() const { return folder().path() / "pack"; }

    std::string save(const char* id, accounts::Role role) {
        accounts_->save({id, id, accounts::Kind::staff, kCivil, {role}, ""}, "secret");
        return "yici_session=" + accounts_->sign_in(id, "secret", "127.0.0.1").token;
    }
    nlohmann::json ask(http::Method method, const std::string& path, const std::string& who,
                       const std::string& body = {}, const std::string& key = {}) {
        http::Request request;
        request.method = method;
        request.path = path.substr(0, path.find('?'));
        if (path.find('?') != std::string::npos) request.query = path.substr(path.find('?') + 1);
        request.body = body;
        request.headers.add("X-Yici", "1");
        request.headers.add("Cookie", who);
        if (!key.empty()) request.headers.add("Idempotency-Key", key);
        std::string allowed;
        return nlohmann::json::parse(router_.find(request, allowed).handler(request).body);
    }
    nlohmann::json post(const std::string& path, const std::string& who, const std::string& body = "{}",
                        const std::string& key = {}) {
        return ask(http::Method::post, path, who, body, key);
    }
    nlohmann::json get(const std::string& path, const std::string& who) { return ask(http::Method::get, path, who); }
    std::string error_of(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.key();
        }
        return "nothing thrown";
    }

    ManualClock clock_{*parse_instant("2018-06-12T01:00:00Z")};
    SystemRandom random_;
    std::vector<Finding> findings_;
    codes::WorkingCalendar calendar_;
    organisations::Directory organisations_;
    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<accounts::Accounts> accounts_;
    Levels decisions_;
    forms::Forms forms_;
    std::unique_ptr<Procedures> procedures_;
    http::Router router_;
    std::string clerk_, approver_, operator_;
};
YICI_ON_BOTH_DATABASES(ProceduresTest);

TEST_P(ProceduresTest, ACaseGoesThroughItsProcedureAtTheApi) {
    const auto models = get("/api/v1/procedures", clerk_);
    ASSERT_EQ(models["total"], 1);
    const std::string model = std::to_string(models["items"][0]["id"].get<int64_t>());
    const std::string body = R"({"key":"3301061806120000012","variables":{"amount":500}})";
    const auto made = post("/api/v1/procedures/" + model + "/instances", clerk_, body, "k1");
    EXPECT_EQ(post("/api/v1/procedures/" + model + "/instances", clerk_, body, "k1")["id"], made["id"]);
    EXPECT_EQ(error_of([&] { post("/api/v1/procedures/" + model + "/instances", clerk_, "{}", "k1"); }),
              "procedures.key_reused");
    EXPECT_EQ(made["state"], "running");
    EXPECT_EQ(made["tokens"][0]["element"], "check");

    const auto tasks = get("/api/v1/tasks", clerk_);
    ASSERT_EQ(tasks["total"], 1);
    EXPECT_EQ(tasks["items"][0]["name"], "初审");
    EXPECT_EQ(tasks["items"][0]["light"], "green");
    EXPECT_EQ(get("/api/v1/tasks", approver_)["total"], 0);
    const std::string task = "/api/v1/tasks/" + std::to_string(tasks["items"][0]["id"].get<int64_t>());
    EXPECT_EQ(error_of([&] { post(task + "/claim", approver_); }), "procedures.not_for_you");
    EXPECT_EQ(error_of([&] { get(task, approver_); }), "procedures.not_for_you");
    EXPECT_EQ(post(task + "/claim", clerk_)["assignee"], "clerk");
    EXPECT_EQ(get(task, clerk_)["variables"]["level"], "high") << "the decision has run";
    EXPECT_EQ(post(task + "/complete", clerk_, R"({"outputs":{"opinion":"齐全"}})")["state"], "done");
    ASSERT_EQ(get("/api/v1/tasks", approver_)["total"], 1);

    const auto seen = get("/api/v1/procedure-instances?key=3301061806120000012", approver_);
    EXPECT_EQ(seen["items"][0]["tokens"][0]["element"], "decide");
    EXPECT_FALSE(seen["items"][0].contains("variables"));
    EXPECT_EQ(get("/api/v1/procedures/" + model + "/heat", approver_)["items"][0]["done"], 1);
    journal_->flush();
    EXPECT_GE(journal_->size(), 4U);
}

TEST_P(ProceduresTest, TheTasksOfACaseAreListedForAllAndHandedToColleaguesAlone) {
    const auto model = std::to_string(get("/api/v1/procedures", clerk_)["items"][0]["id"].get<int64_t>());
    post("/api/v1/procedures/" + model + "/instances", clerk_, R"({"key":"c7","variables":{"amount":5}})");
    const std::string second = save("clerk2", accounts::Role::clerk);
    const auto seen = get("/api/v1/tasks?case=c7", approver_);
    ASSERT_EQ(seen["total"], 1);
    EXPECT_EQ(seen["items"][0]["case"], "c7");
    EXPECT_FALSE(seen["items"][0]["mine"]) << "it is a clerk's";
    EXPECT_TRUE(get("/api/v1/tasks?case=c7", clerk_)["items"][0]["mine"]);
    EXPECT_EQ(get("/api/v1/tasks?case=c8", clerk_)["total"], 0);
    const std::string task = "/api/v1/tasks/" + std::to_string(seen["items"][0]["id"].get<int64_t>());
    for (const char* nobody : {"nobody", "approver"}) {
        EXPECT_EQ(error_of([&] { post(task + "/transfer", clerk_, std::string(R"({"to":")") + nobody + "\"}"); }),
                  "procedures.no_such_colleague");
    }
    EXPECT_EQ(post(task + "/transfer", clerk_, R"({"to":"clerk2"})")["assignee"], "clerk2");
    EXPECT_FALSE(get("/api/v1/tasks?case=c7", clerk_)["items"][0]["mine"]);
    EXPECT_EQ(post(task + "/complete", second, R"({"outputs":{"opinion":"x"}})")["done_by"], "clerk2");
}

TEST_P(ProceduresTest, ATaskIsNotDoneWhileItsCaseIsSuspendedByHand) {
    const auto model = std::to_string(get("/api/v1/procedures", clerk_)["items"][0]["id"].get<int64_t>());
    const auto made =
        post("/api/v1/procedures/" + model + "/instances", clerk_, R"({"key":"c1","variables":{"amount":5}})");
    const std::string one = "/api/v1/procedure-instances/" + std::to_string(made["id"].get<int64_t>());
    const std::string task =
        "/api/v1/tasks/" + std::to_string(get("/api/v1/tasks", clerk_)["items"][0]["id"].get<int64_t>());
    post(one + "/suspend-clocks", operator_);
    EXPECT_TRUE(get(task, clerk_)["suspended"]);
    EXPECT_EQ(error_of([&] { post(task + "/complete", clerk_); }), "procedures.suspended");
    post(one + "/resume-clocks", operator_);
    EXPECT_EQ(post(task + "/complete", clerk_)["state"], "done");
}

/// Steps are not serializable: what is asked twice at the same moment must still be done once.
TEST_P(ProceduresTest, TheSameRequestFromManyAtOnceIsDoneOnce) {
    const auto model = std::to_string(get("/api/v1/procedures", clerk_)["items"][0]["id"].get<int64_t>());
    for (int round = 0; round < 5; ++round) {
        const std::string key = "many-" + std::to_string(round);
        post("/api/v1/procedures/" + model + "/instances", clerk_,
             R"({"key":")" + key + R"(","variables":{"amount":500}})");
        const std::string task =
            "/api/v1/tasks/" +
            std::to_string(get("/api/v1/tasks?case=" + key, clerk_)["items"][0]["id"].get<int64_t>());
        std::vector<std::string> states(6);
        std::vector<std::thread> callers(states.size());
        for (size_t i = 0; i < states.size(); ++i) {
            callers[i] = std::thread([&, i] {
                try {
                    states[i] = post(task + "/complete", clerk_, "{}", key)["state"].get<std::string>();
                } catch (const Error& error) {
                    states[i] = error.key();
                }
            });
        }
        for (std::thread& one : callers) one.join();
        for (const std::string& state : states) EXPECT_EQ(state, "done");
        EXPECT_EQ(get("/api/v1/tasks?case=" + key, clerk_)["total"], 1) << "one step further, not two";
    }
}

TEST_P(ProceduresTest, OperatorsMendAndCancel) {
    const auto model = std::to_string(get("/api/v1/procedures", clerk_)["items"][0]["id"].get<int64_t>());
    const auto made =
        post("/api/v1/procedures/" + model + "/instances", clerk_, R"({"key":"c1","variables":{"amount":5}})");
    const std::string one = "/api/v1/procedure-instances/" + std::to_string(made["id"].get<int64_t>());
    EXPECT_EQ(error_of([&] { post(one + "/cancel", clerk_, R"({"reason":"x"})"); }), "accounts.not_allowed");
    EXPECT_TRUE(post(one + "/suspend-clocks", operator_)["clocks_stand"]);
    EXPECT_FALSE(post(one + "/resume-clocks", operator_)["clocks_stand"]);
    EXPECT_EQ(post(one + "/migration-check", operator_, "{\"target\":" + model + "}")["total"], 0);
    EXPECT_EQ(get("/api/v1/procedure-incidents", operator_)["total"], 0);
    EXPECT_EQ(post(one + "/cancel", operator_, R"({"reason":"withdrawn"})")["state"], "cancelled");
    EXPECT_EQ(error_of([&] { get("/api/v1/procedure-instances/99", clerk_); }), "procedures.not_found");
    EXPECT_EQ(error_of([&] { post(one + "/cancel", operator_, "[]"); }), "procedures.bad_request");
}

TEST_P(ProceduresTest, AnIncidentIsMendedWithAReasonThatStays) {
    const auto model = std::to_string(get("/api/v1/procedures", clerk_)["items"][0]["id"].get<int64_t>());
    const auto made = post("/api/v1/procedures/" + model + "/instances", clerk_, R"({"key":"c1","variables":{}})");
    const std::string instance = "/api/v1/procedure-instances/" + std::to_string(made["id"].get<int64_t>());
    const auto task = get("/api/v1/tasks", clerk_)["items"][0]["id"].get<int64_t>();
    post("/api/v1/tasks/" + std::to_string(task) + "/complete", clerk_, R"({"outputs":{"level":5}})");
    const auto listed = get("/api/v1/procedure-incidents", operator_)["items"];
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["case"], "c1");
    EXPECT_FALSE(listed[0]["text"].get<std::string>().empty()) << listed[0].dump();
    EXPECT_FALSE(listed[0].contains("variables")) << "a list shows no personal data";
    const std::string one = "/api/v1/procedure-incidents/" + std::to_string(listed[0]["id"].get<int64_t>());
    const auto seen = get(one, operator_);
    EXPECT_EQ(seen["variables"]["level"], 5);
    ASSERT_EQ(seen["flows"].size(), 2U);
    EXPECT_EQ(seen["flows"][0]["to"], "decide");
    EXPECT_EQ(error_of([&] { get(one, clerk_); }), "accounts.not_allowed");
    EXPECT_EQ(error_of([&] { post(one + "/skip", operator_, R"({"flow":"no"})"); }), "process.reason_missing");
    post(one + "/retry", operator_, R"({"reason":"typed as a number","variables":{"level":"high"}})");
    EXPECT_EQ(get("/api/v1/procedure-incidents", operator_)["total"], 0);
    EXPECT_EQ(error_of([&] { get(one, operator_); }), "procedures.not_found");
    const auto after = get(instance, clerk_);
    EXPECT_EQ(after["tokens"][0]["element"], "decide");
    ASSERT_EQ(after["interventions"].size(), 1U);
    EXPECT_EQ(after["interventions"][0]["action"], "retry");
    EXPECT_EQ(after["interventions"][0]["reason"], "typed as a number");
    EXPECT_EQ(after["people"]["clerk"], "*lerk") << "colleagues are shown masked";
}

TEST_P(ProceduresTest, WhatRunsIsCountedAndListedByModel) {
    const auto model = get("/api/v1/procedures", clerk_)["items"][0]["id"].get<int64_t>();
    for (const char* key : {"c1", "c2", "c3"}) {
        post("/api/v1/procedures/" + std::to_string(model) + "/instances", clerk_,
             std::string(R"({"key":")") + key + R"("})");
    }
    EXPECT_EQ(get("/api/v1/procedures", clerk_)["items"][0]["running"], 3);
    const auto second = get("/api/v1/procedure-instances?size=2&page=2&model=" + std::to_string(model), clerk_);
    EXPECT_EQ(second["total"], 3);
    ASSERT_EQ(second["items"].size(), 1U);
    EXPECT_EQ(second["items"][0]["key"], "c3");
    EXPECT_EQ(error_of([&] { get("/api/v1/procedure-instances", clerk_); }), "procedures.which_instances");
}

TEST_P(ProceduresTest, TheApplicantSeesStepsWithoutNames) {
    const auto model = std::to_string(get("/api/v1/procedures", clerk_)["items"][0]["id"].get<int64_t>());
    post("/api/v1/procedures/" + model + "/instances", clerk_, R"({"key":"c1","variables":{"amount":500}})");
    const auto task = get("/api/v1/tasks", clerk_)["items"][0]["id"].get<int64_t>();
    post("/api/v1/tasks/" + std::to_string(task) + "/complete", clerk_);
    accounts_->save({"elder", "陈桂花", accounts::Kind::citizen, "", {}, kApplicant}, "secret");
    const std::string elder = "yici_session=" + accounts_->sign_in("elder", "secret", "127.0.0.1").token;
    const auto steps = get("/api/v1/cases/c1/steps", elder);
    ASSERT_EQ(steps["total"], 2) << steps.dump();
    EXPECT_EQ(steps["items"][0]["name"], "初审");
    EXPECT_EQ(steps["items"][0]["state"], "done");
    EXPECT_EQ(steps["items"][1]["state"], "open");
    EXPECT_EQ(steps.dump().find("clerk"), std::string::npos) << steps.dump();
    accounts_->save({"other", "别人", accounts::Kind::citizen, "", {}, "330106199001011230"}, "secret");
    const std::string other = "yici_session=" + accounts_->sign_in("other", "secret", "127.0.0.1").token;
    EXPECT_EQ(error_of([&] { get("/api/v1/cases/c1/steps", other); }), "cases.not_found");
}

TEST_P(ProceduresTest, ADrawingIsCheckedWithoutBeingKept) {
    std::string body = R"({"xml":)";
    append_json_string(body,
                       R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
<process id="p" name="P"><startEvent id="s"/><complexGateway id="g"/>
<sequenceFlow id="f" sourceRef="s" targetRef="g"/></process></definitions>)");
    const auto checked = post("/api/v1/procedures/check", clerk_, body + "}");
    EXPECT_EQ(checked["procedures"][0]["runs"], false) << checked.dump();
    ASSERT_EQ(checked["not_executable"].size(), 1U) << checked.dump();
    EXPECT_EQ(checked["not_executable"][0]["procedure"], "p");
    EXPECT_EQ(checked["not_executable"][0]["line"], 2) << checked.dump();
    EXPECT_EQ(get("/api/v1/procedures", clerk_)["total"], 1);
    EXPECT_EQ(error_of([&] { post("/api/v1/procedures/check", clerk_, R"({"xml":"<!DOCTYPE a><a/>"})"); }),
              "process.xml_refused");
}

TEST_P(ProceduresTest, APacksFaultsAreFindings) {
    write_file_atomically(pack() / "procedures/wrong.bpmn", "<html/>");
    std::vector<Finding> findings;
    EXPECT_EQ(check_pack(pack(), forms_, findings).size(), 1U) << "the sound one";
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].key, "process.no_bpmn");
    procedures_->load_pack(pack(), findings);
    EXPECT_EQ(findings.size(), 2U);
}

TEST_P(ProceduresTest, ATaskTakesTheAnswersOfItsForm) {
    write_file_atomically(pack() / "procedures/look.bpmn", kWithForm);
    procedures_->load_pack(pack(), findings_);
    ASSERT_TRUE(findings_.empty()) << findings_[0].to_string(Language::en);
    const auto models = get("/api/v1/procedures", clerk_)["items"];
    const auto& look = models[0]["key"] == "look" ? models[0] : models[1];
    const std::string model = std::to_string(look["id"].get<int64_t>());
    post("/api/v1/procedures/" + model + "/instances", clerk_, R"({"key":"c1"})");
    const std::string task =
        "/api/v1/tasks/" + std::to_string(get("/api/v1/tasks", clerk_)["items"][0]["id"].get<int64_t>());
    const auto complete = [&](const std::string& body) { return post(task + "/complete", clerk_, body); };
    post(task + "/claim", clerk_);

    EXPECT_EQ(error_of([&] { complete(R"({"answers":{"agree":true}})"); }), "procedures.form_missing");
    std::filesystem::create_directories(pack() / "forms");
    write_file_atomically(pack() / "forms/look.json", kLook);
    forms_ = forms::Forms::load(pack(), findings_);
    ASSERT_TRUE(findings_.empty()) << findings_[0].to_string(Language::en);
    EXPECT_EQ(get(task, clerk_)["schema"]["title"], "查看");

    EXPECT_EQ(error_of([&] { complete(R"({"outputs":{"granted":true}})"); }), "procedures.answers_needed");
    EXPECT_EQ(complete(R"({"answers":{"note":"齐全"}})")["errors"][0]["pointer"], "/agree");
    EXPECT_EQ(get(task, clerk_)["state"], "open") << "nothing is done by a refused answer";
    EXPECT_EQ(complete(R"({"answers":{"agree":true}})")["state"], "done");
    EXPECT_EQ(get(task, clerk_)["answers"], nlohmann::json::parse(R"({"agree":true})"));
    const auto variables = get(task, clerk_)["variables"];
    EXPECT_EQ(variables["granted"], true);
    EXPECT_EQ(variables["opinion"], "none") << "a field left open is null to the outputs";
    EXPECT_FALSE(variables.contains("agree"));
}

TEST_P(ProceduresTest, ATaskWithoutAFormTakesNoAnswers) {
    const std::string model = std::to_string(get("/api/v1/procedures", clerk_)["items"][0]["id"].get<int64_t>());
    post("/api/v1/procedures/" + model + "/instances", clerk_, R"({"key":"c1","variables":{"amount":500}})");
    const std::string task =
        "/api/v1/tasks/" + std::to_string(get("/api/v1/tasks", clerk_)["items"][0]["id"].get<int64_t>());
    post(task + "/claim", clerk_);
    EXPECT_EQ(error_of([&] { post(task + "/complete", clerk_, R"({"answers":{"agree":true}})"); }),
              "procedures.no_form");
}

TEST_P(ProceduresTest, AFormNobodyHasAndAnOutputNobodyGivesAreFindings) {
    write_file_atomically(pack() / "procedures/look.bpmn", kWithForm);
    const auto found = [&] {
        std::vector<Finding> findings;
        (void)check_pack(pack(), forms_, findings);
        std::string shown;
        for (const Finding& it : findings) shown += std::to_string(it.line) + " " + it.key + " " + it.detail + "\n";
        return shown;
    };
    EXPECT_EQ(found(), "3 forms.unknown_form look: look\n");
    std::filesystem::create_directories(pack() / "forms");
    write_file_atomically(pack() / "forms/look.json", kLook);
    forms_ = forms::Forms::load(pack(), findings_);
    EXPECT_EQ(found(), "");
    std::string wrong = kWithForm;
    wrong.replace(wrong.find("=agree"), 6, "=agreed");
    write_file_atomically(pack() / "procedures/look.bpmn", wrong);
    EXPECT_EQ(found(), "3 procedures.output_unknown look: agreed (look)\n");
}

}  // namespace
}  // namespace yici::procedures
