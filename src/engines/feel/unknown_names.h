#pragma once

#include <string_view>
#include <vector>

#include "engines/feel/expression.h"

namespace yici::feel {

/// Names that the text asks for and nobody gives, each with its place (feel.unknown_name): null on every run, so for
/// who writes a rule they are faults. Throws SyntaxError.
[[nodiscard]] std::vector<Fault> unknown_names(std::string_view text, const Names& names);

}  // namespace yici::feel
