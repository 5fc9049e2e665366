#include "foundation/http/io_thread.h"

#include <array>
#include <charconv>

#include "foundation/base/error.h"
#include "foundation/base/log.h"
#include "foundation/base/text.h"
#include "foundation/http/connection.h"
#include "foundation/http/wire.h"

namespace yici::http {

namespace {

// at_loop_end and Reply have to know on which loop they were called.
thread_local IoThread* current_loop = nullptr;

}  // namespace

IoThread::IoThread(const Clock& clock, RandomSource& random) : clock_(clock), sweep_timer_(context) {
    std::array<uint8_t, 4> bytes{};
    random.fill(bytes);
    id_prefix_ = to_hex(bytes) + "-";
}

IoThread* IoThread::current() {
    return current_loop;
}

void IoThread::run(std::chrono::milliseconds tick) {
    current_loop = this;
    sweep(tick);
    context.run();
    current_loop = nullptr;
}

void IoThread::sweep(std::chrono::milliseconds tick) {
    sweep_timer_.expires_after(tick);
    sweep_timer_.async_wait([this, tick](const boost::system::error_code& error) {
        if (error || (closing_ && connections_.empty())) return;
        const SteadyTime now = std::chrono::steady_clock::now();
        for (Connection* connection : connections_) connection->check_deadlines(now);
        sweep(tick);
    });
}

void IoThread::close_when_empty() {
    closing_ = true;
    if (connections_.empty()) sweep_timer_.cancel();
}

void IoThread::leave(Connection* connection) {
    connections_.erase(connection);
    if (closing_ && connections_.empty()) sweep_timer_.cancel();
}

void IoThread::schedule() {
    if (scheduled_) return;
    scheduled_ = true;
    asio::post(context, [this] { end_loop(); });
}

void IoThread::at_loop_end(std::function<void()> action) {
    actions_.push_back(std::move(action));
    schedule();
}

void IoThread::flush_at_loop_end(std::shared_ptr<Connection> connection) {
    unflushed_.push_back(std::move(connection));
    schedule();
}

void IoThread::end_loop() {
    scheduled_ = false;
    running_actions_.swap(actions_);
    for (const auto& action : running_actions_) {
        try {
            action();
        } catch (const std::exception& mistake) {
            log::error("http.loop_end_failed", {{"what", mistake.what()}});
        }
    }
    running_actions_.clear();
    flushing_.swap(unflushed_);
    for (const auto& connection : flushing_) connection->flush();
    flushing_.clear();
    if (!actions_.empty() || !unflushed_.empty()) schedule();
}

void IoThread::post_reply(std::shared_ptr<Connection> connection, uint64_t sequence, Response response) {
    bool first = false;
    {
        const std::lock_guard lock(posted_mutex_);
        if (dropping_) return;
        first = posted_.empty();
        posted_.push_back({std::move(connection), sequence, std::move(response)});
    }
    if (first)
        asio::post(context, [self = weak_from_this()] {
            if (const auto loop = self.lock()) loop->take_posted();
        });
}

void IoThread::take_posted() {
    {
        const std::lock_guard lock(posted_mutex_);
        taken_.swap(posted_);
    }
    for (Posted& posted : taken_) posted.connection->complete(posted.sequence, std::move(posted.response));
    taken_.clear();
}

void IoThread::drop_posted() {
    std::vector<Posted> dropped;
    const std::lock_guard lock(posted_mutex_);
    dropping_ = true;
    dropped.swap(posted_);
}

std::vector<std::shared_ptr<Connection>> IoThread::connections() const {
    std::vector<std::shared_ptr<Connection>> all;
    for (Connection* connection : connections_) all.push_back(connection->shared_from_this());
    return all;
}

std::string IoThread::new_request_id() {
    // Mostly 15 characters, which a std::string holds without an allocation.
    std::array<char, 16> number{};
    const auto end = std::to_chars(number.data(), number.data() + number.size(), ++next_id_, 36).ptr;
    std::string id = id_prefix_;
    id.append(number.data(), end);
    return id;
}

const std::string& IoThread::date(SteadyTime now) {
    if (now >= date_until_) {
        date_ = http_date(clock_.now());
        date_until_ = now + std::chrono::seconds(1);
    }
    return date_;
}

bool on_io_thread() {
    return IoThread::current() != nullptr;
}

void at_loop_end(std::function<void()> action) {
    IoThread* loop = IoThread::current();
    if (!loop) throw Error(ErrorKind::internal, "base.internal", "at_loop_end outside an I/O thread");
    loop->at_loop_end(std::move(action));
}

}  // namespace yici::http
