#include "engines/feel/scanner.h"

#include <algorithm>

#include "engines/feel/text.h"

namespace yici::feel {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

void Scanner::skip() {
    while (at_ < text_.size()) {
        size_t next = at_;
        if (is_white(next_code_point(text_, next))) {
            at_ = next;
        } else if (text_.substr(at_, 2) == "//") {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (text_.substr(at_, 2) == "/*") {
            const size_t end = text_.find("*/", at_ + 2);
            if (end == std::string_view::npos) fail(place(), "feel.syntax", "*/");
            at_ = end + 2;
        } else {
            return;
        }
    }
}

bool Scanner::done() {
    skip();
    return at_ == text_.size();
}

char Scanner::peek() {
    skip();
    return peek_at(0);
}

Place Scanner::place() {
    if (counted_ > at_) {
        counted_ = 0;
        counted_place_ = {};
    }
    while (counted_ < at_) {
        if (next_code_point(text_, counted_) == '\n') {
            ++counted_place_.line;
            counted_place_.column = 1;
        } else {
            ++counted_place_.column;
        }
    }
    return counted_place_;
}

bool Scanner::take(std::string_view sign) {
    skip();
    if (text_.substr(at_, sign.size()) != sign) return false;
    const char after = peek_at(sign.size());
    if ((sign == "<" || sign == ">") && after == '=') return false;
    if (sign == "*" && after == '*') return false;
    if (sign == "." && after == '.') return false;
    at_ += sign.size();
    return true;
}

bool Scanner::word_here(std::string_view word) const {
    if (text_.substr(at_, word.size()) != word) return false;
    size_t after = at_ + word.size();
    return after >= text_.size() || !is_name_part(next_code_point(text_, after));
}

bool Scanner::at_word(std::string_view word) {
    skip();
    return word_here(word);
}

bool Scanner::take_word(std::string_view word) {
    if (!at_word(word)) return false;
    at_ += word.size();
    return true;
}

void Scanner::expect(std::string_view sign) {
    if (!take(sign)) fail(std::string(sign));
}

void Scanner::expect_word(std::string_view word) {
    if (!take_word(word)) fail(std::string(word));
}

size_t Scanner::end_of_name(std::string_view name) const {
    if (name.empty() || peek_at(0) != name.front()) return 0;
    size_t at = at_;
    bool part = false;
    for (size_t i = 0; i < name.size();) {
        if (name[i] == ' ') {
            size_t blanks = at;
            size_t next = at;
            while (blanks < text_.size() && is_white(next_code_point(text_, next))) blanks = next;
            if (blanks == at) return 0;
            at = blanks;
            ++i;
            part = false;
            continue;
        }
        const size_t from = i;
        part = is_name_part(next_code_point(name, i));
        if (text_.substr(at, i - from) != name.substr(from, i - from)) return 0;
        at += i - from;
    }
    size_t after = at;
    if (part && at < text_.size() && is_name_part(next_code_point(text_, after))) return 0;
    return at;
}

std::string Scanner::identifier() {
    skip();
    const size_t from = at_;
    size_t next = at_;
    if (at_ < text_.size() && is_name_start(next_code_point(text_, next))) {
        do {
            at_ = next;
        } while (at_ < text_.size() && is_name_part(next_code_point(text_, next)));
    }
    return std::string(text_.substr(from, at_ - from));
}

std::optional<std::string> Scanner::name_until(std::string_view signs, std::string_view word) {
    skip();
    std::string name;
    bool blank = false;
    while (at_ < text_.size()) {
        if (signs.find(text_[at_]) != std::string_view::npos) break;
        if (!word.empty() && (blank || name.empty()) && word_here(word)) break;
        size_t next = at_;
        const char32_t c = next_code_point(text_, next);
        if (is_white(c)) {
            blank = true;
            skip();
            continue;
        }
        const bool fits = name.empty() ? is_name_start(c) : is_name_part(c) || is_name_symbol(c);
        if (!fits) return std::nullopt;
        if (blank) name += ' ';
        blank = false;
        name += text_.substr(at_, next - at_);
        at_ = next;
    }
    return name.empty() ? std::nullopt : std::optional(std::move(name));
}

std::optional<Number> Scanner::number() {
    skip();
    size_t at = at_;
    const auto run = [&] {
        while (at < text_.size() && is_digit(text_[at])) ++at;
    };
    run();
    if (at + 1 < text_.size() && text_[at] == '.' && is_digit(text_[at + 1])) {
        ++at;
        run();
    }
    if (at == at_) return std::nullopt;
    if (at < text_.size() && (text_[at] == 'e' || text_[at] == 'E')) {
        size_t digits = at + 1;
        if (digits < text_.size() && (text_[digits] == '+' || text_[digits] == '-')) ++digits;
        if (digits < text_.size() && is_digit(text_[digits])) {
            at = digits;
            run();
        }
    }
    const auto value = Number::parse(text_.substr(at_, at - at_));
    if (!value) fail(place(), "feel.number_too_large", std::string(text_.substr(at_, std::min<size_t>(at - at_, 40))));
    at_ = at;
    return value;
}

std::optional<char32_t> Scanner::hexadecimal(size_t digits) {
    char32_t value = 0;
    for (size_t i = 0; i < digits; ++i) {
        const char c = peek_at(i);
        const int digit = is_digit(c)              ? c - '0'
                          : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                          : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                                                   : -1;
        if (digit < 0) return std::nullopt;
        value = value * 16 + static_cast<char32_t>(digit);
    }
    at_ += digits;
    return value;
}

/// Behind a backslash. What is no escape of FEEL stays as it is ("\d" in a pattern).
void Scanner::escape(std::string& out) {
    const Place from = place();
    const char c = peek_at(0);
    ++at_;
    constexpr std::string_view kPlain = "\"'\\";
    if (kPlain.find(c) != std::string_view::npos) {
        out += c;
    } else if (c == 'n') {
        out += '\n';
    } else if (c == 'r') {
        out += '\r';
    } else if (c == 't') {
        out += '\t';
    } else if (c == 'u' || c == 'U') {
        auto code = hexadecimal(c == 'u' ? 4 : 6);
        if (code && *code >= 0xD800 && *code < 0xDC00 && peek_at(0) == '\\' && peek_at(1) == 'u') {
            at_ += 2;
            const auto low = hexadecimal(4);
            code = low && *low >= 0xDC00 && *low < 0xE000
                       ? std::optional(0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00))
                       : std::nullopt;
        }
        if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)) fail(from, "feel.bad_escape", "\\u");
        append_code_point(out, *code);
    } else {
        out += '\\';
        --at_;
    }
}

std::string Scanner::string() {
    const Place from = place();
    expect("\"");
    std::string out;
    while (true) {
        if (at_ == text_.size()) fail(from, "feel.open_string", {});
        const char c = text_[at_++];
        if (c == '"') return out;
        if (c == '\\' && at_ < text_.size()) {
            escape(out);
        } else {
            out += c;
        }
    }
}

void Scanner::fail(const std::string& expected) {
    skip();
    size_t end = at_;
    constexpr size_t kShown = 20;
    while (end < text_.size() && end - at_ < kShown) (void)next_code_point(text_, end);
    const std::string found = at_ == text_.size() ? "end" : std::string(text_.substr(at_, end - at_));
    fail(place(), "feel.syntax", (expected.empty() ? "" : "expected " + expected + ", ") + "found " + found);
}

void Scanner::fail(Place place, std::string_view key, std::string detail) {
    throw SyntaxError({place.line, place.column, std::string(key), std::move(detail)});
}

}  // namespace yici::feel
