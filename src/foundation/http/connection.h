#pragma once

#include <memory>
#include <string>
#include <vector>

#include "foundation/base/error.h"
#include "foundation/http/asio.h"
#include "foundation/http/io_thread.h"
#include "foundation/http/ready_socket.h"
#include "foundation/http/request_parser.h"
#include "foundation/http/server_core.h"

namespace yici::http {

/// One client: reads requests, hands them to their handlers, writes the answers in the order of the requests. Requests
/// of inline routes may overlap; one for a worker waits for all before it and holds up all after it, so that what a
/// client sends in order is done in order. Lives on one IoThread and is touched by that thread alone.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(std::shared_ptr<ServerCore> core, std::shared_ptr<IoThread> loop, tcp::socket accepted);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start();
    /// The answer to the request that was given this number; ignored when the connection is gone.
    void complete(uint64_t sequence, Response response);
    /// complete() from any thread.
    void complete_from_anywhere(uint64_t sequence, Response response);
    /// Writes all answers that are next in order.
    void flush();
    void check_deadlines(SteadyTime now);
    /// Closes now when idle, else after the running requests.
    void end_soon();
    void close_now();

  private:
    enum class Phase { handshake, idle, header, body, ending };
    struct Slot {
        bool ready = false;
        bool keep_alive = true;
        bool exclusive = false;
        Method method = Method::get;
        Language language = Language::zh;
        SteadyTime start;
        const Router::Route* route = nullptr;
        const RouteMetrics* metrics = nullptr;
        std::string request_id;
        Response response;
    };

    /// A queue of slots; those that are done wait for later requests.
    class Slots {
      public:
        [[nodiscard]] bool empty() const { return begin_ == end_; }
        [[nodiscard]] size_t size() const { return end_ - begin_; }
        [[nodiscard]] Slot& front() { return *slots_[begin_]; }
        [[nodiscard]] Slot& back() { return *slots_[end_ - 1]; }
        [[nodiscard]] const Slot& back() const { return *slots_[end_ - 1]; }
        [[nodiscard]] Slot& operator[](size_t at) { return *slots_[begin_ + at]; }
        Slot& emplace_back();
        void pop_front();
        void clear();

      private:
        std::vector<std::unique_ptr<Slot>> slots_;
        size_t begin_ = 0;
        size_t end_ = 0;
    };

    asio::awaitable<void> run();
    asio::awaitable<bool> shake_hands();
    asio::awaitable<void> wait_for_change();
    asio::awaitable<void> finish();
    [[nodiscard]] bool finished() const;
    [[nodiscard]] bool must_wait() const;
    void wake();
    void stop_reading();
    void cancel_input();

    // Input
    [[nodiscard]] asio::mutable_buffer space();
    void process_input();
    void enter_phase(Phase phase);
    /// After the last header field: finds the route and its limit; false when the request was refused.
    bool begin_request();
    void find_route();
    void answer_early(Slot& slot);
    /// The last answer of this connection.
    void refuse(int status, std::string_view key);
    [[nodiscard]] Slot& open_slot(bool keep_alive);
    void dispatch();
    void dispatch_inline(uint64_t sequence, Request request);
    void dispatch_blocking(uint64_t sequence, Request request);

    // Output
    void gather();
    void write_out();
    void written(const boost::system::error_code& error);
    void account(const Slot& slot) const;

    std::shared_ptr<ServerCore> core_;
    std::shared_ptr<IoThread> loop_;
    tcp::socket accepted_;  // until start()
    ReadySocket socket_;
    std::unique_ptr<asio::ssl::stream<ReadySocket&>> tls_;
    std::string remote_address_;

    std::vector<char> input_;
    size_t input_begin_ = 0;
    size_t input_end_ = 0;
    RequestParser parser_;
    Phase phase_ = Phase::idle;
    bool reading_done_ = false;
    bool blocked_ = false;        // a whole request waits for those before it
    bool complete_held_ = false;  // ... and the parser holds it
    bool in_process_ = false;
    bool flush_scheduled_ = false;
    bool linger_ = false;  // the client may still be sending: let it read our answer before the reset
    bool cancel_when_written_ = false;
    const Router::Route* route_ = nullptr;  // of the request that is being read
    std::optional<Error> early_;            // why it needs no handler
    std::string allowed_;
    SteadyTime now_{};
    SteadyTime read_deadline_ = SteadyTime::max();
    SteadyTime write_deadline_ = SteadyTime::max();

    Slots slots_;
    uint64_t first_sequence_ = 0;
    std::string output_;
    std::string writing_;
    bool write_pending_ = false;
    bool broken_ = false;
    bool waiting_ = false;
    asio::steady_timer change_;
};

}  // namespace yici::http
