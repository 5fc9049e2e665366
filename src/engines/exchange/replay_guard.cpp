#include "engines/exchange/replay_guard.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace yici::exchange {
namespace {

constexpr size_t kFirstSlots = 4096;

}  // namespace

ReplayGuard::ReplayGuard(size_t memory, std::chrono::seconds behind, std::chrono::seconds ahead)
    : slots_limit_(std::max(kFirstSlots, std::bit_floor(memory / 2 / sizeof(uint64_t)))),
      behind_(behind),
      ahead_(ahead) {}

bool ReplayGuard::Generation::holds(uint64_t fingerprint) const {
    if (slots.empty()) return false;
    size_t slot = fingerprint & (slots.size() - 1);
    while (slots[slot] != 0) {
        if (slots[slot] == fingerprint) return true;
        slot = (slot + 1) & (slots.size() - 1);
    }
    return false;
}

void ReplayGuard::Generation::insert(uint64_t fingerprint) {
    if (slots.empty() || count * 10 >= slots.size() * 7) {
        const auto old = std::exchange(slots, std::vector<uint64_t>(std::max(kFirstSlots, slots.size() * 2), 0));
        count = 0;
        for (const uint64_t each : old) {
            if (each != 0) insert(each);
        }
    }
    size_t slot = fingerprint & (slots.size() - 1);
    while (slots[slot] != 0) slot = (slot + 1) & (slots.size() - 1);
    slots[slot] = fingerprint;
    ++count;
}

void ReplayGuard::turn(Instant now) {
    const bool aged = now - young_.began > behind_ + ahead_;
    const bool full = (young_.count + 1) * 10 >= slots_limit_ * 7;
    if (!aged && !full) return;
    horizon_ = std::max(horizon_, old_.newest);
    old_ = std::exchange(young_, Generation{});
    young_.began = now;
}

bool ReplayGuard::in_time(Instant signed_at, Instant now) const {
    return signed_at >= now - behind_ && signed_at <= now + ahead_;
}

ReplayGuard::Verdict ReplayGuard::check(uint64_t fingerprint, Instant signed_at, Instant now) {
    if (!in_time(signed_at, now)) return Verdict::outside;
    if (fingerprint == 0) fingerprint = 1;
    const std::lock_guard lock(mutex_);
    if (young_.holds(fingerprint) || old_.holds(fingerprint)) return Verdict::replayed;
    if (signed_at <= horizon_) return Verdict::outside;
    keep(fingerprint, signed_at, now);
    return Verdict::fresh;
}

void ReplayGuard::keep(uint64_t fingerprint, Instant signed_at, Instant now) {
    turn(now);
    young_.insert(fingerprint);
    young_.newest = std::max(young_.newest, signed_at);
}

void ReplayGuard::recall(uint64_t fingerprint, Instant received) {
    if (fingerprint == 0) fingerprint = 1;
    const std::lock_guard lock(mutex_);
    // The journal does not say when it was signed: no later than this.
    if (!young_.holds(fingerprint) && !old_.holds(fingerprint)) keep(fingerprint, received + ahead_, received);
}

void ReplayGuard::forget_until(Instant horizon) {
    const std::lock_guard lock(mutex_);
    horizon_ = std::max(horizon_, horizon);
}

}  // namespace yici::exchange
