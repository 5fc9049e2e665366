#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

#include "foundation/base/clock.h"

namespace yici::exchange {

/// Remembers requests for as long as their time would be accepted, in bounded memory: two generations of 64-bit
/// fingerprints. When the younger is full before its time, the older is forgotten early, and requests that are old
/// enough to be among the forgotten ones are refused: memory bounds the accepted age, never the safety.
class ReplayGuard {
  public:
    /// A request signed at T is accepted while now is in [T - ahead, T + behind].
    ReplayGuard(size_t memory, std::chrono::seconds behind, std::chrono::seconds ahead);

    enum class Verdict { fresh, outside, replayed };
    /// Remembers the request when it is fresh.
    [[nodiscard]] Verdict check(uint64_t fingerprint, Instant signed_at, Instant now);
    /// Remembers a request of before the start, received at that moment.
    void recall(uint64_t fingerprint, Instant received);
    /// What was signed at or before this moment may be forgotten, and is outside from now on.
    void forget_until(Instant horizon);
    /// Only whether the time is acceptable.
    [[nodiscard]] bool in_time(Instant signed_at, Instant now) const;

  private:
    struct Generation {
        std::vector<uint64_t> slots;
        size_t count = 0;
        Instant began{};
        Instant newest{};  // latest signing time in it

        [[nodiscard]] bool holds(uint64_t fingerprint) const;
        void insert(uint64_t fingerprint);
    };
    void turn(Instant now);
    void keep(uint64_t fingerprint, Instant signed_at, Instant now);

    const size_t slots_limit_;
    const std::chrono::seconds behind_;
    const std::chrono::seconds ahead_;
    mutable std::mutex mutex_;
    Generation young_;
    Generation old_;
    Instant horizon_{};  // what was signed at or before it may be forgotten
};

}  // namespace yici::exchange
