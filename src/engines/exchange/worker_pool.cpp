#include "engines/exchange/worker_pool.h"

namespace yici::exchange {

WorkerPool::WorkerPool(int threads, size_t waiting_limit) : waiting_limit_(waiting_limit) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    signal_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::post(std::function<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= waiting_limit_) return false;
        waiting_.push_back(std::move(job));
    }
    signal_.notify_one();
    return true;
}

void WorkerPool::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        signal_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        const std::function<void()> job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
}

}  // namespace yici::exchange
