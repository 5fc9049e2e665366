#include "faults/ledger.h"

#include <algorithm>

#include "foundation/crypto/hash.h"

namespace yici::test {

namespace {

constexpr size_t kFaultsKept = 20;
constexpr size_t kSessionsKept = 200;

}  // namespace

void Ledger::fault(std::string what) {
    const std::lock_guard lock(mutex_);
    fault_locked(std::move(what));
}

void Ledger::fault_locked(std::string what) {
    if (faults_.size() < kFaultsKept) faults_.push_back(std::move(what));
}

void Ledger::told(const std::string& key, const std::string& subject, const CaseView& view) {
    const std::lock_guard lock(mutex_);
    const auto [known, first] = numbers_.try_emplace(key, view.number);
    if (known->second != view.number) {
        return fault_locked("key " + key + " gave " + known->second + " and then " + view.number);
    }
    Promise& promise = cases_[view.number];
    if (promise.key.empty()) {
        promise.key = key;
        promise.subject = subject;
        live_.push_back(view.number);
    }
    if (promise.key != key) fault_locked("number " + view.number + " given to " + promise.key + " and " + key);
    const auto keep = [&](std::string& kept, const std::string& now, const char* what) {
        if (!kept.empty() && !now.empty() && kept != now) {
            fault_locked(view.number + ": " + what + " was " + kept + ", is " + now);
        }
        if (kept.empty()) kept = now;
    };
    keep(promise.national_number, view.national_number, "national number");
    keep(promise.licence, view.licence, "licence");
    promise.state = std::max(promise.state, view.state);
    promise.confirmed = promise.confirmed || view.confirmed;
    if (promise.state == "10") std::erase(live_, view.number);
    touched_.insert(view.number);
    ++steps_;
}

void Ledger::told_brought(const std::string& number) {
    const std::lock_guard lock(mutex_);
    cases_[number].brought_tenancy = true;
    touched_.insert(number);
}

void Ledger::told_call(const std::string& request_digest, const std::string& answer) {
    const std::string digest = to_hex(crypto::sm3(answer));
    const std::lock_guard lock(mutex_);
    if (!calls_.emplace(request_digest, digest).second) fault_locked("call answered twice: " + request_digest);
}

void Ledger::told_session(const std::string& cookie) {
    const std::lock_guard lock(mutex_);
    if (sessions_.size() < kSessionsKept) sessions_.push_back(cookie);
}

std::optional<std::pair<std::string, std::string>> Ledger::live_case(uint64_t random) const {
    const std::lock_guard lock(mutex_);
    if (live_.empty()) return std::nullopt;
    const std::string& number = live_[random % live_.size()];
    return std::pair(number, cases_.at(number).subject);
}

std::optional<std::string> Ledger::session(uint64_t random) const {
    const std::lock_guard lock(mutex_);
    if (sessions_.empty()) return std::nullopt;
    return sessions_[random % sessions_.size()];
}

std::vector<std::pair<std::string, Promise>> Ledger::take_touched() {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<std::string, Promise>> touched;
    for (const std::string& number : touched_) touched.emplace_back(number, cases_.at(number));
    touched_.clear();
    return touched;
}

std::map<std::string, Promise> Ledger::cases() const {
    const std::lock_guard lock(mutex_);
    return cases_;
}

std::map<std::string, std::string> Ledger::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}

size_t Ledger::session_count() const {
    const std::lock_guard lock(mutex_);
    return sessions_.size();
}

uint64_t Ledger::steps() const {
    const std::lock_guard lock(mutex_);
    return steps_;
}

std::vector<std::string> Ledger::faults() const {
    const std::lock_guard lock(mutex_);
    return faults_;
}

}  // namespace yici::test
