#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace yici::http {

/// Threads for handlers that block, behind a queue with an end.
class Workers {
  public:
    Workers(int threads, size_t queue_limit);
    ~Workers();
    /// False when as many jobs as the limit wait already.
    [[nodiscard]] bool try_push(std::function<void()> job);
    /// Runs what was pushed, then ends the threads.
    void stop();

  private:
    void work();

    const size_t queue_limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace yici::http
