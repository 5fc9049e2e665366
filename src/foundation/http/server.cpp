#include "foundation/http/server.h"

#include <algorithm>
#include <condition_variable>
#include <thread>

#include "foundation/base/error.h"
#include "foundation/base/log.h"
#include "foundation/http/connection.h"
#include "foundation/http/problem.h"
#include "foundation/http/server_core.h"
#include "foundation/http/wire.h"

namespace yici::http {

namespace {

using namespace std::chrono_literals;

/// Deadlines are kept to within an eighth of the shortest; a sweep of 10,000 connections takes well below 1 ms.
std::chrono::milliseconds tick_of(const ServerOptions& options) {
    const auto shortest = std::min({options.header_timeout, options.body_timeout, options.idle_timeout});
    return std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

}  // namespace

struct Server::State {
    State(Router router, const ServerOptions& options, const Clock& clock, RandomSource& random);
    void accept();
    void accepted(const std::shared_ptr<IoThread>& loop, tcp::socket socket);
    void turn_away(tcp::socket socket);
    void end_connections(bool now);
    [[nodiscard]] bool wait_for_connections();

    std::shared_ptr<ServerCore> core;
    std::vector<std::shared_ptr<IoThread>> loops;
    std::vector<std::thread> threads;
    tcp::acceptor acceptor;
    asio::steady_timer retry;
    size_t next_loop = 0;
    uint16_t port = 0;
    bool running = false;
};

Server::State::State(Router router, const ServerOptions& options, const Clock& clock, RandomSource& random)
    : core(std::make_shared<ServerCore>(std::move(router), options)),
      loops([&] {
          std::vector<std::shared_ptr<IoThread>> made;
          for (int i = 0; i < std::max(options.io_threads, 1); ++i) {
              made.push_back(std::make_shared<IoThread>(clock, random));
          }
          return made;
      }()),
      acceptor(loops.front()->context),
      retry(loops.front()->context) {
    const std::string place = options.address + ":" + std::to_string(options.port);
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    const tcp::endpoint endpoint(address, options.port);
    if (!error) acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(4096, error);
    if (error) throw Error(ErrorKind::unavailable, "http.cannot_listen", place + ": " + error.message());
    port = acceptor.local_endpoint().port();
}

void Server::State::accept() {
    const auto loop = loops[next_loop++ % loops.size()];
    acceptor.async_accept(loop->context, [this, loop](const boost::system::error_code& error, tcp::socket socket) {
        if (core->stopping || error == asio::error::operation_aborted) return;
        if (error) {
            // Most likely no descriptor is left: give connections time to end.
            log::error("http.accept_failed", {{"reason", error.message()}});
            retry.expires_after(100ms);
            retry.async_wait([this](const boost::system::error_code& ended) {
                if (!ended) accept();
            });
            return;
        }
        accepted(loop, std::move(socket));
        accept();
    });
}

void Server::State::accepted(const std::shared_ptr<IoThread>& loop, tcp::socket socket) {
    if (++core->connections > core->options.connection_limit) {
        --core->connections;
        return turn_away(std::move(socket));
    }
    auto connection = std::make_shared<Connection>(core, loop, std::move(socket));
    asio::post(loop->context, [connection] { connection->start(); });
}

void Server::State::turn_away(tcp::socket socket) {
    if (core->tls) return;
    WireOptions options;
    options.keep_alive = false;
    const std::string date = http_date(SystemClock().now());
    options.date = date;
    std::string bytes;
    append_response(bytes, problem(503, "http.busy", {}, Language::zh, {}), options);
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(bytes), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Server::State::end_connections(bool now) {
    for (const auto& loop : loops) {
        asio::post(loop->context, [loop, now] {
            for (const auto& connection : loop->connections()) now ? connection->close_now() : connection->end_soon();
        });
    }
}

bool Server::State::wait_for_connections() {
    const auto end = std::chrono::steady_clock::now() + core->options.shutdown_grace;
    while (core->connections > 0) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

Server::Server(Router router, const ServerOptions& options, const Clock& clock, RandomSource& random)
    : state_(std::make_unique<State>(std::move(router), options, clock, random)) {}

Server::~Server() {
    stop();
}

void Server::start() {
    if (state_->running) return;
    state_->running = true;
    state_->accept();
    const auto tick = tick_of(state_->core->options);
    for (const auto& loop : state_->loops) {
        state_->threads.emplace_back([loop, tick] { loop->run(tick); });
    }
}

uint16_t Server::port() const {
    return state_->port;
}

void Server::stop() {
    if (!state_->running) return;
    state_->running = false;
    state_->core->stopping = true;
    asio::post(state_->loops.front()->context, [state = state_.get()] {
        boost::system::error_code ignored;
        state->acceptor.close(ignored);
        state->retry.cancel();
    });
    state_->end_connections(false);
    if (!state_->wait_for_connections()) {
        log::warning("http.stopped_hard", {{"connections", std::to_string(state_->core->connections)}});
        state_->end_connections(true);
    }
    for (const auto& loop : state_->loops) asio::post(loop->context, [loop] { loop->close_when_empty(); });
    for (std::thread& thread : state_->threads) thread.join();
    state_->core->workers.stop();
    for (const auto& loop : state_->loops) loop->drop_posted();
}

}  // namespace yici::http
