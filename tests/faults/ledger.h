#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/session.h"

namespace yici::test {

/// What a client was told about a case, and so must find again whatever happens to the node.
struct Promise {
    std::string key;  // the Idempotency-Key that it was made with
    std::string subject;
    std::string state;  // the furthest
    std::string national_number;
    std::string licence;
    bool confirmed = false;
    bool brought_tenancy = false;
};

/// Everything that was acknowledged to any client. Safe from several threads.
class Ledger {
  public:
    /// Something that must not happen; the test fails with it.
    void fault(std::string what);
    /// An answer about a case. A number that another key had, another number for the same key, or a national number or
    /// licence that changed is a fault.
    void told(const std::string& key, const std::string& subject, const CaseView& view);
    void told_brought(const std::string& number);
    /// A call that was asked again after no answer came may have been answered before.
    void told_call(const std::string& request_digest, const std::string& answer);
    void told_session(const std::string& cookie);

    /// A case that is not decided as far as we know, with its subject.
    [[nodiscard]] std::optional<std::pair<std::string, std::string>> live_case(uint64_t random) const;
    [[nodiscard]] std::optional<std::string> session(uint64_t random) const;

    /// What was told since the last time.
    [[nodiscard]] std::vector<std::pair<std::string, Promise>> take_touched();
    [[nodiscard]] std::map<std::string, Promise> cases() const;
    [[nodiscard]] std::map<std::string, std::string> calls() const;  // request digest → hex SM3 of the answer
    [[nodiscard]] size_t session_count() const;
    /// How many steps of cases were told.
    [[nodiscard]] uint64_t steps() const;
    [[nodiscard]] std::vector<std::string> faults() const;

  private:
    void fault_locked(std::string what);

    mutable std::mutex mutex_;
    std::vector<std::string> faults_;
    std::map<std::string, Promise> cases_;
    std::map<std::string, std::string> numbers_;  // key → number
    std::set<std::string> touched_;
    std::vector<std::string> live_;
    std::map<std::string, std::string> calls_;
    std::vector<std::string> sessions_;
    uint64_t steps_ = 0;
};

}  // namespace yici::test
