#pragma once

#include <array>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "engines/exchange/call_work.h"
#include "engines/exchange/gateway.h"
#include "foundation/http/metrics.h"

namespace yici::exchange {

/// Counts what went through the gateway, for the cockpit and for Prometheus (yici_calls_total, yici_call_seconds,
/// yici_call_fields_dropped_total). Safe from several threads.
class CallStatistics {
  public:
    explicit CallStatistics(const Clock& clock);
    void add(std::span<CallWork* const> works);
    [[nodiscard]] Statistics read() const;
    [[nodiscard]] std::vector<UseCount> uses() const;

  private:
    void count(const CallWork& work);
    void remember(const CallWork& work);
    void count_use(const CallWork& work);
    UseCount& use_of(const Call& call);
    const http::metrics::Histogram& seconds_of(const std::string& system);

    static constexpr size_t kSeconds = 16;
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::array<std::pair<int64_t, int64_t>, kSeconds> by_second_{};  // second → calls
    Date day_{};
    int64_t today_ = 0;
    int64_t failed_ = 0;
    int64_t refused_ = 0;
    std::vector<RecentCall> recent_;  // a ring, so that its texts keep their room
    size_t newest_ = 0;
    std::vector<int64_t> results_;  // of the works that are being added
    std::vector<http::metrics::Counter> by_result_;
    http::metrics::Counter dropped_;
    std::map<std::string, http::metrics::Histogram, std::less<>> by_system_;
    std::map<std::tuple<std::string, std::string, std::string>, UseCount, std::less<>> uses_;
    UseCount* last_use_ = nullptr;  // lies in uses_
};

}  // namespace yici::exchange
