#include <algorithm>
#include <array>

#include "engines/codes/characters.h"

namespace yici::codes {

namespace {

/// Item types of the national list, by their two digits.
constexpr std::array<std::string_view, 11> kTypes{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"};
/// The same types as Zhejiang's item library (权力事项库) writes them in front of its codes.
constexpr std::array<std::string_view, 11> kWords{"许可", "处罚", "强制", "征收", "给付",    "检查",
                                                  "确认", "奖励", "裁决", "其他", "公共服务"};

bool unknown_shape(Fault* fault, std::string_view why) {
    return fail(fault, "codes.unknown_matter_shape", [&] { return std::string(why); });
}

/// Region 2 (00 is the State), type 2, department 2, main item 3, sub-item 3. `first`: position of its first digit.
bool check_basic(std::string_view text, Fault* fault, size_t first) {
    // Other provinces number with types of their own (Sichuan 1A…1Z, 2B), which no national rule explains.
    if (is_digit(text[2]) && is_upper(text[3]) && all_digits(text.substr(0, 2)))
        return unknown_shape(fault, "the item type is a province's own");
    if (!check_characters(text, {}, fault, first)) return false;
    if (text[0] == '0' && text[1] != '0') {
        return fail(fault, "codes.wrong_region", [&] {
            return "positions " + std::to_string(first) + "–" + std::to_string(first + 1) +
                   ": expected 00 or a province";
        });
    }
    if (std::find(kTypes.begin(), kTypes.end(), text.substr(2, 2)) != kTypes.end()) return true;
    return fail(fault, "codes.unknown_matter_type",
                [&] { return "positions " + std::to_string(first + 2) + "–" + std::to_string(first + 3); });
}

/// 31 = credit code of the implementing body + level + basic code; 33 = that + two digits of the business item.
bool check_implementing(std::string_view text, Fault* fault) {
    if (!CreditCode::parse(text.substr(0, 18), fault)) return false;
    if (!check_characters(text.substr(18, 1), {}, fault, 19)) return false;
    if (text[18] < '1' || text[18] > '6')
        return fail(fault, "codes.wrong_level", [] { return "position 19: expected 1 to 6"; });
    if (!check_basic(text.substr(19, 12), fault, 20)) return false;
    return check_characters(text.substr(31), {}, fault, 32);
}

/// 类型-主项5-子项3[-情形2]
bool check_zhejiang(std::string_view text, std::string_view word, Fault* fault) {
    const std::string_view rest = text.substr(word.size());
    const size_t before = word.size() / 3;  // a Chinese character is three bytes of UTF-8
    if (!check_characters(rest, "-", fault, before + 1)) return false;
    const auto digits_at = [&](size_t from, size_t count) {
        return rest.size() >= from + count && rest[from - 1] == '-' && all_digits(rest.substr(from, count));
    };
    const bool main_and_sub = digits_at(1, 5) && digits_at(7, 3);
    if (main_and_sub && (rest.size() == 10 || (rest.size() == 13 && digits_at(11, 2)))) return true;
    return unknown_shape(fault, "after the type: expected -5 digits-3 digits, then perhaps -2 digits");
}

bool is_matter_code(std::string_view text, Fault* fault) {
    for (const std::string_view word : kWords) {
        if (text.starts_with(word)) return check_zhejiang(text, word, fault);
    }
    if (text.empty()) return fail(fault, "codes.wrong_length", [] { return "the text is empty"; });
    if (const std::string_view head = text.substr(0, text.find('-')); static_cast<unsigned char>(head[0]) >= 0x80) {
        // Not ASCII in front: full-width digits and blanks have their own reason, other words are unknown types.
        Fault found;
        check_characters(text, kCapitals, &found);
        if (found.reason == "codes.wrong_character")
            return fail(fault, "codes.unknown_matter_type", [] { return "position 1"; });
        if (fault != nullptr) *fault = found;
        return false;
    }
    std::string allowed(kCapitals);
    if (!check_characters(text, allowed += '-', fault)) return false;
    if (text.find('-') != std::string_view::npos) return unknown_shape(fault, "no rule explains its segments");
    if (text.size() == 12) return check_basic(text, fault, 1);
    if (text.size() == 31 || text.size() == 33) return check_implementing(text, fault);
    return unknown_shape(fault, "expected 12, 31 or 33 characters, found " + std::to_string(text.size()));
}

}  // namespace

std::optional<Fault> check_matter_code(std::string_view text) {
    return fault_of([&](Fault* fault) { return is_matter_code(text, fault); });
}

}  // namespace yici::codes
