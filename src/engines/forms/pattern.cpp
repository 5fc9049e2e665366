#include <re2/re2.h>

#include "engines/forms/schema.h"

namespace yici::forms {

namespace {

constexpr size_t kLongestPattern = 200;
constexpr int kMostRepeats = 100;
/// Ways in which a backtracking engine may divide a text of 200 characters among the repetitions and alternatives.
constexpr int64_t kMostWays = 200'000;
constexpr int64_t kWaysUnbounded = 200;

/// Walks a pattern once. Allowed is what RE2 and ECMAScript (flag u) read alike: characters, classes, \d \D \w \W \t
/// \n \r and escaped punctuation, ^ and $, groups without capture names, alternatives, and repetition. A repetition
/// binds to one character or class; a group may be optional, or be repeated a bounded number of times when it holds
/// neither alternatives nor repetition, so that a backtracking engine has few ways to try.
class Walker {
  public:
    explicit Walker(std::string_view pattern) : pattern_(pattern) {}

    std::string fault() {
        if (pattern_.size() > kLongestPattern) return "longer than 200 bytes";
        (void)alternatives(0);
        if (fault_.empty() && at_ < pattern_.size()) fail("a ) that nothing opens");
        return fault_;
    }

  private:
    struct Inside {
        bool varied = false;  // alternatives or repetition
    };

    [[nodiscard]] bool more() const { return fault_.empty() && at_ < pattern_.size(); }
    [[nodiscard]] char here() const { return pattern_[at_]; }
    void fail(std::string why) {
        if (fault_.empty()) fault_ = std::move(why);
    }

    void more_ways(int64_t ways) {
        ways_ *= ways;
        if (ways_ > kMostWays) fail("too many repetitions and alternatives");
    }

    Inside alternatives(int depth) {
        Inside inside;
        int64_t branches = 1;
        if (depth > 5) fail("groups nested deeper than 5");
        while (more() && here() != ')') {
            if (here() == '|') {
                ++at_;
                ++branches;
                inside.varied = true;
                continue;
            }
            piece(depth, inside);
        }
        more_ways(branches);
        return inside;
    }

    void piece(int depth, Inside& inside) {
        const char c = here();
        if (c == '^' || c == '$') {
            ++at_;
            if (more() && is_repetition(here())) fail("a repeated anchor");
            return;
        }
        if (c == '(') return group(depth, inside);
        if (c == '[') {
            character_class();
        } else if (c == '\\') {
            escape(false);
        } else if (c == '.' || is_repetition(c) || c == ']' || c == '}') {
            return fail(std::string("an unescaped ") + c);
        } else {
            ++at_;
            while (at_ < pattern_.size() && (static_cast<unsigned char>(pattern_[at_]) & 0xC0U) == 0x80) ++at_;
        }
        if (more() && is_repetition(here()) && repetition().varied) inside.varied = true;
    }

    void group(int depth, Inside& inside) {
        ++at_;
        if (pattern_.substr(at_).starts_with("?:")) {
            at_ += 2;
        } else if (more() && here() == '?') {
            return fail("a group that is not (?:…)");
        }
        const Inside its = alternatives(depth + 1);
        if (!fault_.empty()) return;
        if (at_ >= pattern_.size()) return fail("a ( that nothing closes");
        ++at_;
        inside.varied = inside.varied || its.varied;
        if (!more() || !is_repetition(here())) return;
        const Repetition how = repetition();
        inside.varied = true;
        if (how.optional) return;
        if (!how.bounded) fail("a group repeated without bound");
        if (its.varied) fail("a repeated group with alternatives or repetition inside");
    }

    static bool is_repetition(char c) { return c == '*' || c == '+' || c == '?' || c == '{'; }

    struct Repetition {
        bool varied = true;
        bool bounded = false;
        bool optional = false;  // at most once
    };

    Repetition repetition() {
        Repetition how;
        const char c = here();
        ++at_;
        if (c == '?') {
            how = {true, true, true};
            more_ways(2);
        } else if (c == '{') {
            how = counted();
        } else {
            more_ways(kWaysUnbounded);
        }
        if (more() && is_repetition(here())) fail("a repetition of a repetition");
        return how;
    }

    Repetition counted() {
        const int least = count();
        int most = least;
        bool bounded = true;
        if (more() && here() == ',') {
            ++at_;
            bounded = more() && here() != '}';
            if (bounded) most = count();
        }
        if (!more() || here() != '}' || least < 0 || most < least || most > kMostRepeats) {
            fail("a repetition that is not {n}, {n,} or {n,m} up to 100");
            return {};
        }
        ++at_;
        more_ways(bounded ? most - least + 1 : kWaysUnbounded);
        return {!bounded || least != most, bounded, bounded && most <= 1};
    }

    int count() {
        int value = -1;
        while (more() && here() >= '0' && here() <= '9' && value <= kMostRepeats) {
            value = (value < 0 ? 0 : value * 10) + (here() - '0');
            ++at_;
        }
        return value;
    }

    void escape(bool in_class) {
        ++at_;
        if (at_ >= pattern_.size()) return fail("a \\ at the end");
        constexpr std::string_view kClasses = "dDwWtnr";
        constexpr std::string_view kPunctuation = "^$\\.*+?()[]{}|/";
        const char c = here();
        if (kClasses.find(c) == std::string_view::npos && kPunctuation.find(c) == std::string_view::npos &&
            !(in_class && c == '-')) {
            return fail(std::string("the escape \\") + c);
        }
        ++at_;
    }

    void character_class() {
        ++at_;
        if (more() && here() == '^') ++at_;
        if (more() && here() == ']') fail("an empty class");
        while (more() && here() != ']') {
            if (here() == '[') return fail("an unescaped [ in a class");
            if (here() == '\\') {
                escape(true);
            } else {
                ++at_;
            }
        }
        if (!fault_.empty()) return;
        if (at_ >= pattern_.size()) return fail("a [ that nothing closes");
        ++at_;
    }

    std::string_view pattern_;
    size_t at_ = 0;
    int64_t ways_ = 1;
    std::string fault_;
};

}  // namespace

std::string pattern_fault(std::string_view pattern) {
    std::string fault = Walker(pattern).fault();
    if (!fault.empty()) return fault;
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    const re2::RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), options);
    return compiled.ok() ? std::string() : compiled.error();
}

}  // namespace yici::forms
