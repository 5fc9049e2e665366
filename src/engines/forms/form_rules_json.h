#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "engines/forms/forms.h"

namespace yici::forms {

/// What a form asks of its schema beyond JSON Schema (docs/formats/form.md): titles in both languages, one type a
/// field, closed objects, limits for texts and lists, hints that name what is there.
void check_form_rules(const nlohmann::json& document, std::vector<Fault>& faults);

/// A schema or, where it is a reference alone, what it refers to; titles beside the reference win.
[[nodiscard]] nlohmann::json resolved(const nlohmann::json& document, const nlohmann::json& schema);

}  // namespace yici::forms
