#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engines/feel/number.h"
#include "engines/feel/temporal.h"

namespace yici::feel {

class Value;
struct Run;

struct Null {
    friend bool operator==(Null, Null) { return true; }
};

using List = std::vector<Value>;

/// Entries in the order in which they were written; a name stands once.
class Context {
  public:
    Context() = default;
    /// The names must differ.
    explicit Context(std::vector<std::pair<std::string, Value>> entries);
    [[nodiscard]] const Value* find(std::string_view name) const;
    /// Replaces the entry of that name, or puts a new one behind the others.
    void put(std::string name, Value value);
    [[nodiscard]] const std::vector<std::pair<std::string, Value>>& entries() const { return entries_; }

  private:
    std::vector<std::pair<std::string, Value>> entries_;
};

/// [low..high] with either end open; a comparison such as "> 5" is a range without the other end.
struct Range;
class Type;
struct HeldList;
struct HeldContext;
struct HeldRange;
struct HeldFunction;

/// A function of FEEL: a built-in, a closure of an expression, a BKM, a decision service.
struct Function {
    std::vector<std::string> parameters;  // for call by name; empty for a built-in with several forms
    /// Never throws for wrong arguments: it yields null and tells the run why.
    std::function<Value(std::span<const Value> arguments, Run& run)> call;
    /// Call by name where the parameters alone do not decide (built-ins with several forms); may be empty.
    std::function<Value(std::span<const std::pair<std::string, Value>> named, Run& run)> call_named;
    /// What `instance of function<…>->…` asks for; by parameter, null where nothing was said.
    std::vector<std::shared_ptr<const Type>> parameter_types;
    std::shared_ptr<const Type> result_type;
    uint32_t depth = 0;  // how deeply the values that it holds are nested
};

/// A value of FEEL (DMN 1.5 §10.3.2.2). Numbers, dates, flags and null lie within; strings, lists, contexts, ranges
/// and functions are shared and never changed, so that copies cost a counter.
class Value {
  public:
    enum class Kind {
        null,
        boolean,
        number,
        string,
        date,
        time,
        date_time,
        years_months,
        days_time,
        list,
        context,
        range,
        function
    };

    Value() = default;
    Value(Null) {}                                           // NOLINT: null is a value
    Value(bool value) : held_(value) {}                      // NOLINT: and so are the others
    Value(const Number& value) : held_(value) {}             // NOLINT
    Value(std::string value);                                // NOLINT
    Value(const char* value) : Value(std::string(value)) {}  // NOLINT: else a text would become a flag
    Value(const Date& value) : held_(value) {}               // NOLINT
    Value(const Time& value) : held_(value) {}               // NOLINT
    Value(const DateTime& value) : held_(value) {}           // NOLINT
    Value(YearsMonths value) : held_(value) {}               // NOLINT
    Value(DaysTime value) : held_(value) {}                  // NOLINT
    Value(List value);                                       // NOLINT
    Value(Context value);                                    // NOLINT
    Value(Range value);                                      // NOLINT
    Value(Function value);                                   // NOLINT

    [[nodiscard]] Kind kind() const { return static_cast<Kind>(held_.index()); }
    [[nodiscard]] bool is_null() const { return held_.index() == 0; }

    /// The thing itself when it is of that kind, else null.
    [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&held_); }
    [[nodiscard]] const Number* number() const { return std::get_if<Number>(&held_); }
    [[nodiscard]] const std::string* string() const;
    [[nodiscard]] const Date* date() const { return std::get_if<Date>(&held_); }
    [[nodiscard]] const Time* time() const { return std::get_if<Time>(&held_); }
    [[nodiscard]] const DateTime* date_time() const { return std::get_if<DateTime>(&held_); }
    [[nodiscard]] const YearsMonths* years_months() const { return std::get_if<YearsMonths>(&held_); }
    [[nodiscard]] const DaysTime* days_time() const { return std::get_if<DaysTime>(&held_); }
    [[nodiscard]] const List* list() const;
    [[nodiscard]] const Context* context() const;
    [[nodiscard]] const Range* range() const;
    [[nodiscard]] const Function* function() const;

    /// Same kind and same content; functions by identity. What `=` of FEEL says is equals() in compare.h.
    friend bool operator==(const Value& a, const Value& b);

    /// As FEEL would write it: 1.5, "text", [1, 2], {a: 1}, date("2018-06-01").
    [[nodiscard]] std::string to_string() const;

    /// Levels of lists, contexts and functions within; 0 for all else. A value that would pass kDeepest is refused when
    /// it is made (feel.too_deep), so that what reads values by recursion needs little stack.
    [[nodiscard]] uint32_t depth() const;
    /// How many values stand in it, itself included, each as often as it is reached; saturates. Texts, names and
    /// numbers with many noughts count a value more for every 16 characters.
    [[nodiscard]] uint64_t weight() const;
    static constexpr uint32_t kDeepest = 600;

  private:
    std::variant<std::monostate, bool, Number, std::shared_ptr<const std::string>, Date, Time, DateTime, YearsMonths,
                 DaysTime, std::shared_ptr<const HeldList>, std::shared_ptr<const HeldContext>,
                 std::shared_ptr<const HeldRange>, std::shared_ptr<const HeldFunction>>
        held_;
};

struct Range {
    /// How it was written: a comparison has no other end; [null..5] has an unknown one, and contains() knows nothing.
    enum class Form : uint8_t { interval, less, less_or_equal, greater, greater_or_equal, equal, not_equal };

    Value low;   // null: no lower end
    Value high;  // null: no upper end
    bool low_included = false;
    bool high_included = false;
    Form form = Form::interval;
};

/// "< 5" and its kin.
[[nodiscard]] Range comparison(Range::Form form, const Value& end);

/// "number", "days and time duration", …, as `instance of` names them.
[[nodiscard]] std::string_view kind_name(Value::Kind kind);

}  // namespace yici::feel
