#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "faults/ledger.h"
#include "faults/running_node.h"
#include "foundation/base/random.h"
#include "foundation/http/client.h"

namespace yici::test {

/// Clients of every kind, each on a thread of its own, that go on whatever happens to the node: who got no answer asks
/// again with the same key, and everything that was told goes into the ledger.
class Load {
  public:
    struct Strength {
        int desks = 3;
        int systems = 1;
        int sign_ins = 1;
    };

    Load(const RunningNode& node, Ledger& ledger, std::vector<std::string> persons, uint64_t seed,
         const Strength& strength);
    Load(const RunningNode& node, Ledger& ledger, std::vector<std::string> persons, uint64_t seed)
        : Load(node, ledger, std::move(persons), seed, Strength()) {}
    ~Load() { stop(); }
    /// Lets every client end what it is at; the node must be running.
    void stop();

    /// How often a client was told "try again later" by a clear problem.
    [[nodiscard]] int64_t told_unavailable() const { return unavailable_; }

  private:
    class Desk;
    void work_as_system(int index, uint64_t seed);
    void work_as_staff(uint64_t seed);
    [[nodiscard]] bool may_go_on() const { return !stopping_; }
    /// Waits a moment when no answer came or the node said to try later; true when the answer stands.
    bool stands(const Reply& reply);

    const RunningNode& node_;
    Ledger& ledger_;
    const std::vector<std::string> persons_;
    http::Client client_;
    std::atomic<bool> stopping_ = false;
    std::atomic<int64_t> unavailable_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace yici::test
