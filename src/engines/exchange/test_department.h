#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/http/server.h"

namespace yici::exchange::test {

inline http::ServerOptions quiet() {
    http::ServerOptions options;
    options.access_log = false;
    options.worker_threads = 2;
    return options;
}

/// A started server on a free port.
struct RunningServer {
    explicit RunningServer(http::Router router) : server(std::move(router), quiet(), clock, random) { server.start(); }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server.port()); }

    SystemClock clock;
    SystemRandom random;
    http::Server server;
};

/// A department's own system that speaks HTTP+JSON; the test decides what it answers.
struct Department {
    using Behaviour = std::function<http::Response(const http::Request&)>;
    explicit Department(Behaviour answer) : behaviour(std::move(answer)), running(router()) {}

    http::Router router() {
        http::Router made;
        made.get("/population/{subject}", [this](const http::Request& request) {
            ++requests;
            return behaviour(request);
        });
        return made;
    }

    Behaviour behaviour;
    std::atomic<int> requests{0};
    RunningServer running;
};

}  // namespace yici::exchange::test
