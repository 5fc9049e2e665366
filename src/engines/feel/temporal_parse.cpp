#include <charconv>

#include "engines/feel/temporal.h"

namespace yici::feel {

namespace {

/// Reads from the front of a text; every step says whether it went well.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}
    [[nodiscard]] bool done() const { return text_.empty(); }
    [[nodiscard]] char next() const { return text_.empty() ? '\0' : text_.front(); }
    [[nodiscard]] std::string_view rest() const { return text_; }

    bool take(char c) {
        if (next() != c || text_.empty()) return false;
        text_.remove_prefix(1);
        return true;
    }
    /// As many digits as stand there, between `least` and `most`.
    std::optional<int64_t> digits(size_t least, size_t most) {
        size_t count = 0;
        while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') ++count;
        if (count < least || count > most) return std::nullopt;
        int64_t value = 0;
        std::from_chars(text_.data(), text_.data() + count, value);
        text_.remove_prefix(count);
        return value;
    }
    /// ".123456789" in nanoseconds; further digits are dropped. None when there is a point without digits (unless
    /// `bare_point`), 0 without a point.
    std::optional<int64_t> fraction(bool bare_point) {
        if (!take('.')) return 0;
        int64_t value = 0;
        int64_t scale = kNanosecond / 10;
        size_t count = 0;
        for (; next() >= '0' && next() <= '9'; text_.remove_prefix(1), ++count) {
            value += (next() - '0') * scale;
            scale /= 10;
        }
        return count == 0 && !bare_point ? std::nullopt : std::optional(value);
    }

  private:
    std::string_view text_;
};

std::optional<Date> read_date(Reader& reader) {
    const bool negative = reader.take('-');
    const bool leading_zero = reader.next() == '0';
    const size_t before = reader.rest().size();
    const auto year = reader.digits(4, 9);
    if (!year || (leading_zero && before - reader.rest().size() > 4) || !reader.take('-')) return std::nullopt;
    const auto month = reader.digits(2, 2);
    if (!month || !reader.take('-')) return std::nullopt;
    const auto day = reader.digits(2, 2);
    if (!day) return std::nullopt;
    return make_date(negative ? -*year : *year, *month, *day);
}

/// "+08:00", "Z", "@Asia/Shanghai", "[Asia/Shanghai]" or nothing, to the end of the text.
std::optional<Zone> read_zone(Reader& reader) {
    constexpr int64_t kMostHours = 18;
    if (reader.done()) return Zone{};
    if (reader.take('Z')) return reader.done() ? std::optional(Zone{Zone::Kind::offset, 0}) : std::nullopt;
    if (reader.take('@')) return zone_named(reader.rest());
    if (reader.take('[')) {
        const std::string_view name = reader.rest();
        return name.ends_with(']') ? zone_named(name.substr(0, name.size() - 1)) : std::nullopt;
    }
    const bool negative = reader.next() == '-';
    if (!reader.take('-') && !reader.take('+')) return std::nullopt;
    const auto hours = reader.digits(2, 2);
    if (!hours || !reader.take(':')) return std::nullopt;
    const auto minutes = reader.digits(2, 2);
    std::optional<int64_t> seconds = 0;
    if (minutes && reader.take(':')) seconds = reader.digits(2, 2);
    if (!minutes || !seconds || !reader.done() || *minutes > 59 || *seconds > 59) return std::nullopt;
    const int64_t offset = *hours * 3600 + *minutes * 60 + *seconds;
    if (offset > kMostHours * 3600) return std::nullopt;
    return Zone{Zone::Kind::offset, static_cast<int32_t>(negative ? -offset : offset)};
}

/// 24:00:00 is midnight at the end of the day (XML Schema 1.1 §3.3.8); its nanoseconds are then kDayNanoseconds.
std::optional<Time> read_time(Reader& reader) {
    const auto hour = reader.digits(2, 2);
    if (!hour || !reader.take(':')) return std::nullopt;
    const auto minute = reader.digits(2, 2);
    if (!minute || !reader.take(':')) return std::nullopt;
    const auto second = reader.digits(2, 2);
    if (!second || *minute > 59 || *second > 59) return std::nullopt;
    const auto fraction = reader.fraction(false);
    if (!fraction) return std::nullopt;
    const int64_t nanoseconds = (*hour * 3600 + *minute * 60 + *second) * kNanosecond + *fraction;
    if (nanoseconds > kDayNanoseconds) return std::nullopt;
    const auto zone = read_zone(reader);
    return zone ? std::optional(Time{nanoseconds, *zone}) : std::nullopt;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    Reader reader(text);
    const auto date = read_date(reader);
    return date && reader.done() ? date : std::nullopt;
}

std::optional<Time> parse_time(std::string_view text) {
    Reader reader(text);
    auto time = read_time(reader);
    if (time && time->nanoseconds == kDayNanoseconds) time->nanoseconds = 0;
    return time;
}

std::optional<DateTime> parse_date_time(std::string_view text) {
    Reader reader(text);
    auto date = read_date(reader);
    if (!date || !reader.take('T')) return std::nullopt;
    auto time = read_time(reader);
    if (!time) return std::nullopt;
    if (time->nanoseconds == kDayNanoseconds) {
        date = add(*date, DaysTime{kDayNanoseconds});
        time->nanoseconds = 0;
        if (!date) return std::nullopt;
    }
    return DateTime{*date, *time};
}

std::optional<YearsMonths> parse_years_months(std::string_view text) {
    Reader reader(text);
    const bool negative = reader.take('-');
    if (!reader.take('P') || reader.done()) return std::nullopt;
    int64_t months = 0;
    char last = '\0';
    while (!reader.done()) {
        const auto count = reader.digits(1, 12);
        if (!count) return std::nullopt;
        if (last == '\0' && reader.take('Y')) {
            last = 'Y';
            months += *count * 12;
        } else if (last != 'M' && reader.take('M')) {
            last = 'M';
            months += *count;
        } else {
            return std::nullopt;
        }
    }
    return YearsMonths{negative ? -months : months};
}

std::optional<DaysTime> parse_days_time(std::string_view text) {
    Reader reader(text);
    const bool negative = reader.take('-');
    if (!reader.take('P') || reader.done()) return std::nullopt;
    Int128 nanoseconds = 0;
    if (reader.next() != 'T') {
        const auto days = reader.digits(1, 15);
        if (!days || !reader.take('D')) return std::nullopt;
        nanoseconds = static_cast<Int128>(*days) * kDayNanoseconds;
    }
    if (reader.done()) return DaysTime{negative ? -nanoseconds : nanoseconds};
    if (!reader.take('T') || reader.done()) return std::nullopt;
    constexpr std::string_view kUnits = "HMS";
    size_t after = 0;
    while (!reader.done()) {
        const auto count = reader.digits(1, 18);
        const bool fractional = reader.next() == '.';
        const auto fraction = count ? reader.fraction(true) : std::nullopt;
        const size_t unit = kUnits.find(reader.next(), after);
        if (!fraction || unit == std::string_view::npos || (fractional && unit != 2)) return std::nullopt;
        reader.take(kUnits[unit]);
        after = unit + 1;
        constexpr int64_t kSeconds[] = {3600, 60, 1};
        nanoseconds += static_cast<Int128>(*count) * kSeconds[unit] * kNanosecond + *fraction;
    }
    return DaysTime{negative ? -nanoseconds : nanoseconds};
}

}  // namespace yici::feel
