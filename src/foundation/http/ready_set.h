#pragma once

#include <vector>

#include "foundation/http/asio.h"

namespace yici::http {

class ReadySocket;

/// Tells the sockets of one loop when they may be read or written: an epoll set inside the loop's own. Asio's reactor
/// asks a socket once more after each answer ("anything left?"), which is a third of a server's reads; here a socket is
/// asked when something came. On the loop's thread alone; sockets that outlive it are closed.
class ReadySet {
  public:
    explicit ReadySet(asio::io_context& context);
    ~ReadySet();
    ReadySet(const ReadySet&) = delete;
    ReadySet& operator=(const ReadySet&) = delete;

    [[nodiscard]] asio::io_context& context() const { return context_; }

  private:
    friend class ReadySocket;
    void add(ReadySocket& socket, int number, boost::system::error_code& error);
    void remove(int number);
    /// An operation waits for a socket. The loop has work as long as one does.
    void begun();
    void ended();
    /// Whether what comes is noticed at once.
    [[nodiscard]] bool listening() const { return armed_ || draining_; }
    void arm();
    void drain();

    asio::io_context& context_;
    asio::posix::stream_descriptor set_;
    std::vector<ReadySocket*> sockets_;  // by their numbers
    size_t waiting_ = 0;
    bool armed_ = false;
    bool draining_ = false;
};

}  // namespace yici::http
