#include "engines/feel/builtin.h"
#include "engines/feel/pattern.h"

namespace yici::feel {

namespace {

std::shared_ptr<const Pattern> pattern_of(const Call& call, size_t pattern, std::optional<size_t> flags) {
    call.steps(call.text(0).size() / 8 + call.text(pattern).size());
    auto found = Pattern::of(call.text(pattern), flags && call.given(*flags) ? call.text(*flags) : std::string());
    if (!found) (void)call.fail("feel.bad_pattern", call.text(pattern));
    return found;
}

Value matches(Call& call) {
    const auto pattern = pattern_of(call, 1, 2);
    if (!pattern) return {};
    bool in_time = true;
    call.steps(pattern->steps(call.text(0).size()));
    const bool found = pattern->find(call.text(0), 0, in_time).has_value();
    return in_time ? Value(found) : call.fail("feel.pattern_too_slow", call.text(1));
}

/// "$1" and "\$" (XPath functions 3.1 §5.6.4); false when it is no replacement.
bool put_replacement(const Call& call, const Pattern::Match& match, int groups, std::string& out) {
    const std::string_view text = call.text(0);
    const std::string_view replacement = call.text(2);
    const auto digit = [&](size_t i) {
        return i < replacement.size() && replacement[i] >= '0' && replacement[i] <= '9' ? replacement[i] - '0' : -1;
    };
    for (size_t i = 0; i < replacement.size(); ++i) {
        const char c = replacement[i];
        if (c == '\\') {
            if (++i == replacement.size() || (replacement[i] != '\\' && replacement[i] != '$')) return false;
            out += replacement[i];
        } else if (c == '$') {
            int group = digit(++i);
            if (group < 0) return false;
            while (digit(i + 1) >= 0 && group * 10 + digit(i + 1) <= groups) group = group * 10 + digit(++i);
            if (group > groups || !match[static_cast<size_t>(group)]) continue;
            const auto [begin, end] = *match[static_cast<size_t>(group)];
            call.steps((end - begin) / 16);
            out += text.substr(begin, end - begin);
        } else {
            out += c;
        }
    }
    return true;
}

/// Runs over every match; none when the pattern matches nothing at all (an error of XPath) or takes too long.
template <class Body>
bool each_match(const Call& call, const Pattern& pattern, const Body& body) {
    const std::string& text = call.text(0);
    bool in_time = true;
    if (pattern.find("", 0, in_time)) {
        (void)call.fail("feel.empty_match", call.text(1));
        return false;
    }
    size_t from = 0;
    while (const auto match = pattern.find(text, from, in_time)) {
        call.steps(pattern.steps(text.size()));
        const auto [begin, end] = *(*match)[0];
        if (!body(*match, from, begin)) return false;
        from = end > begin ? end : end + 1;
        if (from > text.size()) break;
    }
    if (!in_time) (void)call.fail("feel.pattern_too_slow", call.text(1));
    return in_time && body({}, from, text.size());
}

Value replace(Call& call) {
    const auto pattern = pattern_of(call, 1, 3);
    if (!pattern) return {};
    const std::string& text = call.text(0);
    const bool literal = call.given(3) && call.text(3).find('q') != std::string::npos;
    std::string out;
    const bool done = each_match(call, *pattern, [&](const Pattern::Match& match, size_t from, size_t to) {
        out += std::string_view(text).substr(std::min(from, to), to - std::min(from, to));
        if (match.empty()) return true;
        call.steps(call.text(2).size() / 16);
        if (literal) {
            out += call.text(2);
            return true;
        }
        if (put_replacement(call, match, pattern->groups(), out)) return true;
        (void)call.fail("feel.bad_pattern", call.text(2));
        return false;
    });
    return done ? Value(std::move(out)) : Value();
}

Value split(Call& call) {
    const auto pattern = pattern_of(call, 1, std::nullopt);
    if (!pattern) return {};
    const std::string& text = call.text(0);
    List parts;
    const bool done = each_match(call, *pattern, [&](const Pattern::Match& /*match*/, size_t from, size_t to) {
        call.steps(4);
        parts.emplace_back(text.substr(std::min(from, to), to - std::min(from, to)));
        return true;
    });
    return done ? Value(std::move(parts)) : Value();
}

constexpr Row kRows[] = {
    {"matches", "input:s, pattern:s, flags:s~->b", matches},
    {"replace", "input:s, pattern:s, replacement:s, flags:s~->s", replace},
    {"split", "string:s, delimiter:s->l", split},
};

}  // namespace

std::span<const Row> pattern_builtins() {
    return kRows;
}

}  // namespace yici::feel
