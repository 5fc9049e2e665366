#include "engines/feel/tree.h"

namespace yici::feel {

namespace {

std::optional<Value> of_date(const Date& date, std::string_view name) {
    if (name == "year") return Value(Number(date.year));
    if (name == "month") return Value(Number(date.month));
    if (name == "day") return Value(Number(date.day));
    if (name != "weekday") return std::nullopt;
    const int64_t since_monday = (days_of(date) + 3) % 7;  // 1970-01-01 was a Thursday
    return Value(Number((since_monday + 7) % 7 + 1));
}

std::optional<Value> of_time(const Time& time, const Date& date, std::string_view name) {
    const int64_t seconds = time.nanoseconds / kNanosecond;
    if (name == "hour") return Value(Number(seconds / 3600));
    if (name == "minute") return Value(Number(seconds / 60 % 60));
    if (name == "second") return Value(Number(seconds % 60));
    if (name == "time offset") {
        const auto offset = offset_of(time.zone, date, time.nanoseconds);
        return offset ? Value(DaysTime{static_cast<Int128>(*offset) * kNanosecond}) : Value();
    }
    if (name != "timezone") return std::nullopt;
    return time.zone.kind == Zone::Kind::named ? Value(std::string(zone_name(time.zone))) : Value();
}

std::optional<Value> of_duration(DaysTime duration, std::string_view name) {
    const auto seconds = static_cast<int64_t>(duration.nanoseconds / kNanosecond);
    if (name == "days") return Value(Number(seconds / 86'400));
    if (name == "hours") return Value(Number(seconds / 3600 % 24));
    if (name == "minutes") return Value(Number(seconds / 60 % 60));
    if (name == "seconds") return Value(Number(seconds % 60));
    return std::nullopt;
}

std::optional<Value> of_range(const Range& range, std::string_view name) {
    const bool other = range.form == Range::Form::not_equal;
    if (name == "start") return other ? Value() : range.low;
    if (name == "end") return other ? Value() : range.high;
    if (name == "start included") return Value(range.low_included);
    if (name == "end included") return Value(range.high_included);
    return std::nullopt;
}

}  // namespace

std::optional<Value> property(const Value& value, std::string_view name) {
    switch (value.kind()) {
        case Value::Kind::context: {
            const Value* const found = value.context()->find(name);
            return found == nullptr ? std::nullopt : std::optional(*found);
        }
        case Value::Kind::date:
            return of_date(*value.date(), name);
        case Value::Kind::time:
            return of_time(*value.time(), Date{}, name);
        case Value::Kind::date_time:
            if (auto found = of_date(value.date_time()->date, name)) return found;
            return of_time(value.date_time()->time, value.date_time()->date, name);
        case Value::Kind::years_months:
            if (name == "years") return Value(Number(value.years_months()->months / 12));
            if (name == "months") return Value(Number(value.years_months()->months % 12));
            return std::nullopt;
        case Value::Kind::days_time:
            return of_duration(*value.days_time(), name);
        case Value::Kind::range:
            return of_range(*value.range(), name);
        default:
            return std::nullopt;
    }
}

}  // namespace yici::feel
