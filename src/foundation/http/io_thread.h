#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/http/asio.h"
#include "foundation/http/message.h"
#include "foundation/http/ready_set.h"

namespace yici::http {

class Connection;

/// One loop with its own io_context and the connections that live on it. Connections keep it alive, so that a Reply may
/// come long after the server has gone. All but post_reply and the constructor: on its thread alone.
class IoThread : public std::enable_shared_from_this<IoThread> {
  public:
    IoThread(const Clock& clock, RandomSource& random);

    asio::io_context context{1};
    ReadySet ready{context};

    /// The loop that the calling thread runs; nullptr elsewhere.
    [[nodiscard]] static IoThread* current();
    /// Runs until the context is stopped, sweeping all connections for passed deadlines every `tick`.
    void run(std::chrono::milliseconds tick);

    void at_loop_end(std::function<void()> action);
    /// One write for all answers that a connection gets in one turn of the loop.
    void flush_at_loop_end(std::shared_ptr<Connection> connection);
    /// From any thread; many answers are handed over in one go.
    void post_reply(std::shared_ptr<Connection> connection, uint64_t sequence, Response response);

    /// run() returns once the last connection has left; replies that come after that are dropped.
    void close_when_empty();
    void drop_posted();

    void enter(Connection* connection) { connections_.insert(connection); }
    void leave(Connection* connection);
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> connections() const;

    [[nodiscard]] std::string new_request_id();
    /// Date of now, made anew each second.
    [[nodiscard]] const std::string& date(SteadyTime now);

  private:
    struct Posted {
        std::shared_ptr<Connection> connection;
        uint64_t sequence;
        Response response;
    };
    void schedule();
    void end_loop();
    void take_posted();
    void sweep(std::chrono::milliseconds tick);

    const Clock& clock_;
    std::string id_prefix_;
    uint64_t next_id_ = 0;
    std::string date_;
    SteadyTime date_until_{};
    asio::steady_timer sweep_timer_;
    std::unordered_set<Connection*> connections_;
    bool scheduled_ = false;
    bool closing_ = false;
    std::vector<std::function<void()>> actions_;
    std::vector<std::function<void()>> running_actions_;
    std::vector<std::shared_ptr<Connection>> unflushed_;
    std::vector<std::shared_ptr<Connection>> flushing_;
    std::mutex posted_mutex_;
    bool dropping_ = false;
    std::vector<Posted> posted_;
    std::vector<Posted> taken_;
};

}  // namespace yici::http
