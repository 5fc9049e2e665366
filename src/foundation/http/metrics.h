#pragma once

#include <map>
#include <string>
#include <string_view>

namespace yici::http::metrics {

/// Counters and histograms of this process, by name and labels; made at first use, safe from several threads.
/// Keep the handle on a hot path. Names follow Prometheus: yici_calls_total, yici_call_seconds.
class Counter {
  public:
    void add(double amount = 1) const;
    explicit Counter(void* impl) : impl_(impl) {}

  private:
    void* impl_;
};
class Histogram {
  public:
    void observe(double seconds) const;
    explicit Histogram(void* impl) : impl_(impl) {}

  private:
    void* impl_;
};
using Labels = std::map<std::string, std::string>;
[[nodiscard]] Counter counter(std::string_view name, std::string_view help, const Labels& labels = {});
[[nodiscard]] Histogram histogram(std::string_view name, std::string_view help, const Labels& labels = {});
void set_gauge(std::string_view name, std::string_view help, double value, const Labels& labels = {});

}  // namespace yici::http::metrics
