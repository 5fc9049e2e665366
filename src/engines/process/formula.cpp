#include "engines/process/formula.h"

#include <algorithm>
#include <array>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::process {

namespace {

constexpr std::array<std::string_view, 20> kKeywords = {
    "and", "or",     "not",  "true",  "false",     "null",    "if",       "then", "else",     "for",
    "in",  "return", "some", "every", "satisfies", "between", "instance", "of",   "function", "external"};

bool begins_name(unsigned char c) {
    return c >= 0x80 || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool continues_name(unsigned char c) {
    return begins_name(c) || (c >= '0' && c <= '9');
}

/// Full-width blanks and signs are no part of a name though their bytes are above 0x80.
bool is_full_width_sign(std::string_view text, size_t at) {
    return text.substr(at).starts_with("\xE3\x80\x80") || text.substr(at).starts_with("\xEF\xBC\x8C");
}

size_t end_of_name(std::string_view text, size_t at) {
    while (at < text.size() && continues_name(static_cast<unsigned char>(text[at])) && !is_full_width_sign(text, at))
        ++at;
    return at;
}

size_t end_of_string(std::string_view text, size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
    }
    return text.size();
}

bool calls(std::string_view text, size_t at) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t')) ++at;
    return at < text.size() && text[at] == '(';
}

/// The end of a built-in function's name that begins here and is called, else `at`.
size_t end_of_builtin(std::string_view text, size_t at) {
    size_t end = at;
    for (const std::string& name : feel::builtin_names()) {
        if (!text.substr(at).starts_with(name) || !calls(text, at + name.size())) continue;
        end = std::max(end, at + name.size());
    }
    return end;
}

void replace_outside_quotes(std::string& text, std::string_view from, std::string_view to) {
    for (size_t at = 0; at < text.size();) {
        if (text[at] == '"') {
            at = end_of_string(text, at);
        } else if (std::string_view(text).substr(at).starts_with(from)) {
            text.replace(at, from.size(), to);
            at += to.size();
        } else {
            ++at;
        }
    }
}

/// Camunda's ${approved == true && amount > 5} in the words of FEEL.
std::string from_unified_expression(std::string_view inside) {
    std::string text(inside);
    for (char& c : text) {
        if (c == '\'') c = '"';
    }
    replace_outside_quotes(text, "==", "=");
    replace_outside_quotes(text, "&&", " and ");
    replace_outside_quotes(text, "||", " or ");
    return text;
}

}  // namespace

const feel::Value* Lookup::find(std::string_view name) const {
    for (const feel::Context* context : chain_) {
        if (const feel::Value* value = context->find(name)) return value;
    }
    return nullptr;
}

feel::Context Lookup::flat() const {
    feel::Context all;
    for (auto context = chain_.rbegin(); context != chain_.rend(); ++context) {
        for (const auto& [name, value] : (*context)->entries()) all.put(name, value);
    }
    return all;
}

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    bool behind_dot = false;
    for (size_t at = 0; at < text.size();) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c == '"') {
            at = end_of_string(text, at);
            behind_dot = false;
        } else if (c >= '0' && c <= '9') {
            // A number's digits and exponent are no name.
            while (at < text.size() && continues_name(static_cast<unsigned char>(text[at]))) ++at;
        } else if (begins_name(c) && !is_full_width_sign(text, at)) {
            const size_t builtin = end_of_builtin(text, at);
            const size_t end = builtin > at ? builtin : end_of_name(text, at);
            const std::string name(text.substr(at, end - at));
            const bool known =
                std::ranges::find(kKeywords, name) != kKeywords.end() || std::ranges::find(names, name) != names.end();
            if (builtin == at && !behind_dot && !known) names.push_back(name);
            behind_dot = false;
            at = std::max(end, at + 1);
        } else {
            if (c == '.')
                behind_dot = at + 1 < text.size() && text[at + 1] != '.' && (at == 0 || text[at - 1] != '.');
            else if (c != ' ')
                behind_dot = false;
            at += is_full_width_sign(text, at) ? 3 : 1;
        }
    }
    return names;
}

Formula Formula::constant(std::string text) {
    Formula formula;
    formula.set_ = true;
    formula.text_ = std::move(text);
    return formula;
}

Formula Formula::feel(std::string text, std::span<const std::string> declared) {
    Formula formula;
    feel::Names names;
    for (const std::string& name : declared) names.add(name);
    for (std::string& name : names_in(text)) names.add(std::move(name));
    formula.expression_ = feel::Expression::parse(text, names);
    for (size_t i = 0; i < names.size(); ++i) formula.names_.push_back(names.at(i));
    formula.set_ = true;
    formula.text_ = std::move(text);
    return formula;
}

Formula Formula::value(std::string_view text, std::span<const std::string> declared) {
    const std::string_view trimmed = trim(text);
    if (trimmed.empty()) return {};
    if (trimmed.front() == '=') return feel(std::string(trim(trimmed.substr(1))), declared);
    if (trimmed.starts_with("${") && trimmed.ends_with("}")) return condition(trimmed, declared);
    return constant(std::string(trimmed));
}

Formula Formula::condition(std::string_view text, std::span<const std::string> declared) {
    std::string_view trimmed = trim(text);
    if (trimmed.empty()) return {};
    if (trimmed.starts_with("${") && trimmed.ends_with("}")) {
        return feel(from_unified_expression(trimmed.substr(2, trimmed.size() - 3)), declared);
    }
    if (trimmed.front() == '=') trimmed.remove_prefix(1);
    return feel(std::string(trim(trimmed)), declared);
}

std::vector<std::string> Formula::reads() const {
    std::vector<std::string> names;
    if (!expression_) return names;
    for (const size_t slot : expression_->reads()) names.push_back(names_[slot]);
    return names;
}

feel::Value Formula::evaluate(const Lookup& lookup, feel::Run& run) const {
    if (!expression_) return set_ ? feel::Value(text_) : feel::Value();
    std::vector<feel::Value> inputs;
    for (const size_t slot : expression_->reads()) {
        if (slot >= inputs.size()) inputs.resize(slot + 1);
        if (const feel::Value* found = lookup.find(names_[slot])) inputs[slot] = *found;
    }
    return expression_->evaluate(inputs, run);
}

std::string plain_text(const feel::Value& value) {
    if (value.is_null()) return {};
    const std::string* text = value.string();
    return text != nullptr ? *text : value.to_string();
}

std::string Formula::text_of(const Lookup& lookup, feel::Run& run) const {
    if (is_constant()) return text_;
    return set_ ? plain_text(evaluate(lookup, run)) : std::string();
}

bool Formula::holds(const Lookup& lookup, feel::Run& run) const {
    const feel::Value value = evaluate(lookup, run);
    if (const bool* flag = value.boolean()) return *flag;
    std::string detail = text_;
    if (!run.notes.empty()) detail += ": " + run.notes.back().detail;
    throw Error(ErrorKind::rule_violated, "process.condition_undecided", detail);
}

}  // namespace yici::process
