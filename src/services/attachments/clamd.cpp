#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "services/attachments/attachments.h"

namespace yici::attachments {

namespace {

constexpr size_t kChunk = 64 << 10;
constexpr size_t kLongestReply = 4096;

[[noreturn]] void away(const std::string& why) {
    throw Error(ErrorKind::unavailable, "attachments.scanner_unreachable", why);
}

/// A stream socket with one deadline for all that is said over it.
class Line {
  public:
    Line(const std::string& address, std::chrono::milliseconds timeout)
        : deadline_(std::chrono::steady_clock::now() + timeout) {
        if (address.starts_with('/')) {
            open_unix(address);
        } else {
            open_tcp(address);
        }
        if (socket_ < 0) away("no connection");
    }
    ~Line() {
        if (socket_ >= 0) close(socket_);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            wait(POLLOUT);
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (sent <= 0) return;  // it may have answered already, for instance that the stream is too long
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
    }

    /// Up to the NUL that ends a reply.
    std::string reply() {
        std::string text;
        std::array<char, 512> buffer{};
        while (text.find('\0') == std::string::npos && text.size() < kLongestReply) {
            wait(POLLIN);
            const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
            if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (got <= 0) break;
            text.append(buffer.data(), static_cast<size_t>(got));
        }
        return text.substr(0, text.find('\0'));
    }

  private:
    void wait(short events) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
        pollfd one{socket_, events, 0};
        if (left.count() <= 0 || poll(&one, 1, static_cast<int>(left.count())) <= 0) away("no answer in time");
    }

    void open_unix(const std::string& path) {
        sockaddr_un place{};
        place.sun_family = AF_UNIX;
        if (path.size() >= sizeof place.sun_path) away("the socket's path is too long");
        std::memcpy(place.sun_path, path.c_str(), path.size() + 1);
        connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&place), sizeof place);
    }

    void open_tcp(const std::string& address) {
        const size_t colon = address.rfind(':');
        if (colon == std::string::npos) away("host:port expected");
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo* found = nullptr;
        if (getaddrinfo(address.substr(0, colon).c_str(), address.substr(colon + 1).c_str(), &hints, &found) != 0)
            away("unknown host");
        const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, &freeaddrinfo);
        for (const addrinfo* one = found; one != nullptr && socket_ < 0; one = one->ai_next)
            connect_to(one->ai_family, one->ai_addr, one->ai_addrlen);
    }

    void connect_to(int family, const sockaddr* place, socklen_t length) {
        socket_ = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (socket_ < 0) return;
        if (connect(socket_, place, length) == 0) return;
        int failure = errno;
        if (failure == EINPROGRESS) {
            wait(POLLOUT);
            socklen_t size = sizeof failure;
            getsockopt(socket_, SOL_SOCKET, SO_ERROR, &failure, &size);
            if (failure == 0) return;
        }
        close(socket_);
        socket_ = -1;
    }

    std::chrono::steady_clock::time_point deadline_;
    int socket_ = -1;
};

std::string length_of(std::string_view chunk) {
    const auto size = static_cast<uint32_t>(chunk.size());
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(size >> shift & 0xFFU);
    return text;
}

/// clamd(8), INSTREAM: chunks with their length in network order, an empty one at the end, then
/// "stream: OK" or "stream: NAME FOUND"; anything else is an error of the scanner.
class Clamd final : public Scanner {
  public:
    Clamd(std::string address, std::chrono::milliseconds timeout) : address_(std::move(address)), timeout_(timeout) {}

    Verdict scan(std::string_view content) override {
        Line line(address_, timeout_);
        line.send(std::string_view("zINSTREAM\0", 10));
        while (!content.empty()) {
            const std::string_view chunk = content.substr(0, kChunk);
            line.send(length_of(chunk));
            line.send(chunk);
            content.remove_prefix(chunk.size());
        }
        line.send(std::string_view("\0\0\0\0", 4));
        const std::string reply = line.reply();
        constexpr std::string_view kBegin = "stream: ";
        constexpr std::string_view kFound = " FOUND";
        if (reply == "stream: OK") return {};
        if (!reply.starts_with(kBegin) || !reply.ends_with(kFound)) away(reply.empty() ? "no answer" : reply);
        return {false, reply.substr(kBegin.size(), reply.size() - kBegin.size() - kFound.size())};
    }

  private:
    std::string address_;
    std::chrono::milliseconds timeout_;
};

}  // namespace

std::unique_ptr<Scanner> clamd(std::string address, std::chrono::milliseconds timeout) {
    return std::make_unique<Clamd>(std::move(address), timeout);
}

}  // namespace yici::attachments
