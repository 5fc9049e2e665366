#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "faults/aftermath.h"
#include "faults/load.h"
#include "faults/seed.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

int64_t from_environment(const char* name, int64_t fallback) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::atoll(text) : fallback;
}

std::string joined(const Aftermath::Faults& faults) {
    std::string text;
    for (size_t i = 0; i < std::min<size_t>(faults.size(), 20); ++i) text += "\n  " + faults[i];
    return text;
}

/// Waits for a number of steps by chance, on a busy machine no longer than a second, and a moment by chance.
void let_it_work(const Ledger& ledger, SeededRandom& random) {
    const uint64_t enough = ledger.steps() + random.below(40);
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (ledger.steps() < enough && std::chrono::steady_clock::now() < give_up) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(20'000)));
}

/// YICI_FAULT_ROUNDS kills (100), at moments that YICI_FAULT_SEED decides.
TEST(HundredKills, LoseNothingThatWasAcknowledged) {
    const int64_t rounds = from_environment("YICI_FAULT_ROUNDS", 100);
    const auto seed = static_cast<uint64_t>(from_environment("YICI_FAULT_SEED", std::random_device()()));
    std::cout << "seed " << seed << ", " << rounds << " kills" << std::endl;
    SCOPED_TRACE("YICI_FAULT_SEED=" + std::to_string(seed));
    SeededRandom random(seed);

    const TemporaryFolder folder;
    const auto persons = seed_node(folder.path());
    RunningNode node({folder.path(), "", 0});
    Ledger ledger;
    Aftermath aftermath(node, ledger);
    node.start();
    Load load(node, ledger, persons, random.next());
    for (int64_t round = 1; round <= rounds; ++round) {
        let_it_work(ledger, random);
        node.kill();
        ASSERT_EQ(joined(aftermath.after_kill()), "") << "after kill " << round;
        // Now and then while it is still putting things right from the last time.
        if (random.below(8) == 0) {
            node.spawn();
            std::this_thread::sleep_for(std::chrono::microseconds(random.below(400'000)));
            node.kill();
            ++round;
        }
        node.start();
        ASSERT_EQ(joined(aftermath.after_start()), "") << "after start " << round;
        ASSERT_EQ(joined(ledger.faults()), "") << "round " << round;
    }
    load.stop();
    EXPECT_EQ(joined(aftermath.after_start()), "");
    EXPECT_EQ(node.stop(), 0) << node.log();
    EXPECT_EQ(joined(aftermath.at_the_end("sqlite:" + (folder.path() / "yici.db").string())), "");
    EXPECT_EQ(joined(ledger.faults()), "");

    const auto cases = ledger.cases();
    const auto decided = std::ranges::count(cases, "10", [](const auto& item) { return item.second.state; });
    std::cout << cases.size() << " cases acknowledged, " << decided << " decided, " << ledger.calls().size()
              << " calls answered, " << ledger.session_count() << " sign-ins, " << load.told_unavailable()
              << " times unavailable; " << aftermath.entries() << " journal entries" << std::endl;
    EXPECT_GT(cases.size(), static_cast<size_t>(rounds));
    EXPECT_GT(decided, rounds / 2);
    EXPECT_GT(ledger.calls().size(), static_cast<size_t>(rounds));
}

}  // namespace
}  // namespace yici::test
