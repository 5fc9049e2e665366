#include <algorithm>
#include <array>

#include "engines/codes/codes.h"
#include "engines/forms/schema.h"

namespace yici::forms {

namespace {

struct Row {
    Format format;
    std::string_view name;
    std::string_view fault;
};

constexpr std::array<Row, 8> kRows{{
    {Format::attachment, "attachment", "forms.bad_attachment"},
    {Format::credit_code, "credit-code", "forms.bad_credit_code"},
    {Format::date, "date", "forms.bad_date"},
    {Format::division, "division", "forms.bad_division"},
    {Format::id_number, "id-number", "forms.bad_id_number"},
    {Format::licence_number, "licence-number", "forms.bad_licence_number"},
    {Format::mobile, "mobile", "forms.bad_mobile"},
    {Format::money, "money", "forms.bad_money"},
}};

bool all_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

/// Eleven digits from 13 to 19: the numbering plan of mainland mobile networks (工信部 电信网编号计划).
bool is_mobile(std::string_view text) {
    return text.size() == 11 && all_of(text, "0123456789") && text[0] == '1' && text[1] >= '3';
}

}  // namespace

std::optional<Format> parse_format(std::string_view name) {
    const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) { return one.name == name; });
    if (row == kRows.end()) return std::nullopt;
    return row->format;
}

std::string_view fault_key(Format format) {
    const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) { return one.format == format; });
    return row == kRows.end() ? std::string_view{} : row->fault;
}

bool has_format(Format format, std::string_view text) {
    switch (format) {
        case Format::attachment:
            return text.size() == 32 && all_of(text, "0123456789abcdef");
        case Format::credit_code:
            return codes::CreditCode::is_valid(text);
        case Format::date:
            return parse_date(text).has_value();
        case Format::division:
            return !codes::check_division_code(text);
        case Format::id_number:
            return codes::IdNumber::is_valid(text);
        case Format::licence_number:
            return !codes::check_licence_identifier(text);
        case Format::mobile:
            return is_mobile(text);
        case Format::money:
        case Format::none:
            return true;
    }
    return true;
}

}  // namespace yici::forms
