#include "services/accounts/tries.h"

namespace yici::accounts {

namespace {
constexpr size_t kKeysRemembered = 100'000;
}

void Tries::forget_old(std::deque<Instant>& times, Instant now) const {
    while (!times.empty() && times.front() + within_ <= now) times.pop_front();
}

bool Tries::exhausted(std::string_view key, Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = tries_.find(key);
    if (found == tries_.end()) return false;
    forget_old(found->second, now);
    return std::ssize(found->second) >= most_;
}

void Tries::count(std::string_view key, Instant now) {
    const std::lock_guard lock(mutex_);
    // An attacker with many addresses must not fill the memory: what is old goes first.
    if (tries_.size() >= kKeysRemembered) {
        for (auto entry = tries_.begin(); entry != tries_.end();) {
            forget_old(entry->second, now);
            entry = entry->second.empty() ? tries_.erase(entry) : std::next(entry);
        }
    }
    tries_[std::string(key)].push_back(now);
}

}  // namespace yici::accounts
