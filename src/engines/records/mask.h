#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yici::records {

/// How a value is hidden (the rules that the province's service app publishes; address is a project convention).
enum class Mask { none, name, id_number, paper_number, mobile, landline, email, bank_card, address };

/// "id_number", as packs write it.
[[nodiscard]] std::string_view to_string(Mask rule);
[[nodiscard]] std::optional<Mask> parse_mask(std::string_view text);

/// strong: the reader need not check the value; ordinary: the reader must be able to check it. Only id_number differs.
enum class MaskStrength { ordinary, strong };

/// Stars stand for code points, so that the length stays true. A value that is too short for its rule, or not UTF-8,
/// is hidden whole; an empty one stays empty.
[[nodiscard]] std::string mask(Mask rule, std::string_view value, MaskStrength strength = MaskStrength::ordinary);

}  // namespace yici::records
