#include "foundation/base/error.h"
#include "foundation/journal/writer.h"

// What readers of the log ask its writer for.

namespace yici::journal {

/// Subtrees below `size`, as soon as they are there.
std::function<crypto::Digest(int, uint64_t)> Writer::tree_of(uint64_t size) {
    std::unique_lock lock(mutex_);
    wait_for(lock, size);
    return [this](int level, uint64_t at) { return nodes_.get(level, at); };
}

std::vector<crypto::Digest> Writer::inclusion_proof(uint64_t index, uint64_t size) {
    if (size > segments_.size() || index >= size) throw Error(ErrorKind::not_found, "journal.no_such_entry");
    return crypto::inclusion_proof(crypto::HashAlgorithm::sm3, tree_of(size), index, size);
}

std::vector<crypto::Digest> Writer::consistency_proof(uint64_t first, uint64_t second) {
    if (second > segments_.size() || first > second) throw Error(ErrorKind::not_found, "journal.no_such_entry");
    return crypto::consistency_proof(crypto::HashAlgorithm::sm3, tree_of(second), first, second);
}

std::optional<uint64_t> Writer::wait_durable(uint64_t place) {
    std::unique_lock lock(mutex_);
    progress_.wait(lock, [&] { return durable_ > place || !listening_; });
    if (!listening_) return std::nullopt;
    return durable_;
}

bool Writer::wait_stopped(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return progress_.wait_for(lock, time, [this] { return !listening_; });
}

void Writer::stop_listening() {
    {
        const std::lock_guard lock(mutex_);
        listening_ = false;
    }
    progress_.notify_all();
}

}  // namespace yici::journal
