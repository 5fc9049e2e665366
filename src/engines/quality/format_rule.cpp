#include <re2/re2.h>

#include <bitset>

#include "engines/quality/row_rules.h"

namespace yici::quality {
namespace {

/// A pattern of single characters and classes of ASCII, each a fixed number of times: 1[3-9]\d{9}. Most formats of
/// codes are such, and this is many times faster than an automaton.
class FixedPattern {
  public:
    using Class = std::bitset<256>;

    static std::optional<FixedPattern> compile(std::string_view pattern) {
        FixedPattern fixed;
        while (!pattern.empty()) {
            const auto one = take_class(pattern);
            const auto times = one ? take_times(pattern) : std::nullopt;
            if (!times) return std::nullopt;
            for (size_t i = 0; i < *times; ++i) fixed.classes_.push_back(*one);
        }
        return fixed;
    }

    [[nodiscard]] bool matches(std::string_view text) const {
        if (text.size() != classes_.size()) return false;
        for (size_t i = 0; i < text.size(); ++i)
            if (!classes_[i][static_cast<unsigned char>(text[i])]) return false;
        return true;
    }

  private:
    static bool is_plain(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
               c == ' ' || c == '/' || c == ':' || c == ',' || c == '@' || c == '#' || c == '%';
    }

    static std::optional<Class> take_class(std::string_view& pattern) {
        Class found;
        if (pattern.starts_with("\\d")) {
            for (char c = '0'; c <= '9'; ++c) found.set(static_cast<size_t>(c));
            pattern.remove_prefix(2);
            return found;
        }
        if (is_plain(pattern[0])) {
            found.set(static_cast<size_t>(pattern[0]));
            pattern.remove_prefix(1);
            return found;
        }
        const size_t end = pattern.find(']');
        if (pattern[0] != '[' || end == std::string_view::npos) return std::nullopt;
        const std::string_view inside = pattern.substr(1, end - 1);
        for (size_t i = 0; i < inside.size(); ++i) {
            if (!is_plain(inside[i]) || inside[i] == '-') return std::nullopt;
            char last = inside[i];
            if (i + 2 < inside.size() && inside[i + 1] == '-') last = inside[i + 2];
            if (!is_plain(last) || last < inside[i]) return std::nullopt;
            for (int c = inside[i]; c <= last; ++c) found.set(static_cast<size_t>(c));
            if (i + 2 < inside.size() && inside[i + 1] == '-') i += 2;
        }
        pattern.remove_prefix(end + 1);
        return found;
    }

    static std::optional<size_t> take_times(std::string_view& pattern) {
        if (pattern.empty()) return 1;
        if (pattern[0] == '?' || pattern[0] == '*' || pattern[0] == '+') return std::nullopt;
        if (pattern[0] != '{') return 1;
        const size_t end = pattern.find('}');
        if (end == std::string_view::npos || end < 2 || end > 4) return std::nullopt;
        size_t times = 0;
        for (const char c : pattern.substr(1, end - 1)) {
            if (c < '0' || c > '9') return std::nullopt;
            times = times * 10 + static_cast<size_t>(c - '0');
        }
        pattern.remove_prefix(end + 1);
        return times;
    }

    std::vector<Class> classes_;
};

class FormatRule final : public RowRule {
  public:
    FormatRule(size_t column, bool empty_too, const std::string& pattern)
        : RowRule({column}),
          column_(column),
          empty_too_(empty_too),
          fixed_(FixedPattern::compile(pattern)),
          expression_(pattern, RE2::Quiet) {}
    [[nodiscard]] bool ok() const { return expression_.ok(); }
    [[nodiscard]] const std::string& error() const { return expression_.error(); }

    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        if (fixed_) {
            check_column(cells, column_, empty_too_, bit, bits,
                         [this](std::string_view text) { return !fixed_->matches(text); });
        } else {
            check_column(cells, column_, empty_too_, bit, bits, [this](std::string_view text) {
                return !RE2::FullMatch(re2::StringPiece(text.data(), text.size()), expression_);
            });
        }
    }

  private:
    size_t column_;
    bool empty_too_;
    std::optional<FixedPattern> fixed_;
    RE2 expression_;
};

}  // namespace

std::unique_ptr<RowRule> make_format(const Rule& rule, const Format& what, Binding& binding) {
    const auto column = binding.column(rule, what.column);
    if (!column) return nullptr;
    auto made = std::make_unique<FormatRule>(*column, rule.empty_is_value, what.pattern);
    if (made->ok()) return made;
    binding.fault(rule, "quality.pattern_invalid", made->error());
    return nullptr;
}

}  // namespace yici::quality
