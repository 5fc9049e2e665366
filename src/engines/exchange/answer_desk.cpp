#include "engines/exchange/answer_desk.h"

#include <algorithm>
#include <iterator>

namespace yici::exchange {

AnswerDesk::AnswerDesk(GatewayCore& core, WorkShelf& shelf)
    : core_(core),
      shelf_(shelf),
      most_(std::max<size_t>(core.options().answers_a_signature, 1)),
      thread_([this] { run(); }) {}

AnswerDesk::~AnswerDesk() {
    wait_until_idle();
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    signal_.notify_all();
    thread_.join();
}

void AnswerDesk::expect() {
    const std::lock_guard lock(mutex_);
    ++open_;
}

void AnswerDesk::arrived(std::unique_ptr<HttpWork> work) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    announce(waiting_.size() - 1);
}

void AnswerDesk::announce(size_t before) {
    if (before == 0) first_at_ = std::chrono::steady_clock::now();
    if (before == 0 || (before < most_ && waiting_.size() >= most_)) signal_.notify_one();
}

void AnswerDesk::push(HttpWorks works) {
    if (works.empty()) return;
    const std::lock_guard lock(mutex_);
    open_ += works.size();
    const size_t before = waiting_.size();
    std::ranges::move(works, std::back_inserter(waiting_));
    announce(before);
}

void AnswerDesk::finish(HttpWorks works) {
    if (works.empty()) return;
    {
        const std::lock_guard lock(mutex_);
        open_ += works.size();
    }
    std::vector<CallWork*> all;
    std::vector<CallWork*> to_read;
    for (const auto& work : works) {
        all.push_back(work.get());
        if (std::exchange(work->to_read, false)) to_read.push_back(work.get());
    }
    try {
        core_.read_registry(to_read);
        core_.seal(all);
    } catch (...) {
        reply(std::move(works), std::current_exception());
        return;
    }
    auto shared = std::make_shared<HttpWorks>(std::move(works));
    core_.append(all, [this, shared](const std::exception_ptr& failure) { reply(std::move(*shared), failure); });
}

void AnswerDesk::reply(HttpWorks works, const std::exception_ptr& failure) {
    const size_t count = works.size();
    for (const auto& work : works) {
        if (failure) {
            work->answer_with(failure);
        } else {
            work->answer();
        }
    }
    shelf_.give_back(std::move(works));
    const std::lock_guard lock(mutex_);
    open_ -= count;
    if (open_ == 0) idle_.notify_all();
}

void AnswerDesk::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        signal_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        if (core_.options().sign) gather(lock);
        HttpWorks batch = take_batch();
        lock.unlock();
        pace_.signed_batch(batch.size());
        finish_expected(std::move(batch));
        lock.lock();
    }
}

/// Until the batch is full, its first answer has waited long enough, or nobody has come for a while: then everybody who
/// calls may be waiting here already.
void AnswerDesk::gather(std::unique_lock<std::mutex>& lock) {
    const auto latest = first_at_ + pace_.patience();
    const auto full = [this] { return stopping_ || waiting_.size() >= most_; };
    size_t before = 0;
    while (before != waiting_.size() && !full()) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= latest) return;
        before = waiting_.size();
        signal_.wait_until(lock, std::min(latest, now + SigningPace::kPause), full);
    }
}

HttpWorks AnswerDesk::take_batch() {
    HttpWorks batch;
    if (waiting_.size() <= most_) {
        batch.swap(waiting_);
    } else {
        const auto end = waiting_.begin() + static_cast<ptrdiff_t>(most_);
        batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
        waiting_.erase(waiting_.begin(), end);
    }
    return batch;
}

void AnswerDesk::finish_expected(HttpWorks works) {
    const size_t count = works.size();
    finish(std::move(works));  // counts them once more
    const std::lock_guard lock(mutex_);
    open_ -= count;
    if (open_ == 0) idle_.notify_all();
}

void AnswerDesk::wait_until_idle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return open_ == 0; });
}

}  // namespace yici::exchange
