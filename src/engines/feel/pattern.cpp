#include "engines/feel/pattern.h"

#include <re2/re2.h>
#include <unicode/regex.h>

#include <map>

#include "engines/feel/text.h"

namespace yici::feel {

namespace {

class Linear final : public Pattern {
  public:
    explicit Linear(std::unique_ptr<const re2::RE2> expression) : expression_(std::move(expression)) {}

    std::optional<Match> find(std::string_view text, size_t from, bool& /*in_time*/) const override {
        std::vector<re2::StringPiece> found(static_cast<size_t>(groups()) + 1);
        if (!expression_->Match({text.data(), text.size()}, from, text.size(), re2::RE2::UNANCHORED, found.data(),
                                groups() + 1))
            return std::nullopt;
        Match match;
        for (const re2::StringPiece& piece : found) {
            if (piece.data() == nullptr) {
                match.emplace_back();
            } else {
                const auto begin = static_cast<size_t>(piece.data() - text.data());
                match.emplace_back(std::pair(begin, begin + piece.size()));
            }
        }
        return match;
    }
    [[nodiscard]] int groups() const override { return expression_->NumberOfCapturingGroups(); }
    [[nodiscard]] uint64_t steps(size_t /*size*/) const override { return 2; }

  private:
    std::unique_ptr<const re2::RE2> expression_;
};

class Backtracking final : public Pattern {
  public:
    Backtracking(std::unique_ptr<const icu::RegexPattern> expression, int groups)
        : expression_(std::move(expression)), groups_(groups) {}

    std::optional<Match> find(std::string_view text, size_t from, bool& in_time) const override {
        constexpr int32_t kTime = 5;  // ICU's unit, about a millisecond
        constexpr int32_t kStack = 1 << 20;
        std::vector<size_t> bytes;  // of every UTF-16 unit
        icu::UnicodeString units;
        int32_t start = 0;
        for (size_t at = 0; at < text.size();) {
            const size_t begin = at;
            if (begin == from) start = units.length();
            units.append(static_cast<UChar32>(next_code_point(text, at)));
            bytes.resize(static_cast<size_t>(units.length()), begin);
        }
        if (from == text.size()) start = units.length();
        bytes.push_back(text.size());
        UErrorCode status = U_ZERO_ERROR;
        const std::unique_ptr<icu::RegexMatcher> matcher(expression_->matcher(units, status));
        if (U_FAILURE(status)) return std::nullopt;
        matcher->setTimeLimit(kTime, status);
        matcher->setStackLimit(kStack, status);
        const bool found = matcher->find(start, status);
        in_time = U_SUCCESS(status);
        if (!found || !in_time) return std::nullopt;
        Match match;
        for (int32_t group = 0; group <= groups_; ++group) {
            const int32_t begin = matcher->start(group, status);
            if (begin < 0) {
                match.emplace_back();
            } else {
                match.emplace_back(std::pair(bytes[static_cast<size_t>(begin)],
                                             bytes[static_cast<size_t>(matcher->end(group, status))]));
            }
        }
        return match;
    }
    [[nodiscard]] int groups() const override { return groups_; }
    [[nodiscard]] uint64_t steps(size_t size) const override { return 2000 + size; }

  private:
    std::unique_ptr<const icu::RegexPattern> expression_;
    int groups_;
};

std::shared_ptr<const Pattern> compile(const std::string& pattern, const std::string& flags) {
    const auto translated = translate_pattern(pattern, flags);
    if (!translated) return nullptr;
    if (!translated->backtracking) {
        re2::RE2::Options options;
        options.set_log_errors(false);
        auto expression = std::make_unique<const re2::RE2>(translated->text, options);
        if (expression->ok()) return std::make_shared<Linear>(std::move(expression));
    }
    UErrorCode status = U_ZERO_ERROR;
    UParseError place;
    std::unique_ptr<const icu::RegexPattern> expression(
        icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(translated->text), UREGEX_UNIX_LINES, place, status));
    if (U_FAILURE(status)) return nullptr;
    return std::make_shared<Backtracking>(std::move(expression), translated->groups);
}

}  // namespace

std::shared_ptr<const Pattern> Pattern::of(const std::string& pattern, const std::string& flags) {
    constexpr size_t kKept = 64;
    thread_local std::map<std::pair<std::string, std::string>, std::shared_ptr<const Pattern>> kept;
    const auto key = std::pair(pattern, flags);
    if (const auto found = kept.find(key); found != kept.end()) return found->second;
    auto compiled = compile(pattern, flags);
    if (kept.size() >= kKept) kept.clear();
    kept.emplace(key, compiled);
    return compiled;
}

}  // namespace yici::feel
