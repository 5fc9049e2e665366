#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "foundation/journal/file.h"

namespace yici::journal {

/// fdatasync on a thread of its own, so that hashing goes on meanwhile.
class Syncer {
  public:
    Syncer();
    ~Syncer();
    /// Begins; one at a time.
    void start(std::vector<std::shared_ptr<File>> files);
    /// Waits for its end, and throws what went wrong.
    void finish();

  private:
    void run();
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::shared_ptr<File>> files_;
    std::exception_ptr failure_;
    bool busy_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace yici::journal
