#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace yici::one_id {

/// A few threads that take tasks in order; what is queued at the end is dropped, what runs is waited for.
class Workers {
  public:
    explicit Workers(int count);
    ~Workers();
    void add(std::function<void()> task);

  private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace yici::one_id
