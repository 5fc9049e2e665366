#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yici::feel {

/// A regular expression of XPath 3.1 (XQuery functions §5.6), as `matches`, `replace` and `split` use it. RE2 runs it
/// in linear time; patterns with back references, which RE2 cannot run, go to ICU under a limit of time.
class Pattern {
  public:
    /// Begin and end in bytes of the whole match and of each group; none for a group that took no part.
    using Match = std::vector<std::optional<std::pair<size_t, size_t>>>;

    virtual ~Pattern() = default;
    Pattern() = default;
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;

    /// The first match at or behind `from`; false in `in_time` when it took too long.
    [[nodiscard]] virtual std::optional<Match> find(std::string_view text, size_t from, bool& in_time) const = 0;
    [[nodiscard]] virtual int groups() const = 0;
    /// Steps that one find() in a text of that size should cost.
    [[nodiscard]] virtual uint64_t steps(size_t size) const = 0;

    /// Null when the pattern or the flags are none; flags are of s, m, i, x, q. What a thread used last is kept.
    [[nodiscard]] static std::shared_ptr<const Pattern> of(const std::string& pattern, const std::string& flags);
};

/// The pattern in the words of RE2, or of ICU when `backtracking` was set by it; none when it is no pattern of XPath.
struct Translated {
    std::string text;
    bool backtracking = false;
    int groups = 0;
};
[[nodiscard]] std::optional<Translated> translate_pattern(std::string_view pattern, std::string_view flags);

}  // namespace yici::feel
