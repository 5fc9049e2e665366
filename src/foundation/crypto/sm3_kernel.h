#pragma once

// The SM3 compression of GB/T 32905 §5.3 over any "word": uint32_t, or a vector of 8 or 16 of them. Everything is in an
// unnamed namespace: each file that includes this compiles its own copy for its own instruction set. Nothing of the
// standard library is instantiated here, since such code would be shared with files for older processors.

#include <cstring>

#include "foundation/crypto/sm3_lanes.h"

namespace yici::crypto {
namespace {

constexpr uint32_t rotate_constant(uint32_t value, int by) {
    by %= 32;
    return by == 0 ? value : (value << by) | (value >> (32 - by));
}

struct RoundConstants {
    uint32_t value[64];
    constexpr RoundConstants() : value{} {
        for (int j = 0; j < 64; ++j) value[j] = rotate_constant(j < 16 ? 0x79cc4519U : 0x7a879d8aU, j);
    }
};
constexpr RoundConstants kRounds;

template <int By, class Word>
[[gnu::always_inline]] inline Word rotate(const Word& x) {
    return (x << By) | (x >> (32 - By));
}

template <class Word>
struct Registers {
    Word a, b, c, d, e, f, g, h;
};

/// One round; the caller turns the names instead of moving the values.
template <bool Late, class Word>
[[gnu::always_inline]] inline void round(const Word& a, Word& b, const Word& c, Word& d, const Word& e, Word& f,
                                         const Word& g, Word& h, uint32_t constant, const Word* w) {
    const Word a12 = rotate<12>(a);
    const Word ss1 = rotate<7>(Word(a12 + e + constant));
    const Word ff = Late ? Word((a & b) | (c & (a | b))) : Word(a ^ b ^ c);
    const Word gg = Late ? Word(g ^ (e & (f ^ g))) : Word(e ^ f ^ g);
    d += ff + (ss1 ^ a12) + (w[0] ^ w[4]);
    const Word tt2 = gg + h + ss1 + w[0];
    h = tt2 ^ rotate<9>(tt2) ^ rotate<17>(tt2);
    b = rotate<9>(b);
    f = rotate<19>(f);
}

template <bool Late, class Word>
[[gnu::always_inline]] inline void four_rounds(Registers<Word>& r, int j, const Word* w) {
    round<Late>(r.a, r.b, r.c, r.d, r.e, r.f, r.g, r.h, kRounds.value[j], w + j);
    round<Late>(r.d, r.a, r.b, r.c, r.h, r.e, r.f, r.g, kRounds.value[j + 1], w + j + 1);
    round<Late>(r.c, r.d, r.a, r.b, r.g, r.h, r.e, r.f, kRounds.value[j + 2], w + j + 2);
    round<Late>(r.b, r.c, r.d, r.a, r.f, r.g, r.h, r.e, kRounds.value[j + 3], w + j + 3);
}

/// state[i][lane]; blocks[lane] is that lane's next 64 bytes.
template <class Word>
void compress(uint32_t (*state)[sizeof(Word) / 4], const uint8_t* const* blocks) {
    constexpr int kLanes = sizeof(Word) / 4;
    alignas(64) uint32_t words[16][kLanes];
    for (int lane = 0; lane < kLanes; ++lane) {
        uint32_t block[16];
        std::memcpy(block, blocks[lane], 64);
        for (int j = 0; j < 16; ++j) words[j][lane] = __builtin_bswap32(block[j]);
    }
    Word w[68];
    std::memcpy(w, words, sizeof words);
    for (int j = 16; j < 68; ++j) {
        const Word x = w[j - 16] ^ w[j - 9] ^ rotate<15>(w[j - 3]);
        w[j] = x ^ rotate<15>(x) ^ rotate<23>(x) ^ rotate<7>(w[j - 13]) ^ w[j - 6];
    }
    Registers<Word> before;
    std::memcpy(&before, state, sizeof before);
    Registers<Word> r = before;
    for (int j = 0; j < 16; j += 4) four_rounds<false>(r, j, w);
    for (int j = 16; j < 64; j += 4) four_rounds<true>(r, j, w);
    const Registers<Word> after = {r.a ^ before.a, r.b ^ before.b, r.c ^ before.c, r.d ^ before.d,
                                   r.e ^ before.e, r.f ^ before.f, r.g ^ before.g, r.h ^ before.h};
    std::memcpy(state, &after, sizeof after);
}

/// What one lane has still to read: whole blocks of the message, then the padded tail.
struct Lane {
    const uint8_t* next;
    size_t whole;  // blocks left of the message itself
    int tails;     // blocks in `tail`
    int tail_at;
    uint8_t* digest;  // null when the lane is idle
    uint8_t tail[128];
};

inline void begin(Lane& lane, const Sm3Job& job) {
    const size_t rest = job.size % 64;
    lane.next = job.data;
    lane.whole = job.size / 64;
    lane.tails = rest + 9 <= 64 ? 1 : 2;
    lane.tail_at = 0;
    lane.digest = job.digest;
    std::memset(lane.tail, 0, sizeof lane.tail);
    if (rest != 0) std::memcpy(lane.tail, job.data + lane.whole * 64, rest);
    lane.tail[rest] = 0x80;
    const uint64_t bits = __builtin_bswap64((job.before + job.size) * 8);
    std::memcpy(lane.tail + lane.tails * 64 - 8, &bits, 8);
}

inline const uint8_t* take_block(Lane& lane) {
    if (lane.whole == 0) return lane.tail + 64 * lane.tail_at++;
    const uint8_t* block = lane.next;
    lane.next += 64;
    --lane.whole;
    return block;
}

template <class Word>
void run_lanes(const Sm3Job* jobs, size_t count) {
    constexpr int kLanes = sizeof(Word) / 4;
    alignas(64) uint32_t state[8][kLanes] = {};
    alignas(64) static constexpr uint8_t kIdle[64] = {};
    Lane lanes[kLanes];
    const uint8_t* blocks[kLanes];
    size_t next = 0;
    int busy = 0;
    const auto refill = [&](int lane) {
        lanes[lane].digest = nullptr;
        if (next == count) return;
        for (int i = 0; i < 8; ++i) state[i][lane] = jobs[next].state.data()[i];
        begin(lanes[lane], jobs[next++]);
        ++busy;
    };
    for (int lane = 0; lane < kLanes; ++lane) refill(lane);
    while (busy > 0) {
        for (int lane = 0; lane < kLanes; ++lane) {
            blocks[lane] = lanes[lane].digest == nullptr ? kIdle : take_block(lanes[lane]);
        }
        compress<Word>(state, blocks);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (lanes[lane].digest == nullptr || lanes[lane].tail_at < lanes[lane].tails) continue;
            for (int i = 0; i < 8; ++i) {
                const uint32_t big_endian = __builtin_bswap32(state[i][lane]);
                std::memcpy(lanes[lane].digest + 4 * i, &big_endian, 4);
            }
            --busy;
            refill(lane);
        }
    }
}

}  // namespace
}  // namespace yici::crypto
