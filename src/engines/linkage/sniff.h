#pragma once

#include <string>

#include "engines/linkage/spec.h"
#include "foundation/tables/table.h"

namespace yici::linkage {

/// What a column seems to hold, by its name and the first values; `none` when it tells nothing (empty, always the same,
/// long free text).
[[nodiscard]] Comparator sniff(const std::string& column, const tables::Table& table, size_t at);

/// Whether a column is another one's names in pinyin: it tells nothing more, and would count the same evidence twice.
[[nodiscard]] bool spells(const tables::Table& table, size_t at, size_t name);

[[nodiscard]] bool named_like_id(const std::string& column);
[[nodiscard]] bool named_like_label(const std::string& column);
[[nodiscard]] bool named_like_given(const std::string& column);
[[nodiscard]] bool named_like_family(const std::string& column);

}  // namespace yici::linkage
