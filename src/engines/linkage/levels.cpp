#include "engines/linkage/levels.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <span>

#include "engines/linkage/distance.h"

namespace yici::linkage {

namespace {

constexpr size_t kLongest = 256;  // units that are compared of a text

/// Well-formed or not: a broken byte is a point of its own.
class Points {
  public:
    explicit Points(std::string_view text) {
        for (size_t i = 0; i < text.size() && size_ < kLongest;) {
            const auto first = static_cast<uint8_t>(text[i]);
            const size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
            char32_t point = length == 1 ? first : first & (0x7FU >> length);
            for (size_t k = 1; k < length && i + k < text.size(); ++k)
                point = point << 6 | (static_cast<uint8_t>(text[i + k]) & 0x3FU);
            points_[size_++] = point;
            i += length;
        }
    }
    [[nodiscard]] std::u32string_view view() const { return {points_.data(), size_}; }

  private:
    std::array<char32_t, kLongest> points_;
    size_t size_ = 0;
};

/// Calls `use` with both texts as bytes where they are ASCII, else as code points.
template <class Use>
auto with_units(const Dictionary& values, uint32_t a, uint32_t b, Use use) {
    if (values.ascii(a) && values.ascii(b)) return use(values.text(a), values.text(b));
    const Points left(values.text(a));
    const Points right(values.text(b));
    return use(left.view(), right.view());
}

std::string_view latin_of(const Dictionary& values, uint32_t value) {
    const std::string_view latin = values.latin(value);
    return latin.empty() ? values.text(value) : latin;
}

uint8_t han_name(const Dictionary& values, uint32_t a, uint32_t b) {
    const Points left(values.text(a));
    const Points right(values.text(b));
    const std::string_view spelt_a = latin_of(values, a);
    const std::string_view spelt_b = latin_of(values, b);
    if (spelt_a == spelt_b) return Level::close;
    const size_t longer = std::max(left.view().size(), right.view().size());
    const int edits = damerau(left.view(), right.view());
    if (edits == 1 && longer >= 4) return Level::close;
    const bool one_family = !left.view().empty() && left.view().front() == right.view().front();
    if (edits == 1 && longer == 3) return one_family ? Level::close : Level::similar;
    if (damerau(spelt_a, spelt_b) <= 1 && std::min(spelt_a.size(), spelt_b.size()) > 4) return Level::similar;
    return one_family ? Level::remote : Level::different;
}

template <class Text>
uint8_t word(Text a, Text b) {
    const size_t shorter = std::min(a.size(), b.size());
    const size_t longer = std::max(a.size(), b.size());
    const int edits = damerau(a, b);
    if (shorter >= 3 && edits <= 1) return Level::close;
    const double alike = jaro_winkler(a, b);
    if (shorter >= 3 && (alike >= 0.93 || (longer >= 8 && edits <= 2))) return Level::close;
    if (alike >= 0.86 || (longer >= 6 && edits <= 2)) return Level::similar;
    if (a.substr(0, shorter) == b.substr(0, shorter)) return Level::similar;
    return alike >= 0.76 ? Level::remote : Level::different;
}

uint8_t code(std::string_view a, std::string_view b) {
    const size_t shorter = std::min(a.size(), b.size());
    if (shorter < 2) return Level::different;
    const int edits = damerau(a, b);
    if (edits == 1) return Level::close;
    if (shorter >= 4 && edits == 2) return Level::similar;
    const bool one_end = shorter >= 6 && (a.substr(a.size() - shorter) == b.substr(b.size() - shorter) ||
                                          a.substr(0, shorter) == b.substr(0, shorter));
    if (one_end) return Level::similar;
    return shorter >= 6 && edits <= 3 ? Level::remote : Level::different;
}

int days_from_epoch(std::string_view digits) {
    const auto part = [&](size_t from, size_t length) {
        int value = 0;
        for (const char c : digits.substr(from, length)) value = value * 10 + (c - '0');
        return value;
    };
    const std::chrono::year_month_day day{std::chrono::year{part(0, 4)},
                                          std::chrono::month{static_cast<unsigned>(part(4, 2))},
                                          std::chrono::day{static_cast<unsigned>(part(6, 2))}};
    return std::chrono::sys_days{day}.time_since_epoch().count();
}

uint8_t date(std::string_view a, std::string_view b) {
    const auto is_day = [](std::string_view text) {
        return text.size() == 8 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (!is_day(a) || !is_day(b)) return damerau(a, b) <= 1 ? Level::close : Level::different;
    const bool year = a.substr(0, 4) == b.substr(0, 4);
    const bool month = a.substr(4, 2) == b.substr(4, 2);
    const bool day = a.substr(6, 2) == b.substr(6, 2);
    if (year && a.substr(4, 2) == b.substr(6, 2) && a.substr(6, 2) == b.substr(4, 2)) return Level::crossed;
    const int edits = damerau(a, b);
    if (edits == 1) return Level::close;
    const int apart = std::abs(days_from_epoch(a) - days_from_epoch(b));
    if (static_cast<int>(year) + static_cast<int>(month) + static_cast<int>(day) == 2 || apart <= 35)
        return Level::similar;
    return edits == 2 ? Level::remote : Level::different;
}

uint8_t email(std::string_view a, std::string_view b) {
    const int edits = damerau(a, b);
    if (edits <= 2) return Level::close;
    const std::string_view mine = a.substr(0, a.find('@'));
    const std::string_view other = b.substr(0, b.find('@'));
    if (edits <= 4 && std::min(a.size(), b.size()) >= 12) return Level::similar;
    if (mine == other && mine.size() >= 4) return Level::similar;
    return jaro_winkler(a, b) >= 0.86 ? Level::remote : Level::different;
}

/// Dice's coefficient over pairs of neighbouring characters.
double dice(std::span<const uint16_t> a, std::span<const uint16_t> b) {
    if (a.empty() || b.empty()) return 0;
    size_t same = 0;
    for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        same += static_cast<size_t>(a[i] == b[k]);
        const bool forward = a[i] <= b[k];
        k += static_cast<size_t>(a[i] >= b[k]);
        i += static_cast<size_t>(forward);
    }
    return 2.0 * static_cast<double>(same) / static_cast<double>(a.size() + b.size());
}

template <class Text>
uint8_t by_bounds(const Comparison& comparison, Text a, Text b) {
    const bool similarity = comparison.compare == Comparator::jaro_winkler;
    const double found = similarity                                      ? jaro_winkler(a, b)
                         : comparison.compare == Comparator::levenshtein ? levenshtein(a, b)
                                                                         : damerau(a, b);
    for (size_t i = 0; i < comparison.at.size(); ++i)
        if (similarity ? found >= comparison.at[i] : found <= comparison.at[i])
            return static_cast<uint8_t>(comparison.at.size() + 1 - i);
    return Level::different;
}

}  // namespace

uint8_t level_of_texts(const Comparison& comparison, std::string_view a, std::string_view b) {
    if (comparison.compare == Comparator::exact) return Level::different;
    if (is_ascii(a) && is_ascii(b)) return by_bounds(comparison, a, b);
    return by_bounds(comparison, Points(a).view(), Points(b).view());
}

uint8_t level_of_unequal(const Comparison& comparison, const Dictionary& values, uint32_t a, uint32_t b) {
    switch (comparison.compare) {
        case Comparator::name:
            if (!values.latin(a).empty() || !values.latin(b).empty()) return han_name(values, a, b);
            [[fallthrough]];
        case Comparator::text:
            return with_units(values, a, b, [](auto left, auto right) { return word(left, right); });
        case Comparator::code:
        case Comparator::phone:
            return code(values.text(a), values.text(b));
        case Comparator::number:
        case Comparator::category:
            return std::min(values.text(a).size(), values.text(b).size()) >= 2 &&
                           damerau(values.text(a), values.text(b)) <= 1
                       ? Level::close
                       : Level::different;
        case Comparator::date:
            return date(values.text(a), values.text(b));
        case Comparator::email:
            return email(values.text(a), values.text(b));
        case Comparator::address: {
            const double alike = dice(values.grams(a), values.grams(b));
            if (alike >= 0.8) return Level::close;
            if (alike >= 0.6) return Level::similar;
            return alike >= 0.35 ? Level::remote : Level::different;
        }
        case Comparator::jaro_winkler:
        case Comparator::levenshtein:
        case Comparator::damerau:
            return level_of_texts(comparison, values.text(a), values.text(b));
        default:
            return Level::different;
    }
}

}  // namespace yici::linkage
