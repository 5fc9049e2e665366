#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/http/router.h"

namespace yici::http {

struct ServerOptions {
    std::string address = "127.0.0.1";
    uint16_t port = 0;  // 0: any free one; see Server::port()
    int io_threads = 1;
    int worker_threads = 8;
    size_t header_limit = 16 << 10;
    size_t connection_limit = 10'000;
    size_t queue_limit = 1'000;                        // requests waiting for a worker; above: 503 with Retry-After
    std::chrono::milliseconds header_timeout{10'000};  // from the first byte of a request to its last header
    std::chrono::milliseconds body_timeout{30'000};
    std::chrono::milliseconds idle_timeout{60'000};  // keep-alive without a request
    std::chrono::milliseconds shutdown_grace{5'000};
    std::optional<std::filesystem::path> static_root;  // files for every GET that no route takes
    std::optional<std::filesystem::path> tls_certificate;
    std::optional<std::filesystem::path> tls_key;
    bool access_log = true;
};

/// HTTP/1.1 on Asio coroutines. Refuses what could be smuggled (both lengths, two lengths, obs-fold, bare LF, bad
/// chunk) with 400 and closes. Static files: pre-compressed .gz or .br beside them, ETag, hashed names cached for ever,
/// index.html for folders, Content-Security-Policy default-src 'self'.
class Server {
  public:
    /// Binds at once: http.cannot_listen (unavailable) when the port is taken.
    Server(Router router, const ServerOptions& options, const Clock& clock, RandomSource& random);
    ~Server();
    void start();
    [[nodiscard]] uint16_t port() const;
    /// Stops accepting, lets running requests end within shutdown_grace, then closes.
    void stop();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Runs `action` on the current I/O thread after every request that is ready now has been handed to its handler: this
/// is how inline handlers gather a batch. Only to be called on an I/O thread.
void at_loop_end(std::function<void()> action);
/// True on an I/O thread of a server.
[[nodiscard]] bool on_io_thread();

/// The process's metrics in Prometheus text form, for GET /metrics.
[[nodiscard]] std::string metrics_text();

}  // namespace yici::http
