#include "engines/records/mask.h"

#include <array>
#include <utility>

#include <algorithm>

#include "foundation/base/text.h"

namespace yici::records {
namespace {

constexpr std::array<std::pair<std::string_view, Mask>, 9> kMasks{{{"none", Mask::none},
                                                                   {"name", Mask::name},
                                                                   {"id_number", Mask::id_number},
                                                                   {"paper_number", Mask::paper_number},
                                                                   {"mobile", Mask::mobile},
                                                                   {"landline", Mask::landline},
                                                                   {"email", Mask::email},
                                                                   {"bank_card", Mask::bank_card},
                                                                   {"address", Mask::address}}};

std::string stars(size_t count) {
    return std::string(count, '*');
}

std::string hidden(std::string_view value) {
    return stars(is_utf8(value) ? to_code_points(value).size() : value.size());
}

/// Keeps `front` and `back` code points, stars between; hidden whole when nothing would be hidden.
std::string keep_ends(std::string_view value, size_t front, size_t back) {
    const std::u32string points = to_code_points(value);
    if (points.size() <= front + back) return hidden(value);
    return to_utf8(points.substr(0, front)) + stars(points.size() - front - back) +
           to_utf8(points.substr(points.size() - back));
}

std::string mask_id_number(std::string_view value, MaskStrength strength) {
    const bool ascii = std::ranges::all_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (value.size() != 18 || !ascii) return hidden(value);
    if (strength == MaskStrength::strong) return keep_ends(value, 1, 1);
    std::string out(value);
    std::fill(out.begin() + 1, out.begin() + 4, '*');
    std::fill(out.begin() + 12, out.begin() + 17, '*');
    return out;
}

std::string mask_landline(std::string_view value) {
    // Area codes have three digits for 010 and 02x, four for the rest; a hyphen may follow.
    const bool three = value.starts_with("010") || value.starts_with("02");
    size_t area = three ? 3 : 4;
    if (value.size() > area && value[area] == '-') ++area;
    if (value.empty() || value.front() != '0') area = 0;
    return keep_ends(value, area, 4);
}

std::string mask_email(std::string_view value) {
    const size_t at = value.find('@');
    if (at == std::string_view::npos || at == 0) return hidden(value);
    const std::u32string local = to_code_points(value.substr(0, at));
    return to_utf8(local.substr(0, 3)) + "***" + std::string(value.substr(at));
}

std::string mask_address(std::string_view value) {
    return keep_ends(value, 6, 0);
}

}  // namespace

std::string mask(Mask rule, std::string_view value, MaskStrength strength) {
    if (rule == Mask::none || value.empty()) return std::string(value);
    if (!is_utf8(value)) return hidden(value);
    switch (rule) {
        case Mask::name: {
            const std::u32string points = to_code_points(value);
            return "*" + to_utf8(points.substr(1));
        }
        case Mask::id_number:
            return mask_id_number(value, strength);
        case Mask::paper_number: {
            const size_t third = to_code_points(value).size() / 3;
            return keep_ends(value, third, third);
        }
        case Mask::mobile:
            return keep_ends(value, 3, 4);
        case Mask::landline:
            return mask_landline(value);
        case Mask::email:
            return mask_email(value);
        case Mask::bank_card:
            return keep_ends(value, 6, 4);
        case Mask::address:
            return mask_address(value);
        case Mask::none:
            break;
    }
    return std::string(value);
}

std::string_view to_string(Mask rule) {
    for (const auto& [name, known] : kMasks) {
        if (known == rule) return name;
    }
    return "";
}

std::optional<Mask> parse_mask(std::string_view text) {
    for (const auto& [name, known] : kMasks) {
        if (name == text) return known;
    }
    return std::nullopt;
}

}  // namespace yici::records
