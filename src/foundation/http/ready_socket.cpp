#include "foundation/http/ready_socket.h"

#include <sys/epoll.h>
#include <sys/socket.h>

namespace yici::http {

void ReadySocket::adopt(tcp::socket&& connected, boost::system::error_code& error) {
    close();
    connected.non_blocking(true, error);
    if (error) return;
    const int number = connected.release(error);
    if (error) return;
    set_.add(*this, number, error);
    if (error) {
        ::close(number);
        return;
    }
    number_ = number;
    hung_up_ = false;
    reading_.ready = false;
    writing_.ready = true;
}

size_t ReadySocket::write_some(asio::const_buffer bytes, boost::system::error_code& error) {
    return transfer(writing_, asio::mutable_buffer(const_cast<void*>(bytes.data()), bytes.size()), error);
}

void ReadySocket::start(Side& side, asio::mutable_buffer buffer, std::unique_ptr<ReadyOperation> operation) {
    side.buffer = buffer;
    side.operation = std::move(operation);
    set_.begun();
    Outcome outcome = attempt(side);
    if (outcome.operation) post(std::move(outcome));
}

void ReadySocket::told(uint32_t events) {
    const bool ended = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    hung_up_ = hung_up_ || ended;
    reading_.ready = reading_.ready || ended || (events & EPOLLIN) != 0;
    writing_.ready = writing_.ready || (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
    const Outcome read = attempt(reading_);
    const Outcome written = attempt(writing_);
    // Whoever is called may end this socket.
    if (read.operation) read.operation->complete(read.error, read.count);
    if (written.operation) written.operation->complete(written.error, written.count);
}

ReadySocket::Outcome ReadySocket::attempt(Side& side) {
    Outcome outcome;
    if (!side.operation) return outcome;
    outcome.count = transfer(side, side.buffer, outcome.error);
    if (outcome.error == asio::error::would_block) return outcome;
    outcome.operation = std::move(side.operation);
    set_.ended();
    return outcome;
}

size_t ReadySocket::transfer(Side& side, asio::mutable_buffer buffer, boost::system::error_code& error) {
    error = {};
    if (number_ < 0) {
        error = asio::error::bad_descriptor;
        return 0;
    }
    if (buffer.size() == 0) return 0;  // TLS asks so for its turn
    if (!side.ready) {
        error = asio::error::would_block;
        return 0;
    }
    const bool reads = &side == &reading_;
    ssize_t count = 0;
    do {
        count = reads ? ::recv(number_, buffer.data(), buffer.size(), 0)
                      : ::send(number_, buffer.data(), buffer.size(), MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        error = boost::system::error_code(errno, boost::system::system_category());
        if (error == asio::error::would_block) side.ready = false;
        return 0;
    }
    // Less than asked for is all there was, or all the room there was: it will be told when there is more.
    if (static_cast<size_t>(count) < buffer.size()) side.ready = reads && hung_up_;
    if (reads && count == 0) error = asio::error::eof;
    return static_cast<size_t>(count);
}

/// Never before whoever began it has returned.
void ReadySocket::post(Outcome outcome) {
    asio::post(set_.context(),
               [outcome = std::move(outcome)] { outcome.operation->complete(outcome.error, outcome.count); });
}

void ReadySocket::abort(Side& side) {
    if (!side.operation) return;
    set_.ended();
    post({std::move(side.operation), asio::error::operation_aborted, 0});
}

void ReadySocket::cancel() {
    abort(reading_);
    abort(writing_);
}

void ReadySocket::close() {
    if (number_ < 0) return;
    set_.remove(number_);
    ::close(number_);
    number_ = -1;
    cancel();
}

void ReadySocket::shutdown_send() {
    if (number_ >= 0) ::shutdown(number_, SHUT_WR);
}

void ReadySocket::reset_on_close() {
    const linger none{1, 0};
    if (number_ >= 0) ::setsockopt(number_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

bool ReadySocket::is_quiet() const {
    if (number_ < 0) return false;
    if (set_.listening() && !reading_.ready) return true;
    char byte = 0;
    const ssize_t count = ::recv(number_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace yici::http
