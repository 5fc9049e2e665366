#include "engines/linkage/distance.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace yici::linkage {

namespace {

constexpr size_t kWord = 64;

/// Where each byte stands in a pattern of at most 64 bytes. Only what the pattern touched is cleared again.
class BytePositions {
  public:
    explicit BytePositions(std::string_view pattern) {
        for (size_t i = 0; i < pattern.size(); ++i) positions_[static_cast<uint8_t>(pattern[i])] = 0;
        for (size_t i = 0; i < pattern.size(); ++i) positions_[static_cast<uint8_t>(pattern[i])] |= uint64_t{1} << i;
        for (const char c : pattern)
            present_[static_cast<uint8_t>(c) / 64] |= uint64_t{1} << (static_cast<uint8_t>(c) % 64);
    }
    [[nodiscard]] uint64_t of(char c) const {
        const auto byte = static_cast<uint8_t>(c);
        return (present_[byte / 64] >> (byte % 64) & 1) != 0 ? positions_[byte] : 0;
    }

  private:
    std::array<uint64_t, 4> present_{};
    std::array<uint64_t, 256> positions_;  // only bytes in present_ are set
};

/// The same for code points; patterns are short, so a look through them is cheap.
class PointPositions {
  public:
    explicit PointPositions(std::u32string_view pattern) : pattern_(pattern) {}
    [[nodiscard]] uint64_t of(char32_t c) const {
        uint64_t found = 0;
        for (size_t i = 0; i < pattern_.size(); ++i) found |= uint64_t{pattern_[i] == c} << i;
        return found;
    }

  private:
    std::u32string_view pattern_;
};

template <bool kSwaps, class Positions, class Text>
int bit_parallel(Text pattern, Text text) {
    const Positions positions(pattern);
    const uint64_t last = uint64_t{1} << (pattern.size() - 1);
    uint64_t vertical_plus = ~uint64_t{0};
    uint64_t vertical_minus = 0;
    uint64_t diagonal = 0;
    uint64_t before = 0;
    auto distance = static_cast<int>(pattern.size());
    for (const auto c : text) {
        const uint64_t match = positions.of(c);
        const uint64_t swapped = kSwaps ? ((~diagonal & match) << 1) & before : 0;
        diagonal = (((match & vertical_plus) + vertical_plus) ^ vertical_plus) | match | vertical_minus | swapped;
        uint64_t horizontal_plus = vertical_minus | ~(diagonal | vertical_plus);
        uint64_t horizontal_minus = diagonal & vertical_plus;
        distance += static_cast<int>((horizontal_plus & last) != 0) - static_cast<int>((horizontal_minus & last) != 0);
        horizontal_plus = horizontal_plus << 1 | 1;
        horizontal_minus <<= 1;
        vertical_plus = horizontal_minus | ~(diagonal | horizontal_plus);
        vertical_minus = horizontal_plus & diagonal;
        before = match;
    }
    return distance;
}

template <bool kSwaps, class Text>
int by_table(Text a, Text b) {
    std::vector<int> two(b.size() + 1);
    std::vector<int> one(b.size() + 1);
    std::vector<int> now(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) one[j] = static_cast<int>(j);
    for (size_t i = 1; i <= a.size(); ++i) {
        now[0] = static_cast<int>(i);
        for (size_t j = 1; j <= b.size(); ++j) {
            const int replaced = one[j - 1] + static_cast<int>(a[i - 1] != b[j - 1]);
            now[j] = std::min({one[j] + 1, now[j - 1] + 1, replaced});
            if (kSwaps && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], two[j - 2] + 1);
        }
        std::swap(two, one);
        std::swap(one, now);
    }
    return one[b.size()];
}

template <bool kSwaps, class Positions, class Text>
int edits(Text a, Text b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (a.empty()) return static_cast<int>(b.size());
    if (a.size() <= kWord) return bit_parallel<kSwaps, Positions>(a, b);
    return by_table<kSwaps>(a, b);
}

template <class Text>
double winkler(Text a, Text b, double jaro) {
    if (jaro <= 0.7) return jaro;
    size_t prefix = 0;
    while (prefix < std::min({a.size(), b.size(), size_t{4}}) && a[prefix] == b[prefix]) ++prefix;
    return jaro + 0.1 * static_cast<double>(prefix) * (1 - jaro);
}

/// Texts beyond 64 units are compared by their first 64.
template <class Text>
double jaro_winkler_of(Text a, Text b) {
    a = a.substr(0, kWord);
    b = b.substr(0, kWord);
    if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1 : 0;
    const size_t longer = std::max(a.size(), b.size());
    const size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
    uint64_t in_a = 0;
    uint64_t in_b = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        const size_t from = i > reach ? i - reach : 0;
        const size_t to = std::min(b.size(), i + reach + 1);
        for (size_t j = from; j < to; ++j) {
            if ((in_b >> j & 1) != 0 || a[i] != b[j]) continue;
            in_a |= uint64_t{1} << i;
            in_b |= uint64_t{1} << j;
            break;
        }
    }
    const int matches = __builtin_popcountll(in_a);
    if (matches == 0) return 0;
    int crossed = 0;
    for (uint64_t left = in_a, right = in_b; left != 0; left &= left - 1, right &= right - 1)
        crossed += static_cast<int>(a[static_cast<size_t>(__builtin_ctzll(left))] !=
                                    b[static_cast<size_t>(__builtin_ctzll(right))]);
    const double m = matches;
    const double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                         (m - static_cast<double>(crossed / 2)) / m) /
                        3;
    return winkler(a, b, jaro);
}

}  // namespace

int levenshtein(std::string_view a, std::string_view b) {
    return edits<false, BytePositions>(a, b);
}
int levenshtein(std::u32string_view a, std::u32string_view b) {
    return edits<false, PointPositions>(a, b);
}
int damerau(std::string_view a, std::string_view b) {
    return edits<true, BytePositions>(a, b);
}
int damerau(std::u32string_view a, std::u32string_view b) {
    return edits<true, PointPositions>(a, b);
}
double jaro_winkler(std::string_view a, std::string_view b) {
    return jaro_winkler_of(a, b);
}
double jaro_winkler(std::u32string_view a, std::u32string_view b) {
    return jaro_winkler_of(a, b);
}

}  // namespace yici::linkage
