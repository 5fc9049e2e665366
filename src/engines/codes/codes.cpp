#include "engines/codes/codes.h"

#include <algorithm>
#include <array>

#include "engines/codes/characters.h"
#include "foundation/base/text.h"

namespace yici::codes {

namespace {

constexpr std::string_view kLicenceRoot = "1.2.156.3005.2.";
constexpr size_t kLongestSerial = 64;

bool between(std::string_view part, size_t least, size_t most, std::string_view name, Fault* fault) {
    if (part.size() >= least && part.size() <= most) return true;
    return fail(fault, "codes.wrong_length", [&] {
        return std::string(name) + ": expected " + std::to_string(least) +
               (least == most ? "" : " to " + std::to_string(most)) + " characters, found " +
               std::to_string(part.size());
    });
}

bool credit_part(std::string_view part, std::string_view name, Fault* fault) {
    if (CreditCode::parse(part, fault)) return true;
    if (fault != nullptr) fault->detail = std::string(name) + ": " + fault->detail;
    return false;
}

bool check_licence_parts(const std::vector<std::string_view>& parts, Fault* fault) {
    const std::string_view type = parts[0], issuer = parts[1], version = parts[3];
    if (!between(type, 21, 21, "type", fault) || !credit_part(type.substr(0, 18), "type", fault)) return false;
    if (!all_digits(type.substr(18)) || !all_digits(version))
        return fail(fault, "codes.wrong_character", [] { return "type and version end in 3 digits"; });
    // Older identifiers carry shorter issuer codes; 18 characters must be a credit code.
    if (!between(issuer, 1, 18, "issuer", fault)) return false;
    if (issuer.size() == 18 && !credit_part(issuer, "issuer", fault)) return false;
    if (!between(parts[2], 1, kLongestSerial, "serial", fault) || !between(version, 3, 3, "version", fault))
        return false;
    if (version == "000") return fail(fault, "codes.wrong_version", [] { return "versions begin at 001"; });
    return between(parts[4], 1, 1, "check", fault);
}

bool is_licence_identifier(std::string_view text, Fault* fault) {
    std::string allowed(kCapitals);
    if (!check_characters(text, allowed += '.', fault)) return false;
    if (!text.starts_with(kLicenceRoot))
        return fail(fault, "codes.wrong_root", [] { return "expected " + std::string(kLicenceRoot); });
    const std::vector<std::string_view> parts = split(text.substr(kLicenceRoot.size()), '.');
    if (parts.size() != 5) {
        return fail(fault, "codes.wrong_length",
                    [&] { return "expected 5 parts after the root, found " + std::to_string(parts.size()); });
    }
    if (!check_licence_parts(parts, fault)) return false;
    std::string characters;
    for (size_t i = 0; i < 4; ++i) characters += parts[i];
    const char expected = iso7064_mod_37_36(characters);
    if (parts[4][0] == expected) return true;
    return fail(fault, "codes.wrong_check_digit", [&] { return std::string("last part: expected ") + expected; });
}

bool is_acceptance_number(std::string_view text, Fault* fault) {
    if (!check_fixed(text, 20, {}, fault) || !check_division_shape(text.substr(0, 6), fault)) return false;
    if (!is_date8("20" + std::string(text.substr(6, 6))))
        return fail(fault, "codes.wrong_date", [] { return "positions 7–12 are no day"; });
    const char expected = iso7064_mod_11_10(text.substr(0, 19));
    if (text[19] == expected) return true;
    return fail(fault, "codes.wrong_check_digit", [&] { return std::string("position 20: expected ") + expected; });
}

/// `sequence` in exactly `width` digits.
std::string padded(int64_t sequence, size_t width) {
    std::string digits = std::to_string(sequence);
    if (sequence < 0 || digits.size() > width)
        throw Error(ErrorKind::conflict, "codes.sequence_exhausted", std::to_string(width) + " digits");
    return std::string(width - digits.size(), '0') + digits;
}

std::string date8(Date day) {
    std::string text = to_string(day);
    std::erase(text, '-');
    return text;
}

void require(const std::optional<Fault>& fault) {
    if (fault) throw Error(ErrorKind::invalid_input, fault->reason, fault->detail);
}

}  // namespace

std::optional<Fault> check_licence_identifier(std::string_view text) {
    return fault_of([&](Fault* fault) { return is_licence_identifier(text, fault); });
}

std::optional<Fault> check_acceptance_number(std::string_view text) {
    return fault_of([&](Fault* fault) { return is_acceptance_number(text, fault); });
}

std::optional<Fault> check_division_code(std::string_view text) {
    return fault_of([&](Fault* fault) {
        if (!check_characters(text, {}, fault)) return false;
        if (text.size() != 6 && text.size() != 9 && text.size() != 12) {
            return fail(fault, "codes.wrong_length",
                        [&] { return "expected 6, 9 or 12 digits, found " + std::to_string(text.size()); });
        }
        return check_division_shape(text, fault);
    });
}

std::string make_acceptance_number(std::string_view region6, Date day, int64_t sequence) {
    require(check_division_code(region6));
    require(fault_of([&](Fault* fault) { return check_fixed(region6, 6, {}, fault); }));
    std::string text = std::string(region6) + date8(day).substr(2) + padded(sequence, 7);
    return text + iso7064_mod_11_10(text);
}

std::string make_day_number(std::string_view prefix, Date day, int64_t sequence) {
    return std::string(prefix) + date8(day) + padded(sequence, std::max<size_t>(4, std::to_string(sequence).size()));
}

std::string make_case_number(std::string_view national_code31, Date day, int64_t sequence) {
    require(check_matter_code(national_code31));
    require(fault_of([&](Fault* fault) { return between(national_code31, 31, 31, "matter code", fault); }));
    return std::string(national_code31) + date8(day) + padded(sequence, 4);
}

std::string make_licence_identifier(std::string_view type, std::string_view issuer, std::string_view serial,
                                    int version) {
    const std::string version3 = padded(version, 3);
    const std::string characters = std::string(type) + std::string(issuer) + std::string(serial) + version3;
    std::string text = std::string(kLicenceRoot) + std::string(type) + '.' + std::string(issuer) + '.' +
                       std::string(serial) + '.' + version3 + '.' + iso7064_mod_37_36(characters);
    require(check_licence_identifier(text));
    return text;
}

std::optional<Fault> check(std::string_view kind, std::string_view value) {
    if (kind == "id") return fault_of([&](Fault* fault) { return IdNumber::parse(value, fault).has_value(); });
    if (kind == "credit") return fault_of([&](Fault* fault) { return CreditCode::parse(value, fault).has_value(); });
    if (kind == "organisation") return check_organisation_code(value);
    if (kind == "division") return check_division_code(value);
    if (kind == "licence") return check_licence_identifier(value);
    if (kind == "matter") return check_matter_code(value);
    if (kind == "acceptance") return check_acceptance_number(value);
    throw Error(ErrorKind::invalid_input, "codes.unknown_kind", std::string(kind));
}

}  // namespace yici::codes
