#include "foundation/http/connection.h"

#include <algorithm>
#include <utility>

#include "foundation/base/log.h"

namespace yici::http {

namespace {

constexpr size_t kBacklogLimit = 1 << 20;
constexpr std::chrono::seconds kLinger{1};
constexpr size_t kLingerBytes = 1 << 20;

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, std::shared_ptr<IoThread> loop, tcp::socket accepted)
    : core_(std::move(core)),
      loop_(std::move(loop)),
      accepted_(std::move(accepted)),
      socket_(loop_->ready),
      parser_(core_->options.header_limit),
      change_(loop_->context) {
    if (core_->tls) tls_ = std::make_unique<asio::ssl::stream<ReadySocket&>>(socket_, *core_->tls);
}

Connection::~Connection() = default;

Connection::Slot& Connection::Slots::emplace_back() {
    if (end_ == slots_.size() && begin_ > 0) {
        std::rotate(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(begin_), slots_.end());
        end_ -= std::exchange(begin_, 0);
    }
    if (end_ == slots_.size()) slots_.push_back(std::make_unique<Slot>());
    return *slots_[end_++];
}

void Connection::Slots::pop_front() {
    *slots_[begin_++] = Slot();
    if (begin_ == end_) begin_ = end_ = 0;
}

void Connection::Slots::clear() {
    while (!empty()) pop_front();
}

void Connection::start() {
    boost::system::error_code error;
    const auto remote = accepted_.remote_endpoint(error);
    if (!error) remote_address_ = remote.address().to_string();
    accepted_.set_option(tcp::no_delay(true), error);
    socket_.adopt(std::move(accepted_), error);
    broken_ = bool(error);
    loop_->enter(this);
    asio::co_spawn(loop_->context, run(), [self = shared_from_this()](const std::exception_ptr& thrown) {
        if (thrown) log::error("http.connection_failed");
        self->broken_ = true;
        self->slots_.clear();
        self->socket_.close();
        self->loop_->leave(self.get());
        --self->core_->connections;
    });
}

asio::awaitable<void> Connection::run() {
    if (tls_) {
        const bool shaken = co_await shake_hands();
        if (!shaken) co_return;
    }
    enter_phase(Phase::idle);
    if (core_->stopping) stop_reading();  // it came in while the server was closing its doors
    boost::system::error_code error;
    while (true) {
        process_input();
        const bool was_blocked = blocked_;
        flush();
        if (finished()) break;
        if (was_blocked && !blocked_) continue;
        if (must_wait()) {
            co_await wait_for_change();
            continue;
        }
        const asio::mutable_buffer room = space();
        size_t count = 0;
        if (tls_) {
            count = co_await tls_->async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
        } else {
            count = co_await socket_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
        }
        input_end_ += count;
        if (error && !reading_done_) stop_reading();
    }
    co_await finish();
}

asio::awaitable<bool> Connection::shake_hands() {
    phase_ = Phase::handshake;
    read_deadline_ = std::chrono::steady_clock::now() + core_->options.header_timeout;
    boost::system::error_code error;
    co_await tls_->async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
}

bool Connection::finished() const {
    return broken_ || (reading_done_ && slots_.empty() && output_.empty() && !write_pending_);
}

bool Connection::must_wait() const {
    return reading_done_ || blocked_ || output_.size() > kBacklogLimit;
}

asio::awaitable<void> Connection::wait_for_change() {
    waiting_ = true;
    boost::system::error_code ignored;
    change_.expires_at(SteadyTime::max());
    co_await change_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    waiting_ = false;
}

void Connection::wake() {
    if (waiting_) change_.cancel();
}

/// Says farewell so that the client surely sees the last answer: a close with unread input would reset it away.
asio::awaitable<void> Connection::finish() {
    phase_ = Phase::ending;
    boost::system::error_code error;
    read_deadline_ = std::chrono::steady_clock::now() + kLinger;
    if (tls_ && !broken_) {
        co_await tls_->async_shutdown(asio::redirect_error(asio::use_awaitable, error));
        error = {};
    }
    if (!linger_ || broken_) co_return;
    error = {};
    socket_.shutdown_send();
    input_.resize(4096);
    size_t dropped = 0;
    while (!error && dropped < kLingerBytes) {
        const asio::mutable_buffer room(input_.data(), input_.size());
        dropped += co_await socket_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
    }
}

void Connection::stop_reading() {
    reading_done_ = true;
    read_deadline_ = SteadyTime::max();
}

void Connection::cancel_input() {
    // cancel() would end a running write as well.
    cancel_when_written_ = write_pending_;
    if (!write_pending_) socket_.cancel();
    wake();
}

void Connection::check_deadlines(SteadyTime now) {
    if (now >= write_deadline_) {
        // Nobody reads: drop what the kernel still holds as well, instead of lingering over it.
        socket_.reset_on_close();
        return close_now();
    }
    if (now < read_deadline_) return;
    read_deadline_ = SteadyTime::max();
    if (phase_ == Phase::handshake || phase_ == Phase::ending) return close_now();
    if ((phase_ == Phase::header || phase_ == Phase::body) && !reading_done_) {
        refuse(408, "http.request_timed_out");
    }
    stop_reading();
    cancel_input();
}

void Connection::end_soon() {
    if (phase_ != Phase::idle || !slots_.empty() || reading_done_) return;
    stop_reading();
    cancel_input();
}

void Connection::close_now() {
    broken_ = true;
    socket_.close();
    wake();
}

void Connection::complete_from_anywhere(uint64_t sequence, Response response) {
    if (IoThread::current() == loop_.get()) {
        complete(sequence, std::move(response));
    } else {
        loop_->post_reply(shared_from_this(), sequence, std::move(response));
    }
}

void Connection::complete(uint64_t sequence, Response response) {
    if (broken_ || sequence < first_sequence_ || sequence - first_sequence_ >= slots_.size()) return;
    Slot& slot = slots_[sequence - first_sequence_];
    if (slot.ready) return;
    slot.ready = true;
    slot.response = std::move(response);
    if (in_process_ || flush_scheduled_ || !slots_.front().ready) return;
    flush_scheduled_ = true;
    loop_->flush_at_loop_end(shared_from_this());
}

}  // namespace yici::http
