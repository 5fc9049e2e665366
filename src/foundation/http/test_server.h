#pragma once

#include "foundation/http/server.h"
#include "support/raw_http.h"

namespace yici::http {

/// A started server on a free port, for the tests of this room.
struct TestServer {
    explicit TestServer(Router router, ServerOptions options = {}, int worker_threads = 4)
        : server(std::move(router), quiet(std::move(options), worker_threads), clock, random) {
        server.start();
    }
    static ServerOptions quiet(ServerOptions options, int worker_threads) {
        options.access_log = false;
        options.worker_threads = worker_threads;
        return options;
    }
    /// One request on a connection of its own, which the server is asked to close.
    [[nodiscard]] std::string ask(std::string_view method, std::string_view target, std::string_view fields = {},
                                  std::string_view body = {}) const {
        test::RawConnection connection(server.port());
        std::string request = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" +
                              std::string(fields) + "Connection: close\r\n";
        if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        connection.send(request + "\r\n" + std::string(body));
        return connection.read_until_closed();
    }

    SystemClock clock;
    SystemRandom random;
    Server server;
};

}  // namespace yici::http
