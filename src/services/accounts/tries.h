#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "foundation/base/clock.h"

namespace yici::accounts {

/// Counts failed tries by whatever key within a sliding time; forgets what is older. Safe from several threads.
class Tries {
  public:
    Tries(int most, std::chrono::microseconds within) : most_(most), within_(within) {}
    [[nodiscard]] bool exhausted(std::string_view key, Instant now);
    void count(std::string_view key, Instant now);

  private:
    void forget_old(std::deque<Instant>& times, Instant now) const;

    int most_;
    std::chrono::microseconds within_;
    std::mutex mutex_;
    std::map<std::string, std::deque<Instant>, std::less<>> tries_;
};

}  // namespace yici::accounts
