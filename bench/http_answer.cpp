#include <csignal>
#include <cstdio>
#include <string>

#include "foundation/http/server.h"

/// Answers GET /record with 1 KiB of JSON by an inline handler until SIGTERM or SIGINT; prints its port first.
/// bench/http_against_nginx measures it.
int main() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const std::string body = "{\"value\":\"" + std::string(1024 - 12, 'x') + "\"}";
    yici::http::Router router;
    router.add_inline(
        yici::http::Method::get, "/record",
        [&body](yici::http::Request&&, const yici::http::Reply& reply) { reply(yici::http::Response::json(body)); });
    router.get("/worker", [&body](const yici::http::Request&) { return yici::http::Response::json(body); });
    yici::http::ServerOptions options;
    options.access_log = false;
    options.worker_threads = 2;
    const yici::SystemClock clock;
    yici::SystemRandom random;
    yici::http::Server server(std::move(router), options, clock, random);
    server.start();
    std::printf("%u\n", server.port());
    std::fflush(stdout);
    int received = 0;
    sigwait(&signals, &received);
    server.stop();
    return 0;
}
