#include "foundation/journal/syncer.h"

#include <utility>

namespace yici::journal {

Syncer::Syncer() : thread_([this] { run(); }) {}

Syncer::~Syncer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Syncer::start(std::vector<std::shared_ptr<File>> files) {
    {
        const std::lock_guard lock(mutex_);
        files_ = std::move(files);
        busy_ = true;
    }
    changed_.notify_all();
}

void Syncer::finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !busy_; });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Syncer::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return busy_ || stopping_; });
        if (!busy_) return;
        const auto files = std::move(files_);
        lock.unlock();
        std::exception_ptr failure;
        try {
            for (const auto& file : files) file->sync();
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        failure_ = failure;
        busy_ = false;
        changed_.notify_all();
    }
}

}  // namespace yici::journal
