#include "foundation/http/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "foundation/http/server.h"

namespace yici::http {

namespace metrics {

namespace {

/// The registry is the process's, as Prometheus has it: one process, one /metrics.
prometheus::Registry& registry() {
    static prometheus::Registry instance;
    return instance;
}

const prometheus::Histogram::BucketBoundaries& seconds_buckets() {
    static const prometheus::Histogram::BucketBoundaries buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                                 0.05,   0.1,   0.25,   0.5,   1,    5};
    return buckets;
}

}  // namespace

void Counter::add(double amount) const {
    static_cast<prometheus::Counter*>(impl_)->Increment(amount);
}

void Histogram::observe(double seconds) const {
    static_cast<prometheus::Histogram*>(impl_)->Observe(seconds);
}

Counter counter(std::string_view name, std::string_view help, const Labels& labels) {
    auto& family = prometheus::BuildCounter().Name(std::string(name)).Help(std::string(help)).Register(registry());
    return Counter(&family.Add(labels));
}

Histogram histogram(std::string_view name, std::string_view help, const Labels& labels) {
    auto& family = prometheus::BuildHistogram().Name(std::string(name)).Help(std::string(help)).Register(registry());
    return Histogram(&family.Add(labels, seconds_buckets()));
}

void set_gauge(std::string_view name, std::string_view help, double value, const Labels& labels) {
    auto& family = prometheus::BuildGauge().Name(std::string(name)).Help(std::string(help)).Register(registry());
    family.Add(labels).Set(value);
}

}  // namespace metrics

std::string metrics_text() {
    return prometheus::TextSerializer().Serialize(metrics::registry().Collect());
}

}  // namespace yici::http
