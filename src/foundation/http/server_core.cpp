#include "foundation/http/server_core.h"

#include "foundation/base/error.h"

namespace yici::http {

namespace {

constexpr std::string_view kRequests = "yici_http_requests_total";
constexpr std::string_view kRequestsHelp = "Requests answered, by route and class of status";
constexpr std::string_view kSeconds = "yici_http_seconds";
constexpr std::string_view kSecondsHelp = "Seconds from a whole request to its answer, by route";

metrics::Counter counter_of(const std::string& method, const std::string& route, int status) {
    const std::string status_class = std::to_string(status / 100) + "xx";
    return metrics::counter(kRequests, kRequestsHelp, {{"method", method}, {"route", route}, {"status", status_class}});
}

asio::ssl::context tls_context(const ServerOptions& options) {
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                        asio::ssl::context::no_tlsv1_1);
    boost::system::error_code error;
    context.use_certificate_chain_file(options.tls_certificate->string(), error);
    if (error) throw Error(ErrorKind::internal, "http.tls_unusable", options.tls_certificate->string());
    const auto key = options.tls_key.value_or(*options.tls_certificate).string();
    context.use_private_key_file(key, asio::ssl::context::pem, error);
    if (error) throw Error(ErrorKind::internal, "http.tls_unusable", key);
    return context;
}

}  // namespace

RouteMetrics::RouteMetrics(std::string method, std::string pattern)
    : method_(std::move(method)),
      pattern_(std::move(pattern)),
      succeeded_(counter_of(method_, pattern_, 200)),
      seconds_(metrics::histogram(kSeconds, kSecondsHelp, {{"method", method_}, {"route", pattern_}})) {}

void RouteMetrics::count(int status, double seconds) const {
    if (status / 100 == 2) {
        succeeded_.add();
    } else {
        counter_of(method_, pattern_, status).add();
    }
    seconds_.observe(seconds);
}

ServerCore::ServerCore(Router routes, const ServerOptions& server_options)
    : router(std::move(routes)),
      options(server_options),
      no_route("any", "none"),
      static_route("GET", "static"),
      workers(options.worker_threads, options.queue_limit) {
    for (const Router::Route* route : router.routes()) {
        route_metrics.emplace_back(std::string(to_string(route->method)), route->pattern);
    }
    if (options.static_root) static_files.emplace(*options.static_root);
    if (options.tls_certificate) tls.emplace(tls_context(options));
}

}  // namespace yici::http
