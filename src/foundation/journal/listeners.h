#pragma once

#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "foundation/journal/writer.h"

namespace yici::journal {

/// A thread for each listener; only durable entries are told, so that no listener ever knows more than the disk.
class Listeners {
  public:
    explicit Listeners(Writer& writer) : writer_(writer) {}
    ~Listeners();
    void add(uint64_t from, std::function<void(std::span<const Stored>)> listener);

  private:
    void run(uint64_t place, const std::function<void(std::span<const Stored>)>& listener);

    Writer& writer_;
    std::mutex mutex_;
    std::list<std::thread> threads_;
};

}  // namespace yici::journal
