#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engines/linkage/fields.h"
#include "engines/linkage/spec.h"

namespace yici::linkage {

/// The hash of a text that stands for it as a key; never 0, which means "no key".
[[nodiscard]] uint64_t key_hash(std::string_view text);

/// What of one value makes records meet; empty when there is nothing. Not for tokens, deletions and neighbours.
[[nodiscard]] std::string key_text(std::string_view value, std::string_view latin, const KeyPart& part);

/// Every key of a value under tokens or deletions.
[[nodiscard]] std::vector<uint64_t> many_keys(std::string_view value, Transform transform);

[[nodiscard]] bool has_many_keys(const Rule& rule);

/// One key a record: out[record * stride + offset], 0 where a part is missing.
void write_keys(const Records& records, const Rule& rule, size_t stride, size_t offset, std::vector<uint64_t>& out);

}  // namespace yici::linkage
