#include "faults/faulty_department.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "support/raw_http.h"

namespace yici::test {

namespace {

constexpr const char* kRecord =
    R"({"gmsfhm":"33028119920817244X","xm":"林若溪","xb":"2","csrq":"1992-08-17","mz":"汉族",)"
    R"("hjdz":"浙江省慈溪市解放中街66号","xpbh":"P0001"})";

std::string answer_with(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

void flood(RawConnection& connection) {
    const std::string part(1 << 20, ' ');
    if (!connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n")) {
        return;
    }
    while (connection.send(part)) continue;
}

}  // namespace

FaultyDepartment::FaultyDepartment() {
    listen();
}

FaultyDepartment::~FaultyDepartment() {
    close();
}

void FaultyDepartment::listen() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* place = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof address;
    if (::bind(listener_, place, length) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, place, &length) != 0) {
        throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this, listener = listener_] {
        for (int socket = 0; (socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            const std::lock_guard lock(mutex_);
            open_.push_back(socket);
            servers_.emplace_back([this, socket] { serve(socket); });
        }
    });
}

void FaultyDepartment::close() {
    ::shutdown(listener_, SHUT_RDWR);
    if (acceptor_.joinable()) acceptor_.join();
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    for (std::thread& server : servers_) server.join();
    for (const int socket : open_) ::close(socket);
    servers_.clear();
    open_.clear();
}

void FaultyDepartment::become(Mood mood) {
    close();
    mood_ = mood;
    if (mood != Mood::refuses) listen();
}

void FaultyDepartment::serve(int socket) {
    RawConnection connection = RawConnection::adopt(::dup(socket));
    if (connection.read_head().find("\r\n\r\n") == std::string::npos) return;
    ++requests_;
    const std::string good = answer_with(kRecord);
    switch (mood_.load()) {
        case Mood::works:
            connection.send(good);
            break;
        case Mood::hangs:
            (void)connection.wait_until_cut();
            break;
        case Mood::garbage:
            connection.send("\x16\x03\x01 220 smtp.example ESMTP\r\n\r\n");
            break;
        case Mood::nonsense:
            connection.send(answer_with("<html>系统维护中</html>"));
            break;
        case Mood::breaks:
            connection.send(good.substr(0, good.size() - 20));
            break;
        case Mood::floods:
            flood(connection);
            break;
        case Mood::refuses:
            break;
    }
    ::shutdown(socket, SHUT_RDWR);
}

}  // namespace yici::test
