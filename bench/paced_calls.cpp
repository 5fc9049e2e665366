#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Time = std::chrono::steady_clock::time_point;
using std::chrono::steady_clock;

std::vector<std::string> read_requests(const char* path) {
    std::vector<std::string> requests;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        const size_t first = line.find('\t');
        const size_t second = line.find('\t', first + 1);
        const std::string body = line.substr(second + 1);
        requests.push_back("POST /api/v1/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nYici-Application: bench\r\nYici-Time: " +
                           line.substr(0, first) + "\r\nYici-Signature: " + line.substr(first + 1, second - first - 1) +
                           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    return requests;
}

struct Connection {
    int socket = -1;
    Time due;
    std::string input;
};

/// Sends requests when they are due, whichever answers are still out; a request that finds no free connection waits for
/// one, and its latency counts from when it was due all the same.
class Pacer {
  public:
    Pacer(uint16_t port, size_t connections) : poll_(::epoll_create1(0)), connections_(connections) {
        for (size_t i = 0; i < connections; ++i) {
            connect(connections_[i].socket = ::socket(AF_INET, SOCK_STREAM, 0), port);
            epoll_event event{EPOLLIN, {.u64 = i}};
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
            free_.push_back(i);
        }
    }

    void run(const std::vector<std::string>& requests, double rate, double seconds) {
        const auto total = static_cast<size_t>(rate * seconds);
        const std::chrono::duration<double> gap(1 / rate);
        const Time begin = steady_clock::now();
        size_t sent = 0;
        while (latencies_.size() + bad_ < total) {
            const Time now = steady_clock::now();
            if (now > begin + std::chrono::duration<double>(seconds + 20))
                throw std::runtime_error("answers are missing");
            while (sent < total && !free_.empty()) {
                const Time due = begin + std::chrono::duration_cast<steady_clock::duration>(gap * double(sent));
                if (due > now) break;
                send(requests[sent++ % requests.size()], due);
            }
            receive();
        }
        seconds_ = std::chrono::duration<double>(steady_clock::now() - begin).count();
    }

    void print() {
        std::sort(latencies_.begin(), latencies_.end());
        const auto at = [&](double share) { return latencies_[size_t(double(latencies_.size() - 1) * share)] * 1e3; };
        std::printf(R"({"requests":%zu,"rate":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"most_ms":%.3f})"
                    "\n",
                    latencies_.size(), double(latencies_.size()) / seconds_, at(0.5), at(0.99), at(1));
    }
    [[nodiscard]] bool all_good() const { return bad_ == 0 && !latencies_.empty(); }

  private:
    static void connect(int socket, uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("cannot connect");
        }
    }

    void send(const std::string& request, Time due) {
        Connection& connection = connections_[free_.back()];
        free_.pop_back();
        connection.due = due;
        if (::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) != ssize_t(request.size())) {
            throw std::runtime_error("cannot send");
        }
    }

    void receive() {
        epoll_event events[64];
        const int count = ::epoll_wait(poll_, events, 64, 0);
        for (int i = 0; i < count; ++i) {
            Connection& connection = connections_[events[i].data.u64];
            char piece[16384];
            const ssize_t got = ::recv(connection.socket, piece, sizeof piece, MSG_DONTWAIT);
            if (got <= 0) throw std::runtime_error("the server closed a connection");
            connection.input.append(piece, size_t(got));
            if (!is_whole(connection.input)) continue;
            if (connection.input.starts_with("HTTP/1.1 200 ")) {
                latencies_.push_back(std::chrono::duration<double>(steady_clock::now() - connection.due).count());
            } else {
                ++bad_;
            }
            connection.input.clear();
            free_.push_back(events[i].data.u64);
        }
    }

    static bool is_whole(const std::string& input) {
        const size_t end = input.find("\r\n\r\n");
        const size_t length = input.find("Content-Length: ");
        if (end == std::string::npos || length == std::string::npos) return false;
        return input.size() >= end + 4 + std::strtoul(input.c_str() + length + 16, nullptr, 10);
    }

    int poll_;
    std::vector<Connection> connections_;
    std::vector<size_t> free_;
    std::vector<double> latencies_;
    size_t bad_ = 0;
    double seconds_ = 0;
};

}  // namespace

/// paced_calls PORT FILE RATE SECONDS CONNECTIONS: sends the presigned requests of bench/calls_node at a fixed rate
/// (which wrk cannot) and prints the latencies as JSON.
int main(int count, char** arguments) {
    if (count != 6) return 2;
    try {
        const auto requests = read_requests(arguments[2]);
        Pacer pacer(uint16_t(std::atoi(arguments[1])), size_t(std::atoi(arguments[5])));
        pacer.run(requests, std::atof(arguments[3]), std::atof(arguments[4]));
        if (!pacer.all_good()) throw std::runtime_error("bad answers");
        pacer.print();
        return 0;
    } catch (const std::exception& mistake) {
        std::fprintf(stderr, "%s\n", mistake.what());
        return 1;
    }
}
