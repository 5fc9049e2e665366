#include "foundation/crypto/sm3_lanes.h"

// Packing one message's words into vectors costs a third of the speed (g++ 12, -O2).
#pragma GCC optimize("no-tree-slp-vectorize,no-tree-vectorize")
#include "foundation/crypto/sm3_kernel.h"

namespace yici::crypto {

std::span<const int> sm3_widths() {
    static constexpr int kAll[] = {1, 8, 16};
#if defined(__x86_64__)
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    return std::span(kAll).first(avx512 ? 3 : __builtin_cpu_supports("avx2") ? 2 : 1);
#else
    return std::span(kAll).first(1);
#endif
}

void sm3_run(int width, std::span<const Sm3Job> jobs) {
    if (width == 16) {
        sm3_run_avx512(jobs.data(), jobs.size());
    } else if (width == 8) {
        sm3_run_avx2(jobs.data(), jobs.size());
    } else {
        run_lanes<uint32_t>(jobs.data(), jobs.size());
    }
}

void sm3_run(std::span<const Sm3Job> jobs) {
    const auto widths = sm3_widths();
    int width = 1;
    for (const int candidate : widths) {
        if (candidate == 1 || static_cast<size_t>(candidate) / 2 < jobs.size() || (candidate == 8 && jobs.size() > 1)) {
            width = candidate;
        }
    }
    sm3_run(width, jobs);
}

Sm3State sm3_after_block(const uint8_t* block) {
    uint32_t state[8][1];
    std::memcpy(state, kSm3Start.data(), sizeof state);
    compress<uint32_t>(state, &block);
    Sm3State after;
    std::memcpy(after.data(), state, sizeof state);
    return after;
}

}  // namespace yici::crypto
