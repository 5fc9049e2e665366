#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "foundation/http/message.h"

namespace yici::http {

struct ClientOptions {
    std::chrono::milliseconds connect_timeout{2'000};
    std::chrono::milliseconds total_timeout{10'000};
    size_t body_limit = 16 << 20;
    int connections_per_host = 64;                           // kept alive and reused
    std::optional<std::filesystem::path> tls_authorities{};  // PEM file of roots to trust; none: the system's
};

struct ClientRequest {
    Method method = Method::get;
    std::string url;  // http://host:port/path?query or https://
    Headers headers{};
    std::string body{};
    std::chrono::milliseconds total_timeout{0};  // 0: the client's
};

/// A pool of kept-alive connections; safe from several threads. Never follows redirects. A request is sent again only
/// when a kept connection turns out closed before any byte of an answer came and the method is idempotent.
/// Errors: http.unreachable (unavailable), http.timed_out (timed_out), http.bad_answer (unavailable),
/// http.answer_too_large (unavailable), http.bad_url (invalid_input).
class Client {
  public:
    explicit Client(const ClientOptions& options = {});
    ~Client();
    /// Waits for the answer; any status is an answer. Not to be called on an I/O thread of a server.
    [[nodiscard]] Response send(const ClientRequest& request);
    /// Without waiting; `done` gets an answer or an error, once: on the I/O thread of a server that this was called on
    /// (which then does the work itself), else on the client's thread. It must not block, nor end the client.
    void send_later(ClientRequest request, std::function<void(Response, std::exception_ptr)> done);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace yici::http
