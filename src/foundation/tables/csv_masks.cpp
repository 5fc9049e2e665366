#include "foundation/tables/csv_masks.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace yici::tables {
namespace {

void classify_portable(const char* bytes, size_t count, char separator, CsvMasks* masks) {
    for (size_t block = 0; block < count; ++block) {
        CsvMasks found;
        for (size_t i = 0; i < 64; ++i) {
            const char c = bytes[block * 64 + i];
            found.quotes |= uint64_t{c == '"'} << i;
            found.separators |= uint64_t{c == separator} << i;
            found.line_feeds |= uint64_t{c == '\n'} << i;
            found.returns |= uint64_t{c == '\r'} << i;
        }
        masks[block] = found;
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) uint64_t equal(__m256i low, __m256i high, char c) {
    const __m256i wanted = _mm256_set1_epi8(c);
    const auto first = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)));
    const auto second = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)));
    return uint64_t{second} << 32 | first;
}

__attribute__((target("avx2"))) void classify_avx2(const char* bytes, size_t count, char separator, CsvMasks* masks) {
    for (size_t block = 0; block < count; ++block) {
        const auto* at = reinterpret_cast<const __m256i*>(bytes + block * 64);
        const __m256i low = _mm256_loadu_si256(at);
        const __m256i high = _mm256_loadu_si256(at + 1);
        masks[block] = {equal(low, high, '"'), equal(low, high, separator), equal(low, high, '\n'),
                        equal(low, high, '\r')};
    }
}

__attribute__((target("avx2,popcnt"))) size_t count_avx2(const char* bytes, size_t words) {
    size_t count = 0;
    for (size_t i = 0; i < words; ++i) {
        const auto* at = reinterpret_cast<const __m256i*>(bytes + i * 64);
        count +=
            static_cast<size_t>(__builtin_popcountll(equal(_mm256_loadu_si256(at), _mm256_loadu_si256(at + 1), '"')));
    }
    return count;
}
#endif

}  // namespace

void classify_csv(const char* bytes, size_t count, char separator, CsvMasks* masks) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") != 0) return classify_avx2(bytes, count, separator, masks);
#endif
    classify_portable(bytes, count, separator, masks);
}

size_t count_quotes(const char* bytes, size_t size) {
    size_t at = 0;
    size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("popcnt") != 0) {
        at = size / 64 * 64;
        count = count_avx2(bytes, size / 64);
    }
#endif
    return count + static_cast<size_t>(std::count(bytes + at, bytes + size, '"'));
}

}  // namespace yici::tables
