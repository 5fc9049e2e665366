#include "foundation/http/client_pool.h"

namespace yici::http {

namespace {

constexpr std::chrono::seconds kKept{30};

/// A kept connection is fit when nothing came on it: neither an end nor words that nobody asked for.
bool is_fit(const ClientLink& link) {
    return std::chrono::steady_clock::now() - link.idle_since <= kKept && link.socket.is_quiet();
}

}  // namespace

void ClientCall::expire() {
    timed_out = true;
    boost::system::error_code ignored;
    if (link) {
        link->connecting.close(ignored);
        link->socket.close();
    }
    if (resolver) resolver->cancel();
    turn.cancel();
}

/// Connections end on the thread of their loop.
ClientPool::~ClientPool() {
    for (auto& [name, host] : hosts_) {
        if (!host.idle.empty()) asio::post(set_.context(), [links = std::move(host.idle)] {});
    }
}

std::unique_ptr<ClientLink> ClientPool::take(const Url& url) {
    Host& host = hosts_[key(url)];
    while (!host.idle.empty()) {
        auto link = std::move(host.idle.back());
        host.idle.pop_back();
        if (is_fit(*link)) return link;
        --host.open;
    }
    if (host.open >= limit_) return nullptr;
    ++host.open;
    return std::make_unique<ClientLink>(set_);
}

void ClientPool::give_back(const Url& url, std::unique_ptr<ClientLink> link, bool good) {
    Host& host = hosts_[key(url)];
    if (good && !closed_) {
        link->used_before = true;
        link->idle_since = std::chrono::steady_clock::now();
        host.idle.push_back(std::move(link));
    } else {
        --host.open;
    }
    wake_next(host);
}

void ClientPool::wake_next(Host& host) {
    if (host.waiting.empty()) return;
    host.waiting.front()->turn.cancel();
    host.waiting.pop_front();
}

void ClientPool::stop_waiting(ClientCall& call) {
    Host& host = hosts_[key(call.url)];
    if (std::erase(host.waiting, &call) == 0) wake_next(host);
}

void ClientPool::close() {
    closed_ = true;
    for (auto& [name, host] : hosts_) {
        host.open -= static_cast<int>(host.idle.size());
        host.idle.clear();
    }
}

}  // namespace yici::http
