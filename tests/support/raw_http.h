#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace yici::test {

/// A plain socket to 127.0.0.1 for tests that must send what no client library would. Reads give up after ten seconds,
/// so that a server that never answers fails a test instead of hanging it.
class RawConnection {
  public:
    explicit RawConnection(uint16_t port);
    /// Takes over a connected socket.
    static RawConnection adopt(int socket) { return RawConnection(socket, Adopted()); }
    ~RawConnection();
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;

    /// False when the other side has closed already.
    bool send(std::string_view bytes);
    void end_sending();
    /// One whole answer, head and body by its Content-Length; what is there when the other side closes before.
    [[nodiscard]] std::string read_answer();
    /// The head of an answer alone, as for HEAD and 304.
    [[nodiscard]] std::string read_head();
    [[nodiscard]] std::string read_until_closed();
    /// Whether the other side closed, in order or by a reset, with nothing more to read.
    [[nodiscard]] bool is_closed_by_peer();
    /// Reads nothing until the other side gives the connection up; false after ten seconds.
    [[nodiscard]] bool wait_until_cut() const;

  private:
    struct Adopted {};
    RawConnection(int socket, Adopted);
    bool fill();
    std::string take(size_t count);

    int socket_;
    std::string buffer_;
};

/// A server that answers every connection, one after another, by a script; for clients that must survive it.
class RawServer {
  public:
    explicit RawServer(std::function<void(RawConnection&)> script);
    ~RawServer();
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;
    [[nodiscard]] uint16_t port() const { return port_; }

  private:
    int listener_;
    uint16_t port_ = 0;
    std::thread thread_;
};

/// "HTTP/1.1 404 Not Found..." → 404; 0 when it is no answer.
[[nodiscard]] int status_of(std::string_view answer);
[[nodiscard]] std::string body_of(std::string_view answer);
/// The value of a header field as sent; empty when absent.
[[nodiscard]] std::string field_of(std::string_view answer, std::string_view name);

}  // namespace yici::test
