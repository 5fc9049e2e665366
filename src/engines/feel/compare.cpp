#include "engines/feel/compare.h"

#include <algorithm>

namespace yici::feel {

namespace {

bool both_zoned(const Zone& a, const Zone& b) {
    return (a.kind == Zone::Kind::none) == (b.kind == Zone::Kind::none);
}

Int128 floor_seconds(Int128 nanoseconds) {
    return nanoseconds / kNanosecond - (nanoseconds % kNanosecond < 0 ? 1 : 0);
}

/// Equality of times does not look at fractions of a second (DMN 1.5 table 53; TCK 0068).
bool equal_times(const Time& a, const Time& b) {
    return both_zoned(a.zone, b.zone) && floor_seconds(utc_nanoseconds(a)) == floor_seconds(utc_nanoseconds(b));
}

bool equal_date_times(const DateTime& a, const DateTime& b) {
    return both_zoned(a.time.zone, b.time.zone) && floor_seconds(instant_of(a)) == floor_seconds(instant_of(b));
}

bool equal_lists(const List& a, const List& b) {
    return &a == &b || std::equal(a.begin(), a.end(), b.begin(), b.end(),
                                  [](const Value& x, const Value& y) { return equals(x, y).value_or(false); });
}

bool equal_contexts(const Context& a, const Context& b) {
    if (&a == &b) return true;
    if (a.entries().size() != b.entries().size()) return false;
    return std::all_of(a.entries().begin(), a.entries().end(), [&](const auto& entry) {
        const Value* const other = b.find(entry.first);
        return other != nullptr && equals(entry.second, *other).value_or(false);
    });
}

bool equal_ranges(const Range& a, const Range& b) {
    return a.form == b.form && a.low_included == b.low_included && a.high_included == b.high_included &&
           equals(a.low, b.low).value_or(false) && equals(a.high, b.high).value_or(false);
}

std::strong_ordering order_of(Int128 a, Int128 b) {
    if (a == b) return std::strong_ordering::equal;
    return a < b ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace

std::optional<bool> equals(const Value& a, const Value& b) {
    if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
    if (a.kind() != b.kind()) return std::nullopt;
    switch (a.kind()) {
        case Value::Kind::time:
            return equal_times(*a.time(), *b.time());
        case Value::Kind::date_time:
            return equal_date_times(*a.date_time(), *b.date_time());
        case Value::Kind::list:
            return equal_lists(*a.list(), *b.list());
        case Value::Kind::context:
            return equal_contexts(*a.context(), *b.context());
        case Value::Kind::range:
            return equal_ranges(*a.range(), *b.range());
        default:
            return a == b;
    }
}

std::optional<std::strong_ordering> order(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return std::nullopt;
    switch (a.kind()) {
        case Value::Kind::number:
            return *a.number() <=> *b.number();
        case Value::Kind::string:  // bytes of UTF-8 are in the order of code points
            return *a.string() <=> *b.string();
        case Value::Kind::date:
            return *a.date() <=> *b.date();
        case Value::Kind::time:
            if (!both_zoned(a.time()->zone, b.time()->zone)) return std::nullopt;
            return utc_nanoseconds(*a.time()) <=> utc_nanoseconds(*b.time());
        case Value::Kind::date_time:
            if (!both_zoned(a.date_time()->time.zone, b.date_time()->time.zone)) return std::nullopt;
            return order_of(instant_of(*a.date_time()), instant_of(*b.date_time()));
        case Value::Kind::years_months:
            return a.years_months()->months <=> b.years_months()->months;
        case Value::Kind::days_time:
            return order_of(a.days_time()->nanoseconds, b.days_time()->nanoseconds);
        default:
            return std::nullopt;
    }
}

std::optional<bool> contains(const Range& range, const Value& value) {
    if (value.is_null()) return std::nullopt;
    if (range.form == Range::Form::equal) return equals(value, range.low);
    if (range.form == Range::Form::not_equal) {
        const auto same = equals(value, range.low);
        return same ? std::optional(!*same) : std::nullopt;
    }
    const bool interval = range.form == Range::Form::interval;
    if (interval && (range.low.is_null() || range.high.is_null())) return std::nullopt;
    std::optional<std::strong_ordering> low;
    std::optional<std::strong_ordering> high;
    if (!range.low.is_null() && !(low = order(value, range.low))) return std::nullopt;
    if (!range.high.is_null() && !(high = order(value, range.high))) return std::nullopt;
    if (low && (*low < 0 || (*low == 0 && !range.low_included))) return false;
    return !high || *high < 0 || (*high == 0 && range.high_included);
}

}  // namespace yici::feel
