#pragma once

#include <atomic>
#include <functional>
#include <optional>

#include "foundation/http/asio.h"
#include "foundation/http/metrics.h"
#include "foundation/http/server.h"
#include "foundation/http/static_files.h"
#include "foundation/http/workers.h"

namespace yici::http {

/// Counters of one route; those of the common outcome are kept, others looked up.
class RouteMetrics {
  public:
    RouteMetrics(std::string method, std::string pattern);
    void count(int status, double seconds) const;

  private:
    std::string method_;
    std::string pattern_;
    metrics::Counter succeeded_;
    metrics::Histogram seconds_;
};

/// What all connections of one server share.
struct ServerCore {
    ServerCore(Router routes, const ServerOptions& server_options);

    Router router;
    ServerOptions options;
    std::vector<RouteMetrics> route_metrics;  // by Route::index
    RouteMetrics no_route;
    RouteMetrics static_route;
    std::optional<StaticFiles> static_files;
    std::optional<asio::ssl::context> tls;
    std::atomic<size_t> connections{0};
    std::atomic<bool> stopping{false};
    Workers workers;  // last: its threads end first
};

}  // namespace yici::http
