#pragma once

#include <cstddef>
#include <cstdint>

namespace yici::tables {

/// Where the characters that matter stand in 64 bytes of CSV, a bit a byte.
struct CsvMasks {
    uint64_t quotes = 0, separators = 0, line_feeds = 0, returns = 0;
};

/// Fills one entry for every 64 bytes; `bytes` holds 64 × `count`. With AVX2 where the machine has it, else portable.
void classify_csv(const char* bytes, size_t count, char separator, CsvMasks* masks);

/// Quotes among the first `size` bytes.
[[nodiscard]] size_t count_quotes(const char* bytes, size_t size);

}  // namespace yici::tables
