#pragma once

#include <span>
#include <string>
#include <string_view>

#include "foundation/db/database.h"

namespace yici::db {

/// Many texts as one parameter: a statement's text, its plan and its cost stay those of one, however many there are.
/// db.text_invalid as for every text.
[[nodiscard]] Value list_value(std::span<const std::string_view> texts);

/// The list as a table in a FROM, called `name`: its rows have `value`, and `place` counted from 0. It takes the place
/// of one parameter.
[[nodiscard]] std::string list_rows(Dialect dialect, std::string_view name);

}  // namespace yici::db
