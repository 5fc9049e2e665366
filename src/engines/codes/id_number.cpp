#include <array>

#include "engines/codes/characters.h"

namespace yici::codes {

namespace {

constexpr size_t kLength = 18;
constexpr std::array<int, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

constexpr std::string_view kChecks = "10X98765432";

char check_of(std::string_view first17) {
    int sum = 0;
    for (size_t i = 0; i < kWeights.size(); ++i) sum += (first17[i] - '0') * kWeights[i];
    return kChecks[static_cast<size_t>(sum % 11)];
}

bool check_shape(std::string_view text, Fault* fault) {
    if (text.size() == 15 && all_digits(text)) return fail(fault, "codes.old_id_number", [] { return "15 digits"; });
    if (!check_characters(text, "X", fault)) return false;
    if (const size_t letter = text.find('X'); letter < kLength - 1 && letter + 1 < text.size()) {
        return fail(fault, "codes.wrong_character", [&] { return "position " + std::to_string(letter + 1); });
    }
    return check_fixed(text, kLength, "X", fault);
}

bool is_birth_date(std::string_view text) {
    const int century = number(text.substr(6, 2));
    return century >= 18 && century <= 20 && is_date8(text.substr(6, 8));
}

/// The hot path: one pass without a branch a digit, a verdict without a reason.
bool is_sound(std::string_view text) {
    if (text.size() != kLength || text[0] == '0') return false;
    unsigned sum = 0;
    unsigned beyond = 0;
    for (size_t i = 0; i < kWeights.size(); ++i) {
        const auto digit = static_cast<unsigned>(static_cast<unsigned char>(text[i])) - '0';
        beyond |= digit > 9 ? 1U : 0U;
        sum += digit * static_cast<unsigned>(kWeights[i]);
    }
    return beyond == 0 && text[17] == kChecks[sum % 11] && is_birth_date(text);
}

/// The reason why a number is not sound.
bool explain(std::string_view text, Fault* fault) {
    if (!check_shape(text, fault)) return false;
    if (text[0] == '0')
        return fail(fault, "codes.wrong_region", [] { return "positions 1–6: no region begins with 0"; });
    if (!is_birth_date(text))
        return fail(fault, "codes.wrong_date", [] { return "positions 7–14 are no day of birth"; });
    return fail(fault, "codes.wrong_check_digit",
                [&] { return std::string("position 18: expected ") + check_of(text); });
}

bool is_id_number(std::string_view text, Fault* fault) {
    if (is_sound(text)) return true;
    return fault != nullptr && explain(text, fault);
}

}  // namespace

std::optional<IdNumber> IdNumber::parse(std::string_view text, Fault* fault) {
    if (!is_id_number(text, fault)) return std::nullopt;
    return IdNumber(std::string(text));
}

bool IdNumber::is_valid(std::string_view text) {
    return is_sound(text);
}

char IdNumber::check_character(std::string_view first17) {
    Fault fault;
    if (!check_fixed(first17, kLength - 1, {}, &fault))
        throw Error(ErrorKind::invalid_input, fault.reason, fault.detail);
    return check_of(first17);
}

Date IdNumber::birth_date() const {
    const std::string_view text = text_;
    return {std::chrono::year(number(text.substr(6, 4))),
            std::chrono::month(static_cast<unsigned>(number(text.substr(10, 2)))),
            std::chrono::day(static_cast<unsigned>(number(text.substr(12, 2))))};
}

Sex IdNumber::sex() const {
    return (text_[16] - '0') % 2 == 1 ? Sex::male : Sex::female;
}

}  // namespace yici::codes
