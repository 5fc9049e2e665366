#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "engines/feel/builtin.h"
#include "engines/feel/text.h"

namespace yici::feel {

namespace {

Value is_not(Call& call) {
    const Tri truth = tri(call[0]);
    if (truth != Tri::unknown) return truth == Tri::no;
    return call[0].is_null() ? Value() : call.fail("feel.wrong_type", std::string(kind_name(call[0].kind())));
}

Value is_same(Call& call) {
    call.steps(std::min(call[0].weight(), call[1].weight()));
    return call[0] == call[1];
}

Value all_of(Call& call) {
    Tri answer = Tri::yes;
    call.steps(call.list(0).size());
    for (const Value& value : call.list(0)) {
        const Tri truth = tri(value);
        if (truth == Tri::no) return false;
        if (truth == Tri::unknown) answer = truth;
    }
    return value_of(answer);
}

Value any_of(Call& call) {
    Tri answer = Tri::no;
    call.steps(call.list(0).size());
    for (const Value& value : call.list(0)) {
        const Tri truth = tri(value);
        if (truth == Tri::yes) return true;
        if (truth == Tri::unknown) answer = truth;
    }
    return value_of(answer);
}

constexpr Row kBooleans[] = {
    {"not", "negand:a->b", is_not},
    {"is", "value1:a%, value2:a%->b", is_same},
    {"all", "list:l...->b", all_of},
    {"any", "list:l...->b", any_of},
};

std::optional<int64_t> truncated(const Number& number) {
    if (const auto whole = number.to_integer()) return whole;
    const std::string text = number.to_string();
    const auto whole = Number::parse(std::string_view(text).substr(0, text.find('.')));
    return whole ? whole->to_integer() : std::nullopt;
}

Value substring(Call& call) {
    const std::string& text = call.text(0);
    call.steps(text.size() / 16);
    const auto size = static_cast<int64_t>(code_points(text));
    int64_t start = truncated(call.number(1)).value_or(0);
    if (start == 0) return call.fail("feel.no_element", "0");
    start = start > 0 ? start - 1 : size + start;
    if (start < 0 || start >= size) return std::string();
    int64_t length = size - start;
    if (call.given(2)) {
        length = std::min(length, truncated(call.number(2)).value_or(length));
        if (length < 1) return std::string();
    }
    const size_t from = byte_of(text, static_cast<size_t>(start));
    const std::string_view rest = std::string_view(text).substr(from);
    return std::string(rest.substr(0, byte_of(rest, static_cast<size_t>(length))));
}

Value string_length(Call& call) {
    call.steps(call.text(0).size() / 64);
    return Number(static_cast<int64_t>(code_points(call.text(0))));
}

Value upper_case(Call& call) {
    call.steps(call.text(0).size() / 4);
    std::string out;
    icu::UnicodeString::fromUTF8(call.text(0)).toUpper(icu::Locale::getRoot()).toUTF8String(out);
    return out;
}

Value lower_case(Call& call) {
    call.steps(call.text(0).size() / 4);
    std::string out;
    icu::UnicodeString::fromUTF8(call.text(0)).toLower(icu::Locale::getRoot()).toUTF8String(out);
    return out;
}

Value substring_before(Call& call) {
    call.steps(call.text(0).size() / 16);
    const size_t at = call.text(0).find(call.text(1));
    return at == std::string::npos ? std::string() : call.text(0).substr(0, at);
}

Value substring_after(Call& call) {
    call.steps(call.text(0).size() / 16);
    const size_t at = call.text(0).find(call.text(1));
    return at == std::string::npos ? std::string() : call.text(0).substr(at + call.text(1).size());
}

Value contains_text(Call& call) {
    call.steps(call.text(0).size() / 64);
    return call.text(0).find(call.text(1)) != std::string::npos;
}

Value starts_with(Call& call) {
    return call.text(0).starts_with(call.text(1));
}
Value ends_with(Call& call) {
    return call.text(0).ends_with(call.text(1));
}

Value string_join(Call& call) {
    const std::string delimiter = call.given(1) ? call.text(1) : "";
    std::string joined;
    bool first = true;
    for (const Value& element : call.list(0)) {
        if (element.is_null()) continue;
        const std::string* const text = element.string();
        if (text == nullptr) return call.fail("feel.wrong_type", std::string(kind_name(element.kind())));
        call.steps(1 + (text->size() + delimiter.size()) / 16);
        if (!first) joined += delimiter;
        first = false;
        joined += *text;
    }
    return joined;
}

constexpr Row kStrings[] = {
    {"substring", "string:s, start position:n, length:n?->s", substring},
    {"string length", "string:s->n", string_length},
    {"upper case", "string:s->s", upper_case},
    {"lower case", "string:s->s", lower_case},
    {"substring before", "string:s, match:s->s", substring_before},
    {"substring after", "string:s, match:s->s", substring_after},
    {"contains", "string:s, match:s->b", contains_text},
    {"starts with", "string:s, match:s->b", starts_with},
    {"ends with", "string:s, match:s->b", ends_with},
    {"string join", "list:l, delimiter:s~->s", string_join},
};

}  // namespace

std::span<const Row> boolean_builtins() {
    return kBooleans;
}
std::span<const Row> string_builtins() {
    return kStrings;
}

}  // namespace yici::feel
