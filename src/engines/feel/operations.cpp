#include "engines/feel/compare.h"
#include "engines/feel/tree.h"

namespace yici::feel {

namespace {

using Kind = Value::Kind;

template <class T>
Value or_null(std::optional<T> result) {
    return result ? Value(*std::move(result)) : Value();
}

bool is_moment(const Value& value) {
    return value.kind() == Kind::date || value.kind() == Kind::date_time;
}

DateTime moment(const Value& value) {
    return value.kind() == Kind::date ? midnight(*value.date()) : *value.date_time();
}

Value moved(const Value& value, YearsMonths by) {
    if (value.kind() == Kind::date) return or_null(add(*value.date(), by));
    if (value.kind() == Kind::date_time) return or_null(add(*value.date_time(), by));
    if (value.kind() != Kind::years_months) return {};
    int64_t months = 0;
    if (__builtin_add_overflow(value.years_months()->months, by.months, &months)) return {};
    return YearsMonths{months};
}

Value moved(const Value& value, DaysTime by) {
    constexpr Int128 kMost = static_cast<Int128>(1) << 110;
    if (by.nanoseconds > kMost || by.nanoseconds < -kMost) return {};
    if (value.kind() == Kind::date) return or_null(add(*value.date(), by));
    if (value.kind() == Kind::time) return add(*value.time(), by);
    if (value.kind() == Kind::date_time) return or_null(add(*value.date_time(), by));
    if (value.kind() != Kind::days_time) return {};
    const Int128 sum = value.days_time()->nanoseconds + by.nanoseconds;
    return sum > kMost || sum < -kMost ? Value() : Value(DaysTime{sum});
}

Value plus(const Value& a, const Value& b, Run& run) {
    if (a.kind() == Kind::number && b.kind() == Kind::number) return or_null(add(*a.number(), *b.number()));
    if (a.kind() == Kind::string && b.kind() == Kind::string) {
        take_steps(run, (a.string()->size() + b.string()->size()) / 16);
        return *a.string() + *b.string();
    }
    if (b.kind() == Kind::years_months) return moved(a, *b.years_months());
    if (b.kind() == Kind::days_time) return moved(a, *b.days_time());
    if (a.kind() == Kind::years_months) return moved(b, *a.years_months());
    if (a.kind() == Kind::days_time) return moved(b, *a.days_time());
    return {};
}

bool alike(const Zone& a, const Zone& b) {
    return (a.kind == Zone::Kind::none) == (b.kind == Zone::Kind::none);
}

Value minus(const Value& a, const Value& b) {
    if (a.kind() == Kind::number && b.kind() == Kind::number) return or_null(subtract(*a.number(), *b.number()));
    if (is_moment(a) && is_moment(b)) {
        const DateTime x = moment(a);
        const DateTime y = moment(b);
        return alike(x.time.zone, y.time.zone) ? Value(DaysTime{instant_of(x) - instant_of(y)}) : Value();
    }
    if (a.kind() == Kind::time && b.kind() == Kind::time) {
        if (!alike(a.time()->zone, b.time()->zone)) return {};
        return DaysTime{utc_nanoseconds(*a.time()) - utc_nanoseconds(*b.time())};
    }
    if (b.kind() == Kind::years_months && b.years_months()->months != INT64_MIN)
        return moved(a, YearsMonths{-b.years_months()->months});
    if (b.kind() == Kind::days_time) return moved(a, DaysTime{-b.days_time()->nanoseconds});
    return {};
}

/// Durations as decimal numbers: months, or seconds with nine digits behind the point.
std::optional<Number> measure(const Value& value) {
    if (value.kind() == Kind::years_months) return Number(value.years_months()->months);
    const Int128 nanoseconds = value.days_time()->nanoseconds;
    const auto seconds = static_cast<int64_t>(nanoseconds / kNanosecond);
    const auto rest = static_cast<int64_t>(nanoseconds % kNanosecond);
    const auto fraction = divide(Number(rest), Number(kNanosecond));
    return fraction ? add(Number(seconds), *fraction) : std::nullopt;
}

std::optional<Number> whole(const Number& number) {  // towards zero
    if (const auto small = number.to_integer()) return Number(*small);
    const std::string text = number.to_string();
    return Number::parse(std::string_view(text).substr(0, text.find('.')));
}

Value duration_like(const Value& kind, const std::optional<Number>& amount) {
    if (!amount) return {};
    if (kind.kind() == Kind::years_months) {
        const auto months = whole(*amount);
        const auto integer = months ? months->to_integer() : std::nullopt;
        return integer ? Value(YearsMonths{*integer}) : Value();
    }
    const auto seconds = whole(*amount);
    const auto integer = seconds ? seconds->to_integer() : std::nullopt;
    if (!integer) return {};
    const auto fraction = multiply(*subtract(*amount, *seconds), Number(kNanosecond));
    const auto rest = fraction ? whole(*fraction) : std::nullopt;
    return DaysTime{static_cast<Int128>(*integer) * kNanosecond + (rest ? rest->to_integer().value_or(0) : 0)};
}

bool is_duration(const Value& value) {
    return value.kind() == Kind::years_months || value.kind() == Kind::days_time;
}

Value times(const Value& a, const Value& b) {
    if (a.kind() == Kind::number && b.kind() == Kind::number) return or_null(multiply(*a.number(), *b.number()));
    if (a.kind() == Kind::number && is_duration(b)) return times(b, a);
    if (!is_duration(a) || b.kind() != Kind::number) return {};
    const auto amount = measure(a);
    return amount ? duration_like(a, multiply(*amount, *b.number())) : Value();
}

Value quotient(const Value& a, const Value& b) {
    if (a.kind() == Kind::number && b.kind() == Kind::number) return or_null(divide(*a.number(), *b.number()));
    if (!is_duration(a)) return {};
    const auto amount = measure(a);
    if (!amount) return {};
    if (b.kind() == Kind::number) return duration_like(a, divide(*amount, *b.number()));
    if (b.kind() != a.kind()) return {};
    const auto other = measure(b);
    return other ? or_null(divide(*amount, *other)) : Value();
}

Value raised(const Value& a, const Value& b) {
    if (a.kind() != Kind::number || b.kind() != Kind::number) return {};
    return or_null(power(*a.number(), *b.number()));
}

std::string operands(Operator op, const Value& a, const Value& b) {
    return std::string(kind_name(a.kind())) + " " + std::string(sign_of(op)) + " " + std::string(kind_name(b.kind()));
}

}  // namespace

std::string_view sign_of(Operator op) {
    constexpr std::string_view kSigns[] = {"+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">="};
    return kSigns[static_cast<size_t>(op)];
}

Range::Form form_of(Operator comparison) {
    switch (comparison) {
        case Operator::less:
            return Range::Form::less;
        case Operator::less_or_equal:
            return Range::Form::less_or_equal;
        case Operator::greater:
            return Range::Form::greater;
        case Operator::greater_or_equal:
            return Range::Form::greater_or_equal;
        case Operator::equal:
            return Range::Form::equal;
        default:
            return Range::Form::not_equal;
    }
}

Value arithmetic(Operator op, const Value& a, const Value& b, Place place, Run& run) {
    Value result;
    switch (op) {
        case Operator::add:
            result = plus(a, b, run);
            break;
        case Operator::subtract:
            result = minus(a, b);
            break;
        case Operator::multiply:
            result = times(a, b);
            break;
        case Operator::divide:
            result = quotient(a, b);
            break;
        default:
            result = raised(a, b);
    }
    if (result.is_null()) note(run, place, "feel.no_result", operands(op, a, b));
    return result;
}

Value negated(const Value& a, Place place, Run& run) {
    if (a.kind() == Kind::number) return negate(*a.number());
    if (a.kind() == Kind::days_time) return DaysTime{-a.days_time()->nanoseconds};
    if (a.kind() == Kind::years_months && a.years_months()->months != INT64_MIN)
        return YearsMonths{-a.years_months()->months};
    note(run, place, "feel.no_result", "-" + std::string(kind_name(a.kind())));
    return {};
}

Tri compared(Operator op, const Value& a, const Value& b, Place place, Run& run) {
    if (a.kind() >= Kind::list || a.kind() == Kind::string) take_steps(run, std::min(a.weight(), b.weight()) / 4);
    if (op == Operator::equal || op == Operator::not_equal) {
        const auto same = equals(a, b);
        if (same) return tri(*same == (op == Operator::equal));
    } else if (const auto result = order(a, b)) {
        switch (op) {
            case Operator::less:
                return tri(*result < 0);
            case Operator::less_or_equal:
                return tri(*result <= 0);
            case Operator::greater:
                return tri(*result > 0);
            default:
                return tri(*result >= 0);
        }
    }
    note(run, place, "feel.not_comparable", operands(op, a, b));
    return Tri::unknown;
}

Tri belongs(const Value& tested, const Value& to, Place place, Run& run) {
    if (const Range* const range = to.range()) {
        if (tested.range() != nullptr) return tri(equals(tested, to));
        const auto within = contains(*range, tested);
        if (!within) note(run, place, "feel.not_comparable", std::string(kind_name(tested.kind())) + " in range");
        return tri(within);
    }
    if (const List* const list = to.list()) {
        take_steps(run, list->size());
        if (tested.list() != nullptr) {
            take_steps(run, std::min(tested.weight(), to.weight()));
            if (equals(tested, to).value_or(false)) return Tri::yes;
        }
        for (const Value& element : *list) {
            const Range* const range = element.range();
            const auto within =
                range != nullptr && tested.range() == nullptr ? contains(*range, tested) : equals(tested, element);
            if (within.value_or(false)) return Tri::yes;
        }
        return Tri::no;
    }
    return compared(Operator::equal, tested, to, place, run);
}

Value interval(const Value& low, const Value& high, bool low_included, bool high_included, Place place, Run& run) {
    if (!low.is_null() && !high.is_null() && !order(low, high)) {
        note(run, place, "feel.no_range",
             std::string(kind_name(low.kind())) + " .. " + std::string(kind_name(high.kind())));
        return {};
    }
    Range range;
    range.low = low;
    range.high = high;
    range.low_included = low_included;
    range.high_included = high_included;
    return range;
}

}  // namespace yici::feel
