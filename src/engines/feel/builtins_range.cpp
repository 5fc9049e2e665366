#include "engines/feel/builtin.h"
#include "engines/feel/compare.h"

namespace yici::feel {

namespace {

/// An end of a range; a comparison such as "< 5" has no other end: it lies beyond every value.
struct End {
    const Value* value;
    int beyond = 0;  // -1 below, 1 above every value
};

/// A point is the range of itself alone.
struct Span {
    End low;
    End high;
    bool low_included;
    bool high_included;
};

Span span_of(const Value& value) {
    const Range* const range = value.range();
    if (range == nullptr) return {{&value}, {&value}, true, true};
    const bool interval = range->form == Range::Form::interval || range->form == Range::Form::not_equal;
    return {{&range->low, !interval && range->low.is_null() ? -1 : 0},
            {&range->high, !interval && range->high.is_null() ? 1 : 0},
            range->low_included,
            range->high_included};
}

/// Answers of one comparison after another; unknown as soon as two ends cannot be compared.
class Ends {
  public:
    bool less(const End& a, const End& b) { return order_of(a, b) < 0; }
    bool same(const End& a, const End& b) { return order_of(a, b) == 0; }
    [[nodiscard]] bool known() const { return known_; }

  private:
    std::strong_ordering order_of(const End& a, const End& b) {
        if (a.beyond != 0 || b.beyond != 0) return a.beyond <=> b.beyond;
        const auto found = order(*a.value, *b.value);
        known_ = known_ && found;
        return found.value_or(std::strong_ordering::equal);
    }
    bool known_ = true;
};

bool before(Ends& ends, const Span& a, const Span& b) {
    if (ends.less(a.high, b.low)) return true;
    return ends.same(a.high, b.low) && !(a.high_included && b.low_included);
}

bool meets(Ends& ends, const Span& a, const Span& b) {
    return a.high_included && b.low_included && ends.same(a.high, b.low);
}

/// a begins no later than b, and no later in the sense of an included end.
bool begins_within(Ends& ends, const Span& inner, const Span& outer) {
    if (ends.less(outer.low, inner.low)) return true;
    return ends.same(outer.low, inner.low) && (outer.low_included || !inner.low_included);
}

bool ends_within(Ends& ends, const Span& inner, const Span& outer) {
    if (ends.less(inner.high, outer.high)) return true;
    return ends.same(inner.high, outer.high) && (outer.high_included || !inner.high_included);
}

bool includes(Ends& ends, const Span& a, const Span& b) {
    return begins_within(ends, b, a) && ends_within(ends, b, a);
}

bool overlaps(Ends& ends, const Span& a, const Span& b) {
    return !before(ends, a, b) && !before(ends, b, a);
}

bool overlaps_before(Ends& ends, const Span& a, const Span& b) {
    const bool earlier = ends.less(a.low, b.low) || (ends.same(a.low, b.low) && a.low_included && !b.low_included);
    const bool reaches = ends.less(b.low, a.high) || (ends.same(b.low, a.high) && a.high_included && b.low_included);
    const bool ends_first =
        ends.less(a.high, b.high) || (ends.same(a.high, b.high) && (!a.high_included || b.high_included));
    return earlier && reaches && ends_first;
}

bool finishes(Ends& ends, const Span& a, const Span& b) {
    return a.high_included == b.high_included && ends.same(a.high, b.high) && begins_within(ends, a, b);
}

bool starts(Ends& ends, const Span& a, const Span& b) {
    return a.low_included == b.low_included && ends.same(a.low, b.low) && ends_within(ends, a, b);
}

bool coincides(Ends& ends, const Span& a, const Span& b) {
    return a.low_included == b.low_included && a.high_included == b.high_included && ends.same(a.low, b.low) &&
           ends.same(a.high, b.high);
}

template <bool (*relation)(Ends&, const Span&, const Span&), bool turned>
Value relate(Call& call) {
    Ends ends;
    const Span a = span_of(call[turned ? 1 : 0]);
    const Span b = span_of(call[turned ? 0 : 1]);
    const bool holds = relation(ends, a, b);
    const auto unequal = [](const Value& value) {
        return value.range() != nullptr && value.range()->form == Range::Form::not_equal;
    };
    return ends.known() && !unequal(call[0]) && !unequal(call[1]) ? Value(holds)
                                                                  : call.fail("feel.not_comparable", "range");
}

constexpr const char* kPoints = "point1:w, point2:w->b";
constexpr const char* kPointRange = "point:w, range:r->b";
constexpr const char* kRangePoint = "range:r, point:w->b";
constexpr const char* kRanges = "range1:r, range2:r->b";

constexpr Row kRows[] = {
    {"before", kPoints, relate<before, false>},
    {"before", kPointRange, relate<before, false>},
    {"before", kRangePoint, relate<before, false>},
    {"before", kRanges, relate<before, false>},
    {"after", kPoints, relate<before, true>},
    {"after", kPointRange, relate<before, true>},
    {"after", kRangePoint, relate<before, true>},
    {"after", kRanges, relate<before, true>},
    {"meets", kRanges, relate<meets, false>},
    {"met by", kRanges, relate<meets, true>},
    {"overlaps", kRanges, relate<overlaps, false>},
    {"overlaps before", kRanges, relate<overlaps_before, false>},
    {"overlaps after", kRanges, relate<overlaps_before, true>},
    {"finishes", kPointRange, relate<finishes, false>},
    {"finishes", kRanges, relate<finishes, false>},
    {"finished by", kRangePoint, relate<finishes, true>},
    {"finished by", kRanges, relate<finishes, true>},
    {"includes", kRangePoint, relate<includes, false>},
    {"includes", kRanges, relate<includes, false>},
    {"during", kPointRange, relate<includes, true>},
    {"during", kRanges, relate<includes, true>},
    {"starts", kPointRange, relate<starts, false>},
    {"starts", kRanges, relate<starts, false>},
    {"started by", kRangePoint, relate<starts, true>},
    {"started by", kRanges, relate<starts, true>},
    {"coincides", kPoints, relate<coincides, false>},
    {"coincides", kRanges, relate<coincides, false>},
};

}  // namespace

std::span<const Row> range_builtins() {
    return kRows;
}

}  // namespace yici::feel
