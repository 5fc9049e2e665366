#include "support/raw_http.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

#include "foundation/base/text.h"

namespace yici::test {

namespace {

sockaddr_in loopback(uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

RawConnection::RawConnection(int socket, Adopted) : socket_(socket) {
    timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

RawConnection::RawConnection(uint16_t port)
    : RawConnection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), Adopted()) {
    const sockaddr_in address = loopback(port);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("cannot connect to 127.0.0.1:" + std::to_string(port));
    }
}

RawConnection::~RawConnection() {
    ::close(socket_);
}

bool RawConnection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
}

void RawConnection::end_sending() {
    ::shutdown(socket_, SHUT_WR);
}

bool RawConnection::fill() {
    std::array<char, 16384> room{};
    const ssize_t count = ::recv(socket_, room.data(), room.size(), 0);
    if (count <= 0) return false;
    buffer_.append(room.data(), static_cast<size_t>(count));
    return true;
}

std::string RawConnection::take(size_t count) {
    std::string taken = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return taken;
}

std::string RawConnection::read_head() {
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
        if (!fill()) return take(buffer_.size());
    }
    return take(buffer_.find("\r\n\r\n") + 4);
}

std::string RawConnection::read_answer() {
    std::string answer = read_head();
    const size_t length = static_cast<size_t>(std::atoll(field_of(answer, "Content-Length").c_str()));
    while (buffer_.size() < length && fill()) continue;
    return answer + take(std::min(length, buffer_.size()));
}

std::string RawConnection::read_until_closed() {
    while (fill()) continue;
    return take(buffer_.size());
}

bool RawConnection::is_closed_by_peer() {
    char byte = 0;
    const ssize_t count = buffer_.empty() ? ::recv(socket_, &byte, 1, 0) : 1;
    return count == 0 || (count < 0 && errno == ECONNRESET);
}

RawServer::RawServer(std::function<void(RawConnection&)> script)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    auto* place = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, place, length) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, place, &length) != 0) {
        throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([listener = listener_, script = std::move(script)] {
        for (int socket = 0; (socket = ::accept(listener, nullptr, nullptr)) >= 0;) {
            RawConnection connection = RawConnection::adopt(socket);
            script(connection);
        }
    });
}

RawServer::~RawServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

bool RawConnection::wait_until_cut() const {
    pollfd state{socket_, POLLRDHUP, 0};
    return ::poll(&state, 1, 10'000) > 0;
}

int status_of(std::string_view answer) {
    if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
    return static_cast<int>(parse_integer(answer.substr(9, 3)).value_or(0));
}

std::string body_of(std::string_view answer) {
    const size_t end = answer.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string() : std::string(answer.substr(end + 4));
}

std::string field_of(std::string_view answer, std::string_view name) {
    const std::string_view head = answer.substr(0, answer.find("\r\n\r\n"));
    for (const std::string_view line : split(head, '\n')) {
        const size_t colon = line.find(':');
        if (colon != std::string_view::npos && equals_ignoring_case(line.substr(0, colon), name)) {
            return std::string(trim(line.substr(colon + 1)));
        }
    }
    return {};
}

}  // namespace yici::test
