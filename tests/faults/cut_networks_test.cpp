#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "faults/aftermath.h"
#include "faults/faulty_department.h"
#include "faults/load.h"
#include "faults/seed.h"
#include "foundation/base/error.h"
#include "support/postgres_server.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

using Mood = FaultyDepartment::Mood;
constexpr auto kPatience = std::chrono::seconds(60);

/// A window that takes cases whose household register and photo come from the police, the assessment from the registry.
class CutDepartment : public ::testing::Test {
  protected:
    CutDepartment() : persons_(seed_node(folder_.path())), node_({folder_.path(), "", department_.port()}) {
        node_.start();
        EXPECT_EQ(clerk_.sign_in(kClerk).status, 201);
    }

    std::string receive() {
        const std::string key = "cut-" + std::to_string(++count_);
        const Reply reply =
            clerk_.post("/api/v1/cases",
                        std::string(R"({"matter":")") + kDisabilityMatter + R"(","subject":")" + persons_.front() +
                            R"(","channel":"8","form":{"contact_mobile":"13900001111"}})",
                        key);
        EXPECT_EQ(reply.status, 201) << reply.body;
        return parse_case(reply.body).number;
    }

    /// Fetches once what is not there yet and waits for the outcome.
    GatheringView gather(const std::string& number) {
        const std::string path = "/api/v1/cases/" + number;
        const Reply asked = clerk_.post(path + "/gather", "{}");
        EXPECT_EQ(asked.status, 202) << asked.body;
        GatheringView view;
        const auto give_up = std::chrono::steady_clock::now() + kPatience;
        while (!view.done) {
            if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error("never done");
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            const Reply reply = clerk_.get(path + "/gathering");
            if (reply.status != 200) throw std::runtime_error(reply.body);
            view = parse_gathering(reply.body);
        }
        return view;
    }

    /// What the clerk sees while the department misbehaves, and that all is well as soon as it is back.
    void expect_named(Mood mood, const char* reason) {
        SCOPED_TRACE(reason);
        const std::string number = receive();
        department_.become(mood);
        const GatheringView cut = gather(number);
        for (const char* material : {"household", "photo"}) {
            EXPECT_EQ(cut.of(material).status, "failed") << material;
            EXPECT_EQ(cut.of(material).note, message(reason, Language::zh)) << material;
        }
        EXPECT_EQ(cut.of("identity").status, "present");
        EXPECT_EQ(cut.of("assessment").status, "present") << "what comes from elsewhere is not touched";
        department_.become(Mood::works);
        EXPECT_TRUE(gather(number).settled());
    }

    TemporaryFolder folder_;
    FaultyDepartment department_;
    std::vector<std::string> persons_;
    RunningNode node_;
    http::Client client_;
    Session clerk_{node_, client_};
    int count_ = 0;
};

TEST_F(CutDepartment, EveryWayOfFailingIsNamedAndTouchesNothingElse) {
    expect_named(Mood::refuses, "exchange.provider_unreachable");
    expect_named(Mood::garbage, "exchange.provider_bad_answer");
    expect_named(Mood::nonsense, "exchange.provider_bad_answer");
    expect_named(Mood::breaks, "exchange.provider_bad_answer");
    expect_named(Mood::floods, "exchange.provider_bad_answer");
    expect_named(Mood::hangs, "exchange.provider_timed_out");
}

TEST_F(CutDepartment, TheCircuitOpensAndClosesAgain) {
    const std::string number = receive();
    department_.become(Mood::refuses);
    const std::string open(message("exchange.circuit_open", Language::zh));
    GatheringView view;
    for (int i = 0; i < 5 && view.of("photo").note != open; ++i) view = gather(number);
    EXPECT_EQ(view.of("photo").note, open);
    EXPECT_EQ(view.of("photo").status, "failed");
    EXPECT_EQ(view.of("assessment").status, "present");

    department_.become(Mood::works);
    const int64_t before = department_.requests();
    view = gather(number);
    EXPECT_EQ(view.of("photo").note, open) << "an open circuit is not asked";
    EXPECT_EQ(department_.requests(), before);
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (!view.settled() && std::chrono::steady_clock::now() < give_up) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        view = gather(number);
    }
    EXPECT_TRUE(view.settled()) << view.of("photo").note;
    EXPECT_GT(department_.requests(), before);
}

/// The database server goes away under load and comes back; the node goes on without being started again.
TEST(CutDatabase, IsSaidClearlyAndLosesNothing) {
    if (!std::filesystem::exists("/usr/lib/postgresql")) GTEST_SKIP() << "skipped: PostgreSQL is not installed";
    PostgresServer server;
    const TemporaryFolder folder;
    const std::string url = "postgresql:" + server.address();
    const auto persons = seed_node(folder.path(), url);
    RunningNode node({folder.path(), url, 0});
    node.start();
    Ledger ledger;
    Aftermath aftermath(node, ledger);
    Load load(node, ledger, persons, 7);
    http::Client client;
    Session clerk(node, client);
    ASSERT_EQ(clerk.sign_in(kClerk).status, 201);
    const auto wait_for_cases = [&](size_t count) {
        const auto give_up = std::chrono::steady_clock::now() + kPatience;
        while (ledger.cases().size() < count && std::chrono::steady_clock::now() < give_up) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return ledger.cases().size();
    };
    for (int round = 1; round <= 5; ++round) {
        const size_t before = ledger.cases().size();
        ASSERT_GE(wait_for_cases(before + 5), before + 5) << "it works again" << node.log();
        server.stop();
        const Reply reply = clerk.get("/api/v1/cases");
        EXPECT_EQ(reply.status, 503) << reply.body;
        EXPECT_EQ(reply.key(), "db.unreachable");
        server.start();
    }
    const size_t before = ledger.cases().size();
    EXPECT_GE(wait_for_cases(before + 5), before + 5);
    load.stop();
    EXPECT_EQ(aftermath.after_start(), Aftermath::Faults());
    EXPECT_EQ(node.stop(), 0);
    EXPECT_EQ(aftermath.at_the_end(url), Aftermath::Faults());
    EXPECT_EQ(ledger.faults(), std::vector<std::string>());
}

}  // namespace
}  // namespace yici::test
