#include "foundation/http/ready_set.h"

#include <sys/epoll.h>

#include <unistd.h>

#include <array>
#include <utility>

#include "foundation/http/ready_socket.h"

namespace yici::http {

namespace {

constexpr size_t kAtOnce = 256;

}  // namespace

ReadySet::ReadySet(asio::io_context& context) : context_(context), set_(context) {
    const int number = ::epoll_create1(EPOLL_CLOEXEC);
    if (number < 0) {
        throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
    }
    set_.assign(number);
}

/// Sockets that are left are closed, and what still waits is dropped, which may own its socket.
ReadySet::~ReadySet() {
    std::vector<std::unique_ptr<ReadyOperation>> dropped;
    for (ReadySocket* socket : sockets_) {
        if (socket == nullptr) continue;
        ::close(std::exchange(socket->number_, -1));
        dropped.push_back(std::move(socket->reading_.operation));
        dropped.push_back(std::move(socket->writing_.operation));
    }
}

void ReadySet::add(ReadySocket& socket, int number, boost::system::error_code& error) {
    const auto at = static_cast<size_t>(number);
    if (sockets_.size() <= at) sockets_.resize(at + 1);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.u64 = at;
    if (::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, number, &event) == 0) {
        sockets_[at] = &socket;
    } else {
        error = boost::system::error_code(errno, boost::system::system_category());
    }
}

/// The number is about to be closed, which takes it out of the set.
void ReadySet::remove(int number) {
    sockets_[static_cast<size_t>(number)] = nullptr;
}

void ReadySet::begun() {
    ++waiting_;
    if (!armed_ && !draining_) arm();
}

void ReadySet::ended() {
    --waiting_;
    boost::system::error_code ignored;
    if (waiting_ == 0 && armed_) set_.cancel(ignored);
}

void ReadySet::arm() {
    armed_ = true;
    set_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code&) {
        armed_ = false;
        drain();
        if (waiting_ > 0) arm();
    });
}

void ReadySet::drain() {
    std::array<epoll_event, kAtOnce> events;
    const int count = ::epoll_wait(set_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
    draining_ = true;
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<size_t>(i)];
        // One before it may have closed it. A socket that got its number since is asked in vain, which harms nothing.
        if (ReadySocket* socket = sockets_[event.data.u64]; socket != nullptr) socket->told(event.events);
    }
    draining_ = false;
}

}  // namespace yici::http
