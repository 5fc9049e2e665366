#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/http/message.h"

namespace yici::http {

/// A handler is a plain blocking function on a worker thread. It throws yici::Error for what ends the request; the
/// server turns that into RFC 9457 problem details in one place, in the language of Accept-Language (zh by default).
using Handler = std::function<Response(const Request&)>;

/// A handler for the hot path: called on the connection's own I/O thread, must never block; `reply` may be called
/// later, once, from any thread. Many requests that are ready together may be gathered (see Server::at_loop_end).
using Reply = std::function<void(Response)>;
using InlineHandler = std::function<void(Request&&, Reply)>;

/// Decides before a handler runs whether it may (sign-in, rate limit); returns nothing to go on, throws Error to
/// refuse.
using Guard = std::function<void(const Request&)>;

struct RouteOptions {
    size_t body_limit = 1 << 20;  // bytes; above: 413
    Guard guard{};
};

/// Paths to handlers. A pattern is "/api/v1/cases/{number}"; a value takes one whole segment, "{rest...}" the rest.
/// Fixed segments win over values. Two routes for the same method and pattern are our own mistake and throw.
class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    void add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});
    void add_inline(Method method, std::string_view pattern, InlineHandler handler, RouteOptions options = {});
    void get(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::get, pattern, std::move(handler), std::move(options));
    }
    void post(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::post, pattern, std::move(handler), std::move(options));
    }
    void put(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::put, pattern, std::move(handler), std::move(options));
    }
    void remove(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::delete_, pattern, std::move(handler), std::move(options));
    }

    struct Route {
        Method method;
        std::string pattern;
        Handler handler;  // one of these two
        InlineHandler inline_handler;
        RouteOptions options;
        size_t index = 0;  // in routes()
    };
    /// Finds the route and fills request.path_values. No such path: http.no_such_path (404); the path exists for
    /// other methods: http.method_not_allowed, with their names in `allowed`.
    [[nodiscard]] const Route& find(Request& request, std::string& allowed) const;
    /// Every route, for the OpenAPI test.
    [[nodiscard]] std::vector<const Route*> routes() const;

  private:
    struct Tree;
    std::unique_ptr<Tree> tree_;
};

}  // namespace yici::http
