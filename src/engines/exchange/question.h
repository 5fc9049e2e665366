#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/yaml.h"

namespace yici::exchange {

/// A question that is answered with yes or no, so that no value leaves the provider. As in a pack's `question`.
struct Question {
    enum class Kind { exists, equals, one_of, age_at_least, age_below };
    Kind kind = Kind::exists;
    std::string field;                // empty for exists
    std::vector<std::string> values;  // equals: one; one_of: some
    int age = 0;                      // completed years

    bool operator==(const Question&) const = default;
    /// {"exists":true} or {"field":"birth_date","age_at_least":80}, in this order of keys.
    [[nodiscard]] std::string to_json() const;
};

/// Reads {field, equals}, {field, one_of}, {field, age_at_least}, {field, age_below} or {exists: true}; what is wrong
/// becomes a finding exchange.question_invalid.
[[nodiscard]] std::optional<Question> parse_question(const YamlNode& node);

/// The answer over the field's value; `value` is none when there is no record or no value. An age is counted in
/// completed years on `today`; a birth date that is no date answers no.
[[nodiscard]] bool answers_yes(const Question& question, const std::optional<std::string>& value, Date today);

}  // namespace yici::exchange
