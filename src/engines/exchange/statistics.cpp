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
    if (work.checked.use != nullptr && work.result != Result::refused) count_use(work);
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

UseCount& CallStatistics::use_of(const Call& call) {
    // Calls come in rows of the same kind: mostly it is the one of the call before.
    if (last_use_ != nullptr && last_use_->resource == call.resource && last_use_->matter == call.matter &&
        last_use_->material == call.material) {
        return *last_use_;
    }
    auto found = uses_.find(
        std::tuple(std::string_view(call.resource), std::string_view(call.matter), std::string_view(call.material)));
    if (found == uses_.end()) {
        UseCount fresh;
        fresh.resource = call.resource;
        fresh.matter = call.matter;
        fresh.material = call.material;
        found = uses_.emplace(std::tuple(call.resource, call.matter, call.material), std::move(fresh)).first;
    }
    last_use_ = &found->second;
    return *last_use_;
}

void CallStatistics::count_use(const CallWork& work) {
    UseCount& use = use_of(work.call);
    if (work.result == Result::failed) {
        ++use.failed;
        ++use.failed_in_a_row;
        use.last_failed = work.times.answered;
        return;
    }
    // "No such record" is an answer too: the provider is there.
    ++(work.result == Result::none ? use.nothing : use.answered);
    use.failed_in_a_row = 0;
    use.last_answered = work.times.answered;
}

std::vector<UseCount> CallStatistics::uses() const {
    const std::lock_guard lock(mutex_);
    std::vector<UseCount> all;
    all.reserve(uses_.size());
    for (const auto& [key, use] : uses_) all.push_back(use);
    return all;
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
