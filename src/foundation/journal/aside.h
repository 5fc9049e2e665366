#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace yici::journal {

/// Does one piece of work on a thread of its own while its owner does another. The writer syncs on its own thread and
/// hashes here; who waits for the disk alone is told as soon as that is done.
class Aside {
  public:
    Aside();
    ~Aside();
    /// Begins; one at a time.
    void start(std::function<void()> work);
    /// Waits for its end, and throws what went wrong.
    void finish();

  private:
    void run();
    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void()> work_;
    std::exception_ptr failure_;
    bool busy_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace yici::journal
