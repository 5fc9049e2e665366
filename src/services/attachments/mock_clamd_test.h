#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <string>
#include <thread>

namespace yici::attachments {

/// A mock of clamd: it speaks the real INSTREAM protocol and knows one "virus", the EICAR test string. No signatures,
/// no engine: it shows what our side says and understands, not that viruses are found.
class MockClamd {
  public:
    /// Listens at a Unix socket, or on a free TCP port when the path is empty.
    explicit MockClamd(const std::string& path, std::string answer = "") : answer_(std::move(answer)) {
        if (path.empty()) {
            listener_ = socket(AF_INET, SOCK_STREAM, 0);
            sockaddr_in place{};
            place.sin_family = AF_INET;
            place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            (void)bind(listener_, reinterpret_cast<sockaddr*>(&place), sizeof place);
            socklen_t size = sizeof place;
            (void)getsockname(listener_, reinterpret_cast<sockaddr*>(&place), &size);
            address_ = "127.0.0.1:" + std::to_string(ntohs(place.sin_port));
        } else {
            listener_ = socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un place{};
            place.sun_family = AF_UNIX;
            std::memcpy(place.sun_path, path.c_str(), path.size() + 1);
            (void)bind(listener_, reinterpret_cast<sockaddr*>(&place), sizeof place);
            address_ = path;
        }
        (void)listen(listener_, 8);
        thread_ = std::thread([this] { serve(); });
    }
    ~MockClamd() {
        shutdown(listener_, SHUT_RDWR);
        thread_.join();
        close(listener_);
    }
    MockClamd(const MockClamd&) = delete;
    MockClamd& operator=(const MockClamd&) = delete;

    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] size_t received() const { return received_; }

  private:
    static bool take(int socket, char* into, size_t size) {
        return recv(socket, into, size, MSG_WAITALL) == static_cast<ssize_t>(size);
    }

    void serve() {
        for (int peer = accept(listener_, nullptr, nullptr); peer >= 0; peer = accept(listener_, nullptr, nullptr)) {
            const std::string reply = hear(peer);
            (void)send(peer, reply.c_str(), reply.size() + 1, MSG_NOSIGNAL);
            close(peer);
        }
    }

    std::string hear(int peer) {
        char command[10];
        if (!take(peer, command, sizeof command) || std::memcmp(command, "zINSTREAM\0", 10) != 0)
            return "UNKNOWN COMMAND";
        std::string content;
        for (unsigned char length[4]; take(peer, reinterpret_cast<char*>(length), 4);) {
            const size_t size = size_t{length[0]} << 24 | size_t{length[1]} << 16 | size_t{length[2]} << 8 | length[3];
            if (size == 0) break;
            std::string chunk(size, '\0');
            if (!take(peer, chunk.data(), size)) return "";
            content += chunk;
        }
        received_ = content.size();
        if (!answer_.empty()) return answer_;
        return content.find("EICAR-STANDARD-ANTIVIRUS-TEST-FILE") != std::string::npos
                   ? "stream: Win.Test.EICAR_HDB-1 FOUND"
                   : "stream: OK";
    }

    std::string answer_;
    std::string address_;
    int listener_ = -1;
    std::atomic<size_t> received_{0};
    std::thread thread_;
};

}  // namespace yici::attachments
