#include <algorithm>
#include <cstring>

#include "foundation/http/connection.h"
#include "foundation/http/field_rules.h"
#include "foundation/http/problem.h"

namespace yici::http {

namespace {

constexpr size_t kOverlappingRequests = 64;
constexpr size_t kFirstBuffer = 4096;
constexpr size_t kBodyBuffer = 64 << 10;
constexpr size_t kIgnoredBody = 64 << 10;

/// An id that a caller gave may go into our logs and answers when it is short and plain.
bool is_sane_id(std::string_view id) {
    const auto plain = [](char c) { return is_token_character(c) && c != '\'' && c != '`'; };
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), plain);
}

/// Sends one answer, from any thread; when it is dropped without one, the request still gets an end.
class Replier {
  public:
    Replier(std::shared_ptr<Connection> connection, uint64_t sequence, Language language, std::string request_id)
        : connection_(std::move(connection)),
          sequence_(sequence),
          language_(language),
          request_id_(std::move(request_id)) {}
    Replier(const Replier&) = delete;
    Replier& operator=(const Replier&) = delete;
    ~Replier() {
        if (!sent_) send(problem(500, "base.internal", {}, language_, request_id_));
    }

    void send(Response response) {
        if (!sent_.exchange(true)) connection_->complete_from_anywhere(sequence_, std::move(response));
    }
    void fail(const std::exception_ptr& thrown) { send(problem(thrown, language_, request_id_)); }

  private:
    std::shared_ptr<Connection> connection_;
    uint64_t sequence_;
    Language language_;
    std::string request_id_;
    std::atomic<bool> sent_{false};
};

}  // namespace

asio::mutable_buffer Connection::space() {
    if (input_begin_ == input_end_) input_begin_ = input_end_ = 0;
    const size_t wanted = phase_ == Phase::body ? kBodyBuffer : kFirstBuffer;
    if (input_.size() < wanted) input_.resize(wanted);
    if (input_.size() - input_end_ < wanted / 2) {
        std::memmove(input_.data(), input_.data() + input_begin_, input_end_ - input_begin_);
        input_end_ -= input_begin_;
        input_begin_ = 0;
        if (input_.size() - input_end_ < wanted / 2) input_.resize(input_.size() * 2);
    }
    return {input_.data() + input_end_, input_.size() - input_end_};
}

void Connection::enter_phase(Phase phase) {
    if (phase == phase_ && phase != Phase::idle) return;
    phase_ = phase;
    const auto& options = core_->options;
    if (phase == Phase::idle) {
        read_deadline_ = slots_.empty() ? std::chrono::steady_clock::now() + options.idle_timeout : SteadyTime::max();
    } else {
        const auto limit = phase == Phase::header ? options.header_timeout : options.body_timeout;
        read_deadline_ = std::chrono::steady_clock::now() + limit;
    }
}

void Connection::process_input() {
    in_process_ = true;
    blocked_ = false;
    while (!reading_done_ && !broken_) {
        const bool exclusive_runs = !slots_.empty() && slots_.back().exclusive;
        if (exclusive_runs || slots_.size() >= kOverlappingRequests) {
            blocked_ = true;
            break;
        }
        if (!complete_held_) {
            size_t used = 0;
            const std::string_view input(input_.data() + input_begin_, input_end_ - input_begin_);
            const RequestParser::Step step = parser_.feed(input, used);
            input_begin_ += used;
            if (step == RequestParser::Step::more) {
                const bool idle = input_begin_ == input_end_ && !parser_.in_body();
                enter_phase(parser_.in_body() ? Phase::body : idle ? Phase::idle : Phase::header);
                break;
            }
            if (step == RequestParser::Step::header_done) {
                if (!begin_request()) break;
                continue;
            }
            if (step == RequestParser::Step::failed) {
                refuse(parser_.fault().status, parser_.fault().key);
                break;
            }
            complete_held_ = true;
            phase_ = Phase::idle;
        }
        // What blocks runs alone: see the class comment.
        const bool alone = !early_ && (!route_ || route_->handler);
        if (alone && !slots_.empty()) {
            blocked_ = true;
            break;
        }
        dispatch();
    }
    if (blocked_) read_deadline_ = SteadyTime::max();
    in_process_ = false;
}

bool Connection::begin_request() {
    find_route();
    const size_t limit = early_ ? kIgnoredBody : route_ ? route_->options.body_limit : 0;
    const bool large = parser_.content_length().value_or(0) > limit;
    const bool waits = parser_.expects_continue() && parser_.content_length() != 0U;
    if (early_ && (large || waits)) {
        Slot& slot = open_slot(false);
        answer_early(slot);
        linger_ = true;
        stop_reading();
        return false;
    }
    if (large) {
        refuse(413, "http.body_too_large");
        return false;
    }
    parser_.allow_body(limit);
    if (waits && slots_.empty() && input_begin_ == input_end_) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
    return true;
}

void Connection::find_route() {
    Request& request = parser_.request();
    route_ = nullptr;
    early_.reset();
    allowed_.clear();
    try {
        route_ = &core_->router.find(request, allowed_);
    } catch (const Error& error) {
        const bool readable = request.method == Method::get || request.method == Method::head;
        if (!readable || !allowed_.empty() || !core_->static_files) early_ = error;
    }
}

void Connection::answer_early(Slot& slot) {
    slot.ready = true;
    if (slot.method == Method::options && !allowed_.empty()) {
        slot.response = Response::empty(204);
        slot.response.headers.add("Allow", allowed_);
    } else {
        slot.response = problem(*early_, slot.language, slot.request_id);
    }
    early_.reset();
}

void Connection::refuse(int status, std::string_view key) {
    Slot& slot = open_slot(false);
    slot.ready = true;
    slot.response = problem(status, key, {}, slot.language, slot.request_id);
    linger_ = true;
    stop_reading();
}

Connection::Slot& Connection::open_slot(bool keep_alive) {
    Request& request = parser_.request();
    Slot& slot = slots_.emplace_back();
    slot.keep_alive = keep_alive;
    slot.start = std::chrono::steady_clock::now();
    slot.method = request.method;
    slot.route = route_;
    slot.metrics = route_ ? &core_->route_metrics[route_->index] : &core_->no_route;
    slot.language = language_of(request.headers.find("Accept-Language"));
    const auto given = request.headers.find("X-Request-Id");
    slot.request_id = given && is_sane_id(*given) ? std::string(*given) : loop_->new_request_id();
    return slot;
}

void Connection::dispatch() {
    complete_held_ = false;
    Slot& slot = open_slot(parser_.keep_alive() && !core_->stopping);
    const uint64_t sequence = first_sequence_ + slots_.size() - 1;
    Request request = parser_.take();
    request.remote_address = remote_address_;
    request.request_id = slot.request_id;
    if (!slot.keep_alive) {
        linger_ = input_begin_ != input_end_;
        stop_reading();
    }
    if (early_) {
        answer_early(slot);
    } else if (route_ && route_->inline_handler) {
        dispatch_inline(sequence, std::move(request));
    } else {
        slot.exclusive = true;
        if (!route_) slot.metrics = &core_->static_route;
        dispatch_blocking(sequence, std::move(request));
    }
}

void Connection::dispatch_inline(uint64_t sequence, Request request) {
    const Slot& slot = slots_.back();
    const auto replier = std::make_shared<Replier>(shared_from_this(), sequence, slot.language, slot.request_id);
    try {
        if (route_->options.guard) route_->options.guard(request);
        route_->inline_handler(std::move(request),
                               [replier](Response response) { replier->send(std::move(response)); });
    } catch (...) {
        replier->fail(std::current_exception());
    }
}

void Connection::dispatch_blocking(uint64_t sequence, Request request) {
    Slot& slot = slots_.back();
    auto replier = std::make_shared<Replier>(shared_from_this(), sequence, slot.language, slot.request_id);
    auto shared_request = std::make_shared<Request>(std::move(request));
    const bool taken = core_->workers.try_push([core = core_.get(), route = route_, replier, shared_request] {
        try {
            if (!route) {
                auto file = core->static_files->answer(*shared_request);
                if (!file) throw Error(ErrorKind::not_found, "http.no_such_path");
                return replier->send(std::move(*file));
            }
            if (route->options.guard) route->options.guard(*shared_request);
            replier->send(route->handler(*shared_request));
        } catch (...) {
            replier->fail(std::current_exception());
        }
    });
    if (!taken) replier->send(problem(503, "http.busy", {}, slot.language, slot.request_id));
}

}  // namespace yici::http
