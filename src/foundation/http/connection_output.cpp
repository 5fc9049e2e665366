#include "foundation/base/log.h"
#include "foundation/http/connection.h"
#include "foundation/http/wire.h"

namespace yici::http {

namespace {

constexpr size_t kKeptBuffer = 256 << 10;

double seconds_between(SteadyTime from, SteadyTime to) {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

void Connection::flush() {
    flush_scheduled_ = false;
    if (broken_) return;
    gather();
    write_out();
    wake();
}

void Connection::gather() {
    if (slots_.empty() || !slots_.front().ready) return;
    now_ = std::chrono::steady_clock::now();
    blocked_ = false;
    while (!slots_.empty() && slots_.front().ready) {
        const Slot& slot = slots_.front();
        const bool last = !slot.keep_alive || (core_->stopping && slots_.size() == 1);
        WireOptions options;
        options.head = slot.method == Method::head;
        options.keep_alive = !last;
        options.request_id = slot.request_id;
        options.date = loop_->date(now_);
        append_response(output_, slot.response, options);
        account(slot);
        slots_.pop_front();
        ++first_sequence_;
        if (last) {
            first_sequence_ += slots_.size();
            slots_.clear();
            if (!reading_done_) {
                stop_reading();
                cancel_input();
            }
        }
    }
    if (slots_.empty() && phase_ == Phase::idle && !reading_done_) {
        read_deadline_ = now_ + core_->options.idle_timeout;
    }
}

void Connection::account(const Slot& slot) const {
    const double seconds = seconds_between(slot.start, now_);
    slot.metrics->count(slot.response.status, seconds);
    if (!core_->options.access_log) return;
    log::info("http.request", {{"request_id", slot.request_id},
                               {"method", std::string(to_string(slot.method))},
                               {"route", slot.route ? slot.route->pattern : std::string()},
                               {"status", std::to_string(slot.response.status)},
                               {"bytes", std::to_string(slot.response.body.size())},
                               {"microseconds", std::to_string(static_cast<int64_t>(seconds * 1e6))}});
}

/// Tries the write at once: an answer mostly fits the socket's buffer, and the loop need not be asked.
void Connection::write_out() {
    if (write_pending_ || output_.empty() || broken_) return;
    boost::system::error_code error;
    size_t sent = 0;
    if (!tls_) {
        sent = socket_.write_some(asio::buffer(output_), error);
        if (error && error != asio::error::would_block) return close_now();
        if (sent == output_.size()) {
            output_.clear();
            if (output_.capacity() > kKeptBuffer) output_.shrink_to_fit();
            return;
        }
    }
    writing_.assign(output_, sent);
    output_.clear();
    write_pending_ = true;
    write_deadline_ = std::chrono::steady_clock::now() + core_->options.body_timeout;
    auto done = [self = shared_from_this()](const boost::system::error_code& failed, size_t) { self->written(failed); };
    if (tls_) {
        asio::async_write(*tls_, asio::buffer(writing_), std::move(done));
    } else {
        asio::async_write(socket_, asio::buffer(writing_), std::move(done));
    }
}

void Connection::written(const boost::system::error_code& error) {
    write_pending_ = false;
    write_deadline_ = SteadyTime::max();
    if (error) return close_now();
    if (cancel_when_written_) cancel_input();
    write_out();
    wake();
}

}  // namespace yici::http
