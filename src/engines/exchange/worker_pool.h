#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace yici::exchange {

/// Threads for what waits: departments' databases, gateways, second attempts.
class WorkerPool {
  public:
    WorkerPool(int threads, size_t waiting_limit);
    /// Does what is waiting, then ends.
    ~WorkerPool();
    /// False when too much is waiting already; then nothing will be done.
    [[nodiscard]] bool post(std::function<void()> job);

  private:
    void run();

    const size_t waiting_limit_;
    std::mutex mutex_;
    std::condition_variable signal_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace yici::exchange
