#include <unicode/uniset.h>

#include <set>

#include "engines/feel/character_class.h"
#include "engines/feel/pattern.h"
#include "engines/feel/text.h"

namespace yici::feel {

namespace {

using Points = std::vector<char32_t>;

bool is_blank(char32_t c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char32_t c) {
    return c >= '0' && c <= '9';
}

/// Flag x: blanks outside of classes are not there.
Points without_blanks(const Points& points) {
    Points kept;
    int classes = 0;
    for (size_t i = 0; i < points.size(); ++i) {
        const char32_t c = points[i];
        if (c == '\\' && i + 1 < points.size() && !is_blank(points[i + 1])) {
            kept.push_back(c);
            kept.push_back(points[++i]);
            continue;
        }
        if (c == '[') ++classes;
        if (c == ']' && classes > 0) --classes;
        if (classes == 0 && is_blank(c)) continue;
        kept.push_back(c);
    }
    return kept;
}

/// Descends over the pattern; false everywhere means that it is none.
class Translator {
  public:
    Translator(Points points, std::string_view flags)
        : points_(std::move(points)),
          dot_all_(flags.find('s') != std::string_view::npos),
          lines_(flags.find('m') != std::string_view::npos),
          fold_(flags.find('i') != std::string_view::npos) {}

    bool run() { return alternatives(0) && at_ == points_.size(); }
    Translated take() { return {(fold_ ? "(?i)" : "") + out_, backtracking_, groups_}; }

  private:
    static constexpr int kDeepest = 100;
    static constexpr size_t kLongestOut = 1 << 20;

    [[nodiscard]] bool done() const { return at_ == points_.size(); }
    [[nodiscard]] char32_t peek(size_t ahead = 0) const {
        return at_ + ahead < points_.size() ? points_[at_ + ahead] : 0;
    }
    void literal(char32_t c) {
        icu::UnicodeSet set(static_cast<UChar32>(c), static_cast<UChar32>(c));
        const bool plain = c > 0x7F || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (plain) {
            append_code_point(out_, c);
        } else {
            out_ += class_text(set);
        }
    }

    bool alternatives(int depth) {
        if (depth > kDeepest) return false;
        while (!done() && peek() != ')') {
            if (peek() == '|') {
                out_ += '|';
                ++at_;
                continue;
            }
            if (!atom(depth) || !quantifier() || out_.size() > kLongestOut) return false;
        }
        return true;
    }

    bool atom(int depth) {
        const char32_t c = points_[at_++];
        switch (c) {
            case '.':
                out_ += dot_all_ ? "(?s:.)" : "[^\\n\\r]";
                return true;
            case '^':
                out_ += lines_ ? "(?m:^)" : "\\A";
                return true;
            case '$':
                out_ += lines_ ? "(?m:$)" : "\\z";
                return true;
            case '(':
                return group(depth);
            case '[': {
                const auto set = class_expression(depth);
                if (set) out_ += class_text(*set);
                return set.has_value();
            }
            case '\\':
                return escape();
            case '*':
            case '+':
            case '?':
            case '{':
            case '}':
            case ']':
                return false;
            default:
                literal(c);
                return true;
        }
    }

    bool group(int depth) {
        int number = 0;
        if (peek() == '?') {
            if (peek(1) != ':') return false;
            at_ += 2;
            out_ += "(?:";
        } else {
            number = ++groups_;
            out_ += '(';
        }
        if (!alternatives(depth + 1) || peek() != ')') return false;
        ++at_;
        out_ += ')';
        if (number != 0) closed_.insert(number);
        return true;
    }

    bool escape() {
        if (done()) return false;
        const char32_t c = points_[at_++];
        if (c >= '1' && c <= '9') return back_reference(static_cast<int>(c - '0'));
        if (const auto character = escaped_character(c)) {
            literal(*character);
            return true;
        }
        if (c == 'd') return out_ += "\\p{Nd}", true;
        if (c == 'D') return out_ += "\\P{Nd}", true;
        const auto set = escaped_set(c);
        if (set) out_ += class_text(*set);
        return set.has_value();
    }

    std::optional<icu::UnicodeSet> escaped_set(char32_t c) {
        if (c != 'p' && c != 'P') return escape_class(c);
        if (peek() != '{') return std::nullopt;
        std::string name;
        for (++at_; !done() && peek() != '}'; ++at_) append_code_point(name, peek());
        if (done()) return std::nullopt;
        ++at_;
        auto set = property_class(name);
        if (set && c == 'P') set->complement();
        return set;
    }

    /// The longest number of a group that is closed; \1 may not stand within group 1.
    bool back_reference(int number) {
        while (is_digit(peek()) && closed_.contains(number * 10 + static_cast<int>(peek() - '0')))
            number = number * 10 + static_cast<int>(points_[at_++] - '0');
        if (!closed_.contains(number)) return false;
        backtracking_ = true;
        out_ += "(?:\\" + std::to_string(number) + ")";
        return true;
    }

    bool quantifier() {
        constexpr size_t kMostRe2Repeats = 1000;
        const char32_t c = peek();
        if (done()) return true;
        if (c == '*' || c == '+' || c == '?') {
            out_ += static_cast<char>(c);
            ++at_;
        } else if (c == '{') {
            const auto least = bound(1);
            if (!least) return false;
            out_ += "{" + std::to_string(*least);
            auto most = least;
            if (peek() == ',') {
                out_ += ',';
                most = peek(1) == '}' ? std::optional(*least) : bound(1);
                if (!most || *most < *least) return false;
                if (peek() == ',') ++at_;
                if (points_[at_ - 1] != ',') out_ += std::to_string(*most);
            }
            if (peek() != '}') return false;
            ++at_;
            out_ += '}';
            backtracking_ = backtracking_ || *most > kMostRe2Repeats;
        } else {
            return true;
        }
        if (peek() == '?') {
            out_ += '?';
            ++at_;
        }
        return true;
    }

    /// Digits behind `skip` characters.
    std::optional<size_t> bound(size_t skip) {
        at_ += skip;
        if (!is_digit(peek())) return std::nullopt;
        size_t value = 0;
        for (; is_digit(peek()); ++at_) {
            value = value * 10 + (peek() - '0');
            constexpr size_t kMost = 100'000;
            if (value > kMost) return std::nullopt;
        }
        return value;
    }

    /// Behind "[": up to its "]". Folded here, so that "[^Q]" does not take a q.
    std::optional<icu::UnicodeSet> class_expression(int depth) {
        if (depth > kDeepest) return std::nullopt;
        const bool negated = peek() == '^';
        if (negated) ++at_;
        icu::UnicodeSet set;
        std::optional<icu::UnicodeSet> without;
        for (bool first = true; peek() != ']' || first; first = false) {
            if (done()) return std::nullopt;
            if (peek() == '-' && peek(1) == '[') {
                at_ += 2;
                without = class_expression(depth + 1);
                if (!without || peek() != ']') return std::nullopt;
                break;
            }
            if (!class_part(set)) return std::nullopt;
        }
        ++at_;
        if (negated) {
            if (fold_) set.closeOver(USET_CASE_INSENSITIVE);
            set.complement();
        }
        if (without) set.removeAll(*without);
        if (fold_ && !negated) set.closeOver(USET_CASE_INSENSITIVE);
        return set.removeAllStrings();
    }

    bool class_part(icu::UnicodeSet& set) {
        std::optional<icu::UnicodeSet> several;
        const auto from = class_character(several);
        if (several) {
            set.addAll(*several);
            return true;
        }
        if (!from) return false;
        char32_t to = *from;
        if (peek() == '-' && peek(1) != ']' && peek(1) != '[') {
            ++at_;
            const auto end = class_character(several);
            if (!end || several || *end < *from) return false;
            to = *end;
        }
        set.add(static_cast<UChar32>(*from), static_cast<UChar32>(to));
        return true;
    }

    std::optional<char32_t> class_character(std::optional<icu::UnicodeSet>& several) {
        if (done() || peek() == '[' || peek() == ']') return std::nullopt;
        const char32_t c = points_[at_++];
        if (c != '\\') return c;
        if (done()) return std::nullopt;
        const char32_t escaped = points_[at_++];
        if (const auto character = escaped_character(escaped)) return character;
        several = escaped_set(escaped);
        return std::nullopt;
    }

    Points points_;
    bool dot_all_;
    bool lines_;
    bool fold_;
    size_t at_ = 0;
    std::string out_;
    bool backtracking_ = false;
    int groups_ = 0;
    std::set<int> closed_;
};

}  // namespace

std::optional<Translated> translate_pattern(std::string_view pattern, std::string_view flags) {
    constexpr size_t kLongest = 10'000;
    if (pattern.size() > kLongest || flags.find_first_not_of("smixq") != std::string_view::npos) return std::nullopt;
    Points points;
    for (size_t at = 0; at < pattern.size();) points.push_back(next_code_point(pattern, at));
    if (flags.find('q') != std::string_view::npos) {  // every character stands for itself
        Points quoted;
        for (const char32_t c : points) {
            if (escaped_character(c) == c) quoted.push_back('\\');
            quoted.push_back(c);
        }
        points = std::move(quoted);
    } else if (flags.find('x') != std::string_view::npos) {
        points = without_blanks(points);
    }
    Translator translator(std::move(points), flags);
    return translator.run() ? std::optional(translator.take()) : std::nullopt;
}

}  // namespace yici::feel
