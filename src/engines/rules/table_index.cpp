#include "engines/rules/table_index.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engines/feel/compare.h"
#include "engines/rules/table.h"

namespace yici::rules {

namespace {

using feel::Value;
using Kind = Value::Kind;

bool is_ordered(Kind kind) {
    return kind == Kind::number || kind == Kind::date || kind == Kind::date_time || kind == Kind::years_months ||
           kind == Kind::days_time;
}

std::optional<feel::Number> middle(const std::optional<feel::Number>& sum) {
    return sum ? feel::divide(*sum, feel::Number(2)) : std::nullopt;
}

/// A value strictly between two neighbours, or beyond one where the other is null; none where there is nothing.
std::optional<Value> between(const Value* low, const Value* high, Kind kind) {
    const Value& end = low != nullptr ? *low : *high;
    const int step = low == nullptr ? -1 : 1;
    const bool inner = low != nullptr && high != nullptr;
    std::optional<Value> found;
    switch (kind) {
        case Kind::number: {
            const auto number = inner ? middle(feel::add(*low->number(), *high->number()))
                                      : feel::add(*end.number(), feel::Number(step));
            if (number) found = *number;
            break;
        }
        case Kind::date: {
            const int64_t day = feel::days_of(*end.date()) + step;
            found = Value(feel::date_of(day));
            break;
        }
        case Kind::date_time: {
            const auto width = inner ? feel::instant_of(*high->date_time()) - feel::instant_of(*low->date_time())
                                     : static_cast<__int128>(2) * step * feel::kDayNanoseconds;
            if (const auto moved = feel::add(*end.date_time(), feel::DaysTime{width / 2})) found = Value(*moved);
            break;
        }
        case Kind::years_months:
            found = Value(feel::YearsMonths{end.years_months()->months + step});
            break;
        case Kind::days_time: {
            const auto width = inner ? high->days_time()->nanoseconds - low->days_time()->nanoseconds
                                     : static_cast<__int128>(2) * step;
            found = Value(feel::DaysTime{end.days_time()->nanoseconds + width / 2});
            break;
        }
        default:
            break;
    }
    if (!found) return std::nullopt;
    if (low != nullptr && feel::order(*low, *found) != std::strong_ordering::less) return std::nullopt;
    if (high != nullptr && feel::order(*found, *high) != std::strong_ordering::less) return std::nullopt;
    return found;
}

/// Every constant of the column, of one kind, sorted, each once; cells that do not fit are put into `unknown`.
class Builder {
  public:
    Builder(const Table& table, size_t column) : table_(table), column_(column) {}

    ColumnIndex build() {
        index_.unknown.assign((table_.rows().size() + 63) / 64, 0);
        gather();
        order_points();
        make_segments();
        return std::move(index_);
    }

  private:
    bool take(const std::vector<Value>& constants) {
        for (const Value& value : constants) {
            const bool known =
                is_ordered(value.kind()) || value.kind() == Kind::string || value.kind() == Kind::boolean;
            if (!known) return false;
            if (index_.kind == Kind::null) index_.kind = value.kind();
            if (value.kind() != index_.kind) return false;
        }
        for (const Value& value : constants) index_.points.push_back(value);
        return true;
    }

    /// Cuts the column at the constants that a cell compares with, when that is all it does. Texts in an order are not
    /// cut: nothing is known between two of them.
    bool cut(const feel::Expression& tests) {
        const auto cell = tests.cell();
        if (!cell) return false;
        std::vector<Value> constants;
        for (const Value& test : cell->tests) {
            const feel::Range* const range = test.range();
            if (range == nullptr) {
                if (!test.is_null()) constants.push_back(test);
                continue;
            }
            using Form = feel::Range::Form;
            const bool in_order = range->form != Form::equal && range->form != Form::not_equal;
            for (const Value* end : {&range->low, &range->high}) {
                if (end->is_null()) continue;
                if (in_order && end->string() != nullptr) return false;
                constants.push_back(*end);
            }
        }
        return take(constants);
    }

    void gather() {
        const Table::Input& input = table_.inputs()[column_];
        if (input.type && input.type->shape->kind == feel::Type::Kind::boolean) index_.kind = Kind::boolean;
        for (size_t rule = 0; rule < table_.rows().size(); ++rule) {
            const Table::Cell& cell = table_.rows()[rule].inputs[column_];
            if (cell.any || !cell.test) continue;
            if (!cut(*cell.test)) put(index_.unknown, rule);
        }
        if (input.allowed) index_.allowed_unknown = !cut(*input.allowed);
        domain_ = allowed_tests(input.type.get());
        if (domain_ != nullptr && !cut(*domain_)) domain_ = nullptr;
    }

    void order_points() {
        auto& points = index_.points;
        if (is_ordered(index_.kind)) {
            const auto comparable = [&](const Value& value) { return feel::order(points.front(), value).has_value(); };
            if (!std::all_of(points.begin(), points.end(), comparable)) {
                give_up();
                return;
            }
            std::sort(points.begin(), points.end(),
                      [](const Value& a, const Value& b) { return feel::order(a, b) == std::strong_ordering::less; });
            const auto same = [](const Value& a, const Value& b) {
                return feel::order(a, b) == std::strong_ordering::equal;
            };
            points.erase(std::unique(points.begin(), points.end(), same), points.end());
        } else if (index_.kind == Kind::string) {
            const auto text = [](const Value& a) -> const std::string& { return *a.string(); };
            std::sort(points.begin(), points.end(), [&](const Value& a, const Value& b) { return text(a) < text(b); });
            points.erase(std::unique(points.begin(), points.end()), points.end());
        } else {
            points.clear();
        }
        if (index_.kind == Kind::boolean) points = {Value(false), Value(true)};
        note_typed_points();
    }

    void give_up() {
        index_.kind = Kind::null;
        index_.points.clear();
        for (size_t rule = 0; rule < table_.rows().size(); ++rule) {
            if (!table_.rows()[rule].inputs[column_].any) put(index_.unknown, rule);
        }
        index_.allowed_unknown = table_.inputs()[column_].allowed.has_value();
    }

    void note_typed_points() {
        if (index_.kind == Kind::date) {
            for (const Value& point : index_.points) index_.days.push_back(feel::days_of(*point.date()));
        }
        if (index_.kind != Kind::number) return;
        for (const Value& point : index_.points) {
            // A decimal of 15 digits and the double nearest to it tell each other exactly.
            const std::string text = point.number()->to_string();
            const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
            if (digits > 15) {
                index_.doubles.clear();
                return;
            }
            index_.doubles.push_back(point.number()->to_double());
        }
    }

    void make_segments() {
        const auto& points = index_.points;
        if (is_ordered(index_.kind)) {
            for (size_t i = 0; i <= points.size(); ++i) {
                const Value* const low = i == 0 ? nullptr : &points[i - 1];
                const Value* const high = i == points.size() ? nullptr : &points[i];
                add_segment(points.empty() ? std::nullopt : between(low, high, index_.kind));
                if (high != nullptr) add_segment(*high);
            }
        } else if (index_.kind == Kind::string) {
            std::string other = "\x01";
            for (const Value& point : points) {
                add_segment(point);
                other += *point.string();  // longer than each of them
            }
            add_segment(Value(other));
        } else if (index_.kind == Kind::boolean) {
            for (const Value& point : points) add_segment(point);
        }
        add_segment(Value());
    }

    void add_segment(const std::optional<Value>& sample) {
        ColumnIndex::Segment segment;
        segment.rules.assign(index_.unknown.size(), 0);
        segment.exists = sample.has_value();
        const ManualClock clock{Instant{}};
        for (size_t rule = 0; sample && rule < table_.rows().size(); ++rule) {
            const Table::Cell& cell = table_.rows()[rule].inputs[column_];
            feel::Run run(clock, 100'000);
            if (cell.any || has(index_.unknown, rule) || (cell.test && cell.test->test(*sample, {}, run) == true))
                put(segment.rules, rule);
        }
        const auto& allowed = table_.inputs()[column_].allowed;
        if (sample && allowed && !index_.allowed_unknown) {
            feel::Run run(clock, 100'000);
            segment.refused = allowed->test(*sample, {}, run) != true;
        }
        if (sample && domain_ != nullptr) {
            feel::Run run(clock, 100'000);
            segment.outside = domain_->test(*sample, {}, run) != true;
        }
        index_.segments.push_back(std::move(segment));
    }

    const Table& table_;
    size_t column_;
    const feel::Expression* domain_ = nullptr;
    ColumnIndex index_;
};

}  // namespace

std::optional<size_t> ColumnIndex::segment_of(const Value& value) const {
    if (value.is_null()) return null_segment();
    if (value.kind() != kind) return std::nullopt;
    if (kind == Kind::boolean) return *value.boolean() ? 1 : 0;
    if (kind == Kind::string) return segment_of(std::string_view(*value.string()));
    size_t low = 0;
    size_t high = points.size();
    while (low < high) {
        const size_t at = (low + high) / 2;
        const auto order = feel::order(points[at], value);
        if (!order) return std::nullopt;
        if (*order == std::strong_ordering::equal) return 2 * at + 1;
        if (*order == std::strong_ordering::less)
            low = at + 1;
        else
            high = at;
    }
    return 2 * low;
}

size_t ColumnIndex::segment_of(double number) const {
    if (std::isnan(number)) return null_segment();
    const auto at = static_cast<size_t>(std::lower_bound(doubles.begin(), doubles.end(), number) - doubles.begin());
    return 2 * at + (at < doubles.size() && doubles[at] == number ? 1 : 0);
}

size_t ColumnIndex::segment_of(std::string_view text) const {
    if (text.data() == nullptr) return null_segment();
    const auto found =
        std::lower_bound(points.begin(), points.end(), text,
                         [](const Value& point, std::string_view wanted) { return *point.string() < wanted; });
    if (found == points.end() || *found->string() != text) return points.size();
    return static_cast<size_t>(found - points.begin());
}

size_t ColumnIndex::segment_of_day(int64_t day) const {
    if (day == std::numeric_limits<int64_t>::min()) return null_segment();
    const auto at = static_cast<size_t>(std::lower_bound(days.begin(), days.end(), day) - days.begin());
    return 2 * at + (at < days.size() && days[at] == day ? 1 : 0);
}

TableIndex::TableIndex(const Table& table) {
    all_.assign((table.rows().size() + 63) / 64, 0);
    for (size_t rule = 0; rule < table.rows().size(); ++rule) put(all_, rule);
    for (size_t column = 0; column < table.inputs().size(); ++column)
        columns_.push_back(Builder(table, column).build());
}

bool TableIndex::is_complete() const {
    return std::all_of(columns_.begin(), columns_.end(),
                       [](const ColumnIndex& column) { return is_empty(column.unknown) && !column.allowed_unknown; });
}

}  // namespace yici::rules
