#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/feel/value.h"

namespace yici::feel {

class Type;
using TypePtr = std::shared_ptr<const Type>;

/// A type of FEEL (DMN 1.5 §10.3.2.9). Never changed once it is shared.
class Type {
  public:
    enum class Kind {
        any,
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

    Kind kind = Kind::any;
    TypePtr element;                                      // of list and range
    std::vector<std::pair<std::string, TypePtr>> fields;  // of context
    std::vector<TypePtr> parameters;                      // of function
    TypePtr result;                                       // of function

    [[nodiscard]] static TypePtr simple(Kind kind);
    [[nodiscard]] static TypePtr list_of(TypePtr element);
    [[nodiscard]] static TypePtr range_of(TypePtr element);
    [[nodiscard]] static TypePtr context_of(std::vector<std::pair<std::string, TypePtr>> fields);
    [[nodiscard]] static TypePtr function_of(std::vector<TypePtr> parameters, TypePtr result);

    /// "list<number>", as FEEL would write it.
    [[nodiscard]] std::string to_string() const;
};

/// Named types (item definitions) that `instance of`, parameters and results may use.
class Types {
  public:
    void add(std::string name, TypePtr type);
    [[nodiscard]] TypePtr find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, TypePtr, std::less<>>& all() const { return types_; }

  private:
    std::map<std::string, TypePtr, std::less<>> types_;
};

/// "number", "date and time", "Any", …, and the names that DMN 1.1 had ("dateTime", "dayTimeDuration", …); none for all
/// else.
[[nodiscard]] TypePtr builtin_type(std::string_view name);

/// A type as FEEL writes it: "list<number>", "function<string>->number", "context<a: tItem>"; none where a name in it
/// is not known or the text is no type.
[[nodiscard]] TypePtr parse_type(std::string_view text, const Types& types);

/// `value instance of type`: null is an instance of Null alone; within lists and contexts it is one of every type.
[[nodiscard]] bool is_instance(const Value& value, const Type& type);
/// Whether every value of `type` is one of `wanted` (§10.3.2.9.1).
[[nodiscard]] bool conforms(const Type& type, const Type& wanted);
/// The value as that type wants it (§10.3.2.9.4): itself, the one element of a list, a list of itself, a date as date
/// and time; null where it does not conform. Null stays null.
[[nodiscard]] Value coerce(const Value& value, const Type& type);

}  // namespace yici::feel
