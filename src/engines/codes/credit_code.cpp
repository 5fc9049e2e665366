#include <array>

#include "engines/codes/characters.h"

namespace yici::codes {

namespace {

constexpr size_t kLength = 18;
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> kWeights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};

constexpr std::array<int8_t, 128> kValues = [] {
    std::array<int8_t, 128> values{};
    values.fill(-1);
    for (size_t i = 0; i < kAlphabet.size(); ++i)
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
    return values;
}();

char check_of(std::string_view first17) {
    int sum = 0;
    for (size_t i = 0; i < kWeights.size(); ++i) sum += kValues[static_cast<unsigned char>(first17[i])] * kWeights[i];
    return kAlphabet[static_cast<size_t>((31 - sum % 31) % 31)];
}

/// The hot path: one pass, a verdict without a reason.
bool is_sound(std::string_view text) {
    if (text.size() != kLength || text[2] == '0' || !all_digits(text.substr(2, 6))) return false;
    int sum = 0;
    for (size_t i = 0; i < kWeights.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const int value = byte < kValues.size() ? kValues[byte] : -1;
        if (value < 0) return false;
        sum += value * kWeights[i];
    }
    return text[17] == kAlphabet[static_cast<size_t>((31 - sum % 31) % 31)];
}

/// The reason why a code is not sound.
bool explain(std::string_view text, Fault* fault) {
    if (!check_fixed(text, kLength, kAlphabet, fault)) return false;
    if (!check_characters(text.substr(2, 6), {}, fault, 3)) return false;
    if (text[2] == '0')
        return fail(fault, "codes.wrong_region", [] { return "positions 3–8: no region begins with 0"; });
    return fail(fault, "codes.wrong_check_digit",
                [&] { return std::string("position 18: expected ") + check_of(text); });
}

bool is_credit_code(std::string_view text, Fault* fault) {
    if (is_sound(text)) return true;
    return fault != nullptr && explain(text, fault);
}

/// The check character of GB 11714 for eight characters.
char organisation_check(std::string_view body) {
    constexpr std::array<int, 8> kBodyWeights{3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < kBodyWeights.size(); ++i) sum += value36(body[i]) * kBodyWeights[i];
    const int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

}  // namespace

std::optional<CreditCode> CreditCode::parse(std::string_view text, Fault* fault) {
    if (!is_credit_code(text, fault)) return std::nullopt;
    return CreditCode(std::string(text));
}

bool CreditCode::is_valid(std::string_view text) {
    return is_sound(text);
}

char CreditCode::check_character(std::string_view first17) {
    Fault fault;
    if (!check_fixed(first17, kLength - 1, kAlphabet, &fault))
        throw Error(ErrorKind::invalid_input, fault.reason, fault.detail);
    return check_of(first17);
}

std::optional<Fault> check_organisation_code(std::string_view text) {
    return fault_of([&](Fault* fault) {
        const bool hyphen = text.size() == 10 && text[8] == '-';
        const std::string_view body = text.substr(0, std::min<size_t>(8, text.size()));
        if (hyphen) {
            if (!check_characters(body, kCapitals, fault) || !check_characters(text.substr(9), "X", fault, 10))
                return false;
        } else if (!check_fixed(text, 9, kCapitals, fault)) {
            return false;
        }
        const char expected = organisation_check(body);
        if (text.back() == expected) return true;
        return fail(fault, "codes.wrong_check_digit",
                    [&] { return "position " + std::to_string(text.size()) + ": expected " + expected; });
    });
}

}  // namespace yici::codes
