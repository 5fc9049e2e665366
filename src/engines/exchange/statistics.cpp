#include "engines/exchange/statistics.h"

namespace yici::exchange {
namespace {

constexpr size_t kRecent = 50;
constexpr int64_t kSpan = 10;  // seconds that calls_per_second looks back

int64_t second_of(Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

}  // namespace

CallStatistics::CallStatistics(const Clock& clock)
    : clock_(clock),
      day_(china_date(clock.now())),
      dropped_(
          http::metrics::counter("yici_call_fields_dropped_total", "Fields that providers sent without being asked")) {
    for (const Result result : {Result::ok, Result::yes, Result::no, Result::none, Result::failed, Result::refused}) {
        by_result_.push_back(http::metrics::counter("yici_calls_total", "Case-bound calls by result",
                                                    {{"result", std::string(to_string(result))}}));
    }
}

const http::metrics::Histogram& CallStatistics::seconds_of(const std::string& system) {
    auto found = by_system_.find(system);
    if (found == by_system_.end()) {
        found = by_system_
                    .emplace(system, http::metrics::histogram("yici_call_seconds", "Time a provider's system took",
                                                              {{"system", system}}))
                    .first;
    }
    return found->second;
}

void CallStatistics::count(const CallWork& work, int64_t second) {
    auto& [of, calls] = by_second_[static_cast<size_t>(second) % kSeconds];
    if (of != second) {
        of = second;
        calls = 0;
    }
    ++calls;
    ++today_;
    if (work.result == Result::failed) ++failed_;
    if (work.result == Result::refused) ++refused_;
    by_result_[static_cast<size_t>(work.result)].add();
    if (work.dropped_fields > 0) dropped_.add(work.dropped_fields);
    if (!work.system.empty() && work.attempts > 0) {
        seconds_of(work.system)
            .observe(std::chrono::duration<double>(work.times.provider_answered - work.times.sent).count());
    }
}

void CallStatistics::add(std::span<CallWork* const> works) {
    const Instant now = clock_.now();
    const Date today = china_date(now);
    const std::lock_guard lock(mutex_);
    if (today != day_) {
        day_ = today;
        today_ = failed_ = refused_ = 0;
    }
    for (const CallWork* work : works) count(*work, second_of(now));
    const size_t keep = std::min(works.size(), kRecent);
    for (const CallWork* work : works.last(keep)) {
        const auto took =
            std::chrono::duration_cast<std::chrono::milliseconds>(work->times.answered - work->times.received);
        recent_.push_front({work->times.answered, work->call.organisation, work->call.resource,
                            std::string(to_string(work->result)), took.count()});
    }
    if (recent_.size() > kRecent) recent_.resize(kRecent);
}

Statistics CallStatistics::read() const {
    const Instant now = clock_.now();
    const int64_t second = second_of(now);
    const std::lock_guard lock(mutex_);
    Statistics statistics;
    int64_t calls = 0;
    for (const auto& [of, count] : by_second_) {
        if (of > second - kSpan && of <= second) calls += count;
    }
    statistics.calls_per_second = static_cast<double>(calls) / kSpan;
    if (china_date(now) == day_) {
        statistics.calls_today = today_;
        statistics.failed_today = failed_;
        statistics.refused_today = refused_;
    }
    statistics.recent.assign(recent_.begin(), recent_.end());
    return statistics;
}

}  // namespace yici::exchange
