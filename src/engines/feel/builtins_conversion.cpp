#include <algorithm>

#include "engines/feel/builtin.h"
#include "engines/feel/compare.h"
#include "engines/feel/parser.h"

namespace yici::feel {

namespace {

Value date_of_text(Call& call) {
    const auto date = parse_date(call.text(0));
    return date ? Value(*date) : call.fail("feel.not_temporal", call.text(0));
}

Value date_of_moment(Call& call) {
    return call[0].date() != nullptr ? *call[0].date() : call[0].date_time()->date;
}

std::optional<Date> date_of_numbers(const Call& call) {
    const auto year = call.integer(0);
    const auto month = call.integer(1);
    const auto day = call.integer(2);
    return year && month && day ? make_date(*year, *month, *day) : std::nullopt;
}

Value date_of_parts(Call& call) {
    const auto date = date_of_numbers(call);
    return date ? Value(*date) : call.fail("feel.not_temporal");
}

/// Hours, minutes and seconds (which may have a fraction) from argument `first` on.
std::optional<int64_t> clock_of_numbers(const Call& call, size_t first) {
    const auto hour = call.integer(first);
    const auto minute = call.integer(first + 1);
    const Number& second = call.number(first + 2);
    if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
    if (second < Number(0) || second >= Number(60)) return std::nullopt;
    const auto duration = parse_days_time("PT" + second.to_string() + "S");
    if (!duration) return std::nullopt;
    return (*hour * 3600 + *minute * 60) * kNanosecond + static_cast<int64_t>(duration->nanoseconds);
}

std::optional<Zone> zone_of_offset(const Value& offset) {
    constexpr Int128 kMost = static_cast<Int128>(18) * 3600 * kNanosecond;
    if (offset.is_null()) return Zone{};
    const Int128 nanoseconds = offset.days_time()->nanoseconds;
    if (nanoseconds > kMost || nanoseconds < -kMost) return std::nullopt;
    return Zone{Zone::Kind::offset, static_cast<int32_t>(nanoseconds / kNanosecond)};
}

Value moment_of_text(Call& call) {
    if (const auto moment = parse_date_time(call.text(0))) return *moment;
    const auto date = parse_date(call.text(0));
    return date ? Value(DateTime{*date, Time{}}) : call.fail("feel.not_temporal", call.text(0));
}

Value moment_of_two(Call& call) {
    return DateTime{call[0].date() != nullptr ? *call[0].date() : call[0].date_time()->date, *call[1].time()};
}

Value moment_with(Call& call, const std::optional<Zone>& zone) {
    const auto date = date_of_numbers(call);
    const auto clock = clock_of_numbers(call, 3);
    if (!date || !clock || !zone) return call.fail("feel.not_temporal");
    return DateTime{*date, Time{*clock, *zone}};
}

Value moment_of_parts(Call& call) {
    return moment_with(call, Zone{});
}
Value moment_of_parts_offset(Call& call) {
    return moment_with(call, zone_of_offset(call[6]));
}
Value moment_of_parts_zone(Call& call) {
    return moment_with(call, zone_named(call.text(6)));
}

Value time_of_text(Call& call) {
    const auto time = parse_time(call.text(0));
    return time ? Value(*time) : call.fail("feel.not_temporal", call.text(0));
}

Value time_of_time(Call& call) {
    return call[0];
}
Value time_of_moment(Call& call) {
    return call[0].date_time()->time;
}

Value time_of_parts(Call& call) {
    const auto clock = clock_of_numbers(call, 0);
    const auto zone = zone_of_offset(call[3]);
    if (!clock || !zone) return call.fail("feel.not_temporal");
    return Time{*clock, *zone};
}

Value number_of_plain(Call& call) {
    const auto number = Number::parse(call.text(0));
    return number ? Value(*number) : call.fail("feel.not_a_number", call.text(0));
}

Value number_of_text(Call& call) {
    const std::string grouping = call.given(1) ? call.text(1) : "";
    const std::string point = call.given(2) ? call.text(2) : ".";
    const bool known_grouping = grouping.empty() || grouping == " " || grouping == "," || grouping == ".";
    if (!known_grouping || (point != "." && point != ",") || grouping == point)
        return call.fail("feel.not_a_number", grouping + point);
    std::string plain;
    for (const char c : call.text(0)) {
        if (!grouping.empty() && c == grouping[0]) continue;
        if (c != point[0] && (c == '.' || c == ',')) return call.fail("feel.not_a_number", call.text(0));
        plain += c == point[0] ? '.' : c;
    }
    const auto number = Number::parse(plain);
    return number ? Value(*number) : call.fail("feel.not_a_number", call.text(0));
}

Value string_of(Call& call) {
    const Value& value = call[0];
    call.steps(value.weight());
    switch (value.kind()) {
        case Value::Kind::string:
            return value;
        case Value::Kind::date:
            return to_string(*value.date());
        case Value::Kind::time:
            return to_string(*value.time());
        case Value::Kind::date_time:
            return to_string(*value.date_time());
        case Value::Kind::years_months:
            return to_string(*value.years_months());
        case Value::Kind::days_time:
            return to_string(*value.days_time());
        default:
            return value.to_string();
    }
}

Value duration_of_text(Call& call) {
    if (const auto duration = parse_years_months(call.text(0))) return *duration;
    if (const auto duration = parse_days_time(call.text(0))) return *duration;
    return call.fail("feel.not_temporal", call.text(0));
}

/// Whole months between the days; the time of day does not count.
Value months_between(Call& call) {
    const auto day = [](const Value& value) { return value.date() ? *value.date() : value.date_time()->date; };
    const Date from = day(call[0]);
    const Date to = day(call[1]);
    int64_t months = (static_cast<int64_t>(to.year) - from.year) * 12 + to.month - from.month;
    if (months > 0 && to.day < from.day) --months;
    if (months < 0 && to.day > from.day) ++months;
    return YearsMonths{months};
}

/// Of a range in a text only literals may be the ends (DMN 1.5 table 70): numbers, texts, @-literals and calls of the
/// temporal functions with a text.
bool is_literal_end(std::string_view text) {
    const auto trim = [](std::string_view part) {
        const size_t from = part.find_first_not_of(" \t\r\n");
        return from == std::string_view::npos ? std::string_view()
                                              : part.substr(from, part.find_last_not_of(" \t\r\n") - from + 1);
    };
    std::string_view end = trim(text);
    if (end.empty()) return false;
    for (const std::string_view function : {"date and time", "date", "time", "duration"}) {
        if (!end.starts_with(function)) continue;
        end = trim(end.substr(function.size()));
        if (!end.starts_with('(') || !end.ends_with(')')) return false;
        end = trim(end.substr(1, end.size() - 2));
        return end.starts_with('"') && end.ends_with('"');
    }
    return end[0] == '"' || end[0] == '@' || end[0] == '-' || end[0] == '.' || (end[0] >= '0' && end[0] <= '9');
}

Value range_of_text(Call& call) {
    const std::string& text = call.text(0);
    call.steps(text.size());
    const size_t first = text.find_first_not_of(" \t\r\n");
    const size_t last = text.find_last_not_of(" \t\r\n");
    const size_t dots = text.find("..");
    if (first == std::string::npos || dots == std::string::npos || dots <= first || last <= dots + 1)
        return call.fail("feel.no_range", text);
    const std::string_view view(text);
    if (std::string_view("[(]").find(view[first]) == std::string_view::npos ||
        !is_literal_end(view.substr(first + 1, dots - first - 1)) ||
        !is_literal_end(view.substr(dots + 2, last - dots - 2)))
        return call.fail("feel.no_range", text);
    const Names names;
    const Types types;
    try {
        const NodePtr node = Parser(text, names, types).whole_expression();
        const Value* const found = node->constant();
        const Range* const range = found == nullptr ? nullptr : found->range();
        if (range == nullptr || range->low.is_null() || range->high.is_null() || *order(range->low, range->high) > 0)
            return call.fail("feel.no_range", text);
        return *found;
    } catch (const SyntaxError& error) {
        return call.fail("feel.no_range", error.detail());
    }
}

constexpr Row kRows[] = {
    {"date", "from:s->d", date_of_text},
    {"date", "from:e->d", date_of_moment},
    {"date", "year:n, month:n, day:n->d", date_of_parts},
    {"date and time", "from:s->D", moment_of_text},
    {"date and time", "date:e, time:t->D", moment_of_two},
    {"date and time", "year:n, month:n, day:n, hour:n, minute:n, second:n->D", moment_of_parts},
    {"date and time", "year:n, month:n, day:n, hour:n, minute:n, second:n, offset:p~->D", moment_of_parts_offset},
    {"date and time", "year:n, month:n, day:n, hour:n, minute:n, second:n, timezone:s->D", moment_of_parts_zone},
    {"time", "from:s->t", time_of_text},
    {"time", "from:t->t", time_of_time},
    {"time", "from:D->t", time_of_moment},
    {"time", "hour:n, minute:n, second:n, offset:p~->t", time_of_parts},
    {"number", "from:s->n", number_of_plain},
    {"number", "from:s, grouping separator:s~, decimal separator:s~->n", number_of_text},
    {"string", "from:v->s", string_of},
    {"duration", "from:s->u", duration_of_text},
    {"years and months duration", "from:e, to:e->m", months_between},
    {"range", "from:s->r", range_of_text},
};

}  // namespace

std::span<const Row> conversion_builtins() {
    return kRows;
}

}  // namespace yici::feel
