#include <gtest/gtest.h>
#include <sys/resource.h>

#include "faults/aftermath.h"
#include "faults/load.h"
#include "faults/seed.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(60);

class FullDisk : public ::testing::Test {
  protected:
    FullDisk() : persons_(seed_node(folder_.path())), node_({folder_.path(), "", 0}) { node_.start(); }

    Reply receive(Session& clerk, const std::string& key) {
        return clerk.post("/api/v1/cases",
                          std::string(R"({"matter":")") + kRentMatter + R"(","subject":")" + persons_.front() +
                              R"(","channel":"8","form":{"bank_card":"6222020200012345678","amount_fen":120000}})",
                          key);
    }

    /// Goes on until enough more cases and calls were acknowledged.
    bool makes_progress() {
        const size_t cases = ledger_.cases().size() + 10;
        const size_t calls = ledger_.calls().size() + 10;
        const auto give_up = std::chrono::steady_clock::now() + kPatience;
        while (ledger_.cases().size() < cases || ledger_.calls().size() < calls) {
            if (std::chrono::steady_clock::now() > give_up) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    TemporaryFolder folder_;
    std::vector<std::string> persons_;
    RunningNode node_;
    Ledger ledger_;
    http::Client client_;
};

TEST_F(FullDisk, IsSaidClearlyLosesNothingAndPasses) {
    Aftermath aftermath(node_, ledger_);
    Session clerk(node_, client_);
    ASSERT_EQ(clerk.sign_in(kClerk).status, 201);
    Load load(node_, ledger_, persons_, 11);
    for (int round = 0; round < 3; ++round) {
        ASSERT_TRUE(makes_progress()) << node_.log();
        const auto live = ledger_.live_case(0);
        ASSERT_TRUE(live);
        node_.limit_files(4096);
        const std::string key = "full-" + std::to_string(round);
        const Reply refused = receive(clerk, key);
        EXPECT_EQ(refused.status, 503) << refused.body;
        EXPECT_EQ(refused.key(), "db.disk_full");
        const Reply call =
            send_call(node_, client_, make_call("full-" + std::to_string(round), live->first, live->second));
        EXPECT_EQ(call.status, 503) << call.body;
        EXPECT_EQ(call.key(), "journal.disk_full");
        EXPECT_EQ(clerk.get("/api/v1/cases/" + live->first).status, 200) << "reading goes on";
        node_.limit_files(RLIM_INFINITY);
        const Reply again = receive(clerk, key);
        EXPECT_EQ(again.status, 201) << again.body;
        ledger_.told(key, persons_.front(), parse_case(again.body));
    }
    EXPECT_TRUE(makes_progress()) << "without being started again" << node_.log();
    // And when it is killed while there is no room.
    node_.limit_files(4096);
    EXPECT_EQ(receive(clerk, "full-last").status, 503);
    node_.kill();
    EXPECT_EQ(aftermath.after_kill(), Aftermath::Faults());
    node_.start();
    EXPECT_TRUE(makes_progress());
    load.stop();
    EXPECT_EQ(aftermath.after_start(), Aftermath::Faults());
    EXPECT_EQ(node_.stop(), 0);
    EXPECT_EQ(aftermath.at_the_end("sqlite:" + (folder_.path() / "yici.db").string()), Aftermath::Faults());
    EXPECT_EQ(ledger_.faults(), std::vector<std::string>());
    EXPECT_GT(load.told_unavailable(), 0);
}

}  // namespace
}  // namespace yici::test
