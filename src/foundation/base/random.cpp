#include "foundation/base/random.h"

#include <sys/random.h>

#include <cerrno>

#include "foundation/base/error.h"

namespace yici {

void SystemRandom::fill(std::span<uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::getrandom(bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw Error(ErrorKind::internal, "base.internal", "getrandom");
        bytes = bytes.subspan(static_cast<size_t>(count));
    }
}

uint64_t SeededRandom::next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

void SeededRandom::fill(std::span<uint8_t> bytes) {
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(next() >> 56);
}

uint64_t SeededRandom::below(uint64_t bound) {
    const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    for (;;) {
        const uint64_t value = next();
        if (value < limit) return value % bound;
    }
}

}  // namespace yici
