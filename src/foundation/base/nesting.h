#pragma once

#include <cstddef>
#include <string_view>

namespace yici {

/// Deeper than any text of ours; a reader that recurses needs little stack for as many levels.
constexpr size_t kDeepestJson = 64;

/// True when no bracket outside a string opens more than `levels` levels. What reads or writes JSON by recursion needs
/// stack for every level, so text from outside is asked first.
[[nodiscard]] bool nests_within(std::string_view json, size_t levels = kDeepestJson);

}  // namespace yici
