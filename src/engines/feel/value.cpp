#include "engines/feel/value.h"

#include <algorithm>

#include "engines/feel/decimal.h"
#include "foundation/base/error.h"

namespace yici::feel {

namespace {

struct Measure {
    uint32_t depth = 1;
    uint64_t weight = 1;

    void take(const Value& value) {
        depth = std::max(depth, value.depth() + 1);
        add(value.weight());
    }
    void add(uint64_t more) {
        if (__builtin_add_overflow(weight, more, &weight)) weight = UINT64_MAX;
    }
    void check() const {
        if (depth > Value::kDeepest)
            throw Error(ErrorKind::rule_violated, "feel.too_deep", std::to_string(Value::kDeepest));
    }
};

}  // namespace

struct HeldList {
    explicit HeldList(List list) : payload(std::move(list)) {
        for (const Value& value : payload) measure.take(value);
        measure.check();
    }
    List payload;
    Measure measure;
};

struct HeldContext {
    explicit HeldContext(Context context) : payload(std::move(context)) {
        for (const auto& [name, value] : payload.entries()) {
            measure.take(value);
            measure.add(name.size() / 16);
        }
        measure.check();
    }
    Context payload;
    Measure measure;
};

struct HeldRange {
    explicit HeldRange(Range range) : payload(std::move(range)) {
        measure.take(payload.low);
        measure.take(payload.high);
        measure.check();
    }
    Range payload;
    Measure measure;
};

struct HeldFunction {
    explicit HeldFunction(Function function) : payload(std::move(function)) {
        measure.depth = payload.depth + 1;
        measure.check();
    }
    Function payload;
    Measure measure;
};

Context::Context(std::vector<std::pair<std::string, Value>> entries) : entries_(std::move(entries)) {}

const Value* Context::find(std::string_view name) const {
    for (const auto& [own, value] : entries_)
        if (own == name) return &value;
    return nullptr;
}

void Context::put(std::string name, Value value) {
    for (auto& [own, held] : entries_) {
        if (own != name) continue;
        held = std::move(value);
        return;
    }
    entries_.emplace_back(std::move(name), std::move(value));
}

Value::Value(std::string value) : held_(std::make_shared<const std::string>(std::move(value))) {}
Value::Value(List value) : held_(std::make_shared<const HeldList>(std::move(value))) {}
Value::Value(Context value) : held_(std::make_shared<const HeldContext>(std::move(value))) {}
Value::Value(Range value) : held_(std::make_shared<const HeldRange>(std::move(value))) {}
Value::Value(Function value) : held_(std::make_shared<const HeldFunction>(std::move(value))) {}

const std::string* Value::string() const {
    const auto* const held = std::get_if<std::shared_ptr<const std::string>>(&held_);
    return held == nullptr ? nullptr : held->get();
}

const List* Value::list() const {
    const auto* const held = std::get_if<std::shared_ptr<const HeldList>>(&held_);
    return held == nullptr ? nullptr : &(*held)->payload;
}

const Context* Value::context() const {
    const auto* const held = std::get_if<std::shared_ptr<const HeldContext>>(&held_);
    return held == nullptr ? nullptr : &(*held)->payload;
}

const Range* Value::range() const {
    const auto* const held = std::get_if<std::shared_ptr<const HeldRange>>(&held_);
    return held == nullptr ? nullptr : &(*held)->payload;
}

const Function* Value::function() const {
    const auto* const held = std::get_if<std::shared_ptr<const HeldFunction>>(&held_);
    return held == nullptr ? nullptr : &(*held)->payload;
}

namespace {

struct MeasureOf {
    Measure operator()(const std::shared_ptr<const std::string>& text) const { return {0, 1 + text->size() / 16}; }
    Measure operator()(const Number& number) const {
        return {0, 1 + static_cast<uint64_t>(std::abs(decimal::unpack(number).exponent)) / 16};
    }
    Measure operator()(const std::shared_ptr<const HeldList>& held) const { return held->measure; }
    Measure operator()(const std::shared_ptr<const HeldContext>& held) const { return held->measure; }
    Measure operator()(const std::shared_ptr<const HeldRange>& held) const { return held->measure; }
    Measure operator()(const std::shared_ptr<const HeldFunction>& held) const { return held->measure; }
    template <class Other>
    Measure operator()(const Other&) const {
        return {0, 1};
    }
};

}  // namespace

uint32_t Value::depth() const {
    return std::visit(MeasureOf(), held_).depth;
}
uint64_t Value::weight() const {
    return std::visit(MeasureOf(), held_).weight;
}

namespace {

bool same_time(const Time& a, const Time& b) {
    return a.nanoseconds == b.nanoseconds && a.zone == b.zone;
}

bool same_context(const Context& a, const Context& b) {
    if (&a == &b) return true;
    if (a.entries().size() != b.entries().size()) return false;
    return std::all_of(a.entries().begin(), a.entries().end(), [&](const auto& entry) {
        const Value* const other = b.find(entry.first);
        return other != nullptr && *other == entry.second;
    });
}

bool same_range(const Range& a, const Range& b) {
    return a.form == b.form && a.low_included == b.low_included && a.high_included == b.high_included &&
           a.low == b.low && a.high == b.high;
}

}  // namespace

bool operator==(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Value::Kind::null:
            return true;
        case Value::Kind::boolean:
            return *a.boolean() == *b.boolean();
        case Value::Kind::number:
            return *a.number() == *b.number();
        case Value::Kind::string:
            return *a.string() == *b.string();
        case Value::Kind::date:
            return *a.date() == *b.date();
        case Value::Kind::time:
            return same_time(*a.time(), *b.time());
        case Value::Kind::date_time:
            return a.date_time()->date == b.date_time()->date && same_time(a.date_time()->time, b.date_time()->time);
        case Value::Kind::years_months:
            return *a.years_months() == *b.years_months();
        case Value::Kind::days_time:
            return *a.days_time() == *b.days_time();
        case Value::Kind::list:
            return a.list() == b.list() || *a.list() == *b.list();
        case Value::Kind::context:
            return same_context(*a.context(), *b.context());
        case Value::Kind::range:
            return same_range(*a.range(), *b.range());
        case Value::Kind::function:
            return a.function() == b.function();
    }
    return false;
}

Range comparison(Range::Form form, const Value& end) {
    const bool low = form == Range::Form::greater || form == Range::Form::greater_or_equal;
    const bool high = form == Range::Form::less || form == Range::Form::less_or_equal;
    Range range;
    range.form = form;
    if (form == Range::Form::not_equal) {
        range.low = range.high = end;
        return range;
    }
    if (!high) range.low = end;
    if (!low) range.high = end;
    range.low_included = form == Range::Form::greater_or_equal || form == Range::Form::equal;
    range.high_included = form == Range::Form::less_or_equal || form == Range::Form::equal;
    return range;
}

std::string_view kind_name(Value::Kind kind) {
    constexpr std::string_view kNames[] = {"Null",
                                           "boolean",
                                           "number",
                                           "string",
                                           "date",
                                           "time",
                                           "date and time",
                                           "years and months duration",
                                           "days and time duration",
                                           "list",
                                           "context",
                                           "range",
                                           "function"};
    return kNames[static_cast<size_t>(kind)];
}

}  // namespace yici::feel
