#pragma once

#include <cstddef>
#include <functional>

namespace yici::linkage {

/// Calls work(index, thread) for every index below `count` on up to `threads` threads; the first exception of any is
/// thrown here when all have ended.
void in_parallel(size_t threads, size_t count, const std::function<void(size_t index, size_t thread)>& work);

}  // namespace yici::linkage
