#include "engines/linkage/parallel.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace yici::linkage {

void in_parallel(size_t threads, size_t count, const std::function<void(size_t, size_t)>& work) {
    std::atomic<size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto run = [&](size_t thread) {
        try {
            for (size_t index = next++; index < count; index = next++) work(index, thread);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    std::vector<std::thread> others;
    for (size_t i = 1; i < threads && i < count; ++i) others.emplace_back(run, i);
    run(0);
    for (std::thread& one : others) one.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace yici::linkage
