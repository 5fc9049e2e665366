#pragma once

#include "engines/feel/tree.h"

namespace yici::feel {

/// The node itself, or a constant when it can be run now without anything to say.
[[nodiscard]] NodePtr folded(NodePtr node);
[[nodiscard]] bool all_constant(const std::vector<NodePtr>& nodes);
/// A number, a date or what else has no parts: several ends of the same kind can be told apart without running.
[[nodiscard]] TypePtr common_type(const TypePtr& a, const TypePtr& b);

}  // namespace yici::feel
