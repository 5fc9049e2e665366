#pragma once

#include <vector>

#include "engines/feel/expression.h"
#include "engines/feel/value.h"

namespace yici::feel {

/// What an expression is given that stands by itself: the entries of a context as names with their values by slot.
/// Entries at any depth are known behind a dot, so that names with blanks are read right.
struct Given {
    explicit Given(const Context& context);
    Names names;
    std::vector<Value> values;
};

}  // namespace yici::feel
