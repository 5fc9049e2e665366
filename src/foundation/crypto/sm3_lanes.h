#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "foundation/base/text.h"

namespace yici::crypto {

using Sm3State = std::array<uint32_t, 8>;

/// GB/T 32905 §4.1.
constexpr Sm3State kSm3Start = {0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
                                0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e};

/// One message, or the rest of one: `state` after `before` bytes, a multiple of 64, that came first.
struct Sm3Job {
    Sm3State state = kSm3Start;
    uint64_t before = 0;
    const uint8_t* data = nullptr;
    size_t size = 0;
    uint8_t* digest = nullptr;  // 32 bytes
};

/// How many messages one pass hashes: 1 always, 8 with AVX2, 16 with AVX-512; ascending.
[[nodiscard]] std::span<const int> sm3_widths();
/// Runs all jobs `width` at a time; `width` is one of sm3_widths(). Lengths may differ: a lane that has finished takes
/// the next message.
void sm3_run(int width, std::span<const Sm3Job> jobs);
/// The same with the width that suits the number of jobs.
void sm3_run(std::span<const Sm3Job> jobs);
/// The state after one 64-byte block.
[[nodiscard]] Sm3State sm3_after_block(const uint8_t* block);

void sm3_run_avx2(const Sm3Job* jobs, size_t count);
void sm3_run_avx512(const Sm3Job* jobs, size_t count);

}  // namespace yici::crypto
