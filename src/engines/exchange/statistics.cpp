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

void CallStatistics::count(const CallWork& work) {
    ++results_[static_cast<size_t>(work.result)];
    if (work.dropped_fields > 0) dropped_.add(work.dropped_fields);
    if (!work.system.empty() && work.attempts > 0) {
        seconds_of(work.system)
            .observe(std::chrono::duration<double>(work.times.provider_answered - work.times.sent).count());
    }
}

void CallStatistics::remember(const CallWork& work) {
    if (recent_.size() < kRecent) {
        newest_ = recent_.size();
        recent_.emplace_back();
    } else {
        newest_ = (newest_ + 1) % kRecent;
    }
    RecentCall& recent = recent_[newest_];
    recent.time = work.times.answered;
    recent.organisation = work.call.organisation;
    recent.resource = work.call.resource;
    recent.result = to_string(work.result);
    recent.milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(work.times.answered - work.times.received).count();
}

void CallStatistics::add(std::span<CallWork* const> works) {
    const Instant now = clock_.now();
    const Date today = china_date(now);
    const int64_t second = second_of(now);
    const std::lock_guard lock(mutex_);
    if (today != day_) {
        day_ = today;
        today_ = failed_ = refused_ = 0;
    }
    auto& [of, calls] = by_second_[static_cast<size_t>(second) % kSeconds];
    if (std::exchange(of, second) != second) calls = 0;
    calls += std::ssize(works);
    today_ += std::ssize(works);
    results_.assign(by_result_.size(), 0);
    for (const CallWork* work : works) count(*work);
    failed_ += results_[static_cast<size_t>(Result::failed)];
    refused_ += results_[static_cast<size_t>(Result::refused)];
    for (size_t i = 0; i < results_.size(); ++i) {
        if (results_[i] > 0) by_result_[i].add(static_cast<double>(results_[i]));
    }
    for (const CallWork* work : works.last(std::min(works.size(), kRecent))) remember(*work);
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
    for (size_t i = 0; i < recent_.size(); ++i) {
        statistics.recent.push_back(recent_[(newest_ + recent_.size() - i) % recent_.size()]);
    }
    return statistics;
}

}  // namespace yici::exchange
