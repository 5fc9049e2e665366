#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engines/feel/tree.h"

namespace yici::feel {

/// Walks over a text of FEEL. Blanks and comments are skipped before everything that is asked for.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    [[nodiscard]] size_t at() const { return at_; }
    void go_to(size_t at) { at_ = at; }
    [[nodiscard]] bool done();
    /// The next character (a byte), '\0' at the end; `ahead` bytes behind it for the other.
    [[nodiscard]] char peek();
    [[nodiscard]] char peek_at(size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    [[nodiscard]] Place place();

    /// Takes the sign when it stands next. "<" does not take a "<=", "." no "..".
    bool take(std::string_view sign);
    /// Takes the word when it stands next as a whole word.
    bool take_word(std::string_view word);
    [[nodiscard]] bool at_word(std::string_view word);
    void expect(std::string_view sign);
    void expect_word(std::string_view word);

    /// Where the name ends when it stands next (any blanks for a blank of the name); 0 when it does not.
    [[nodiscard]] size_t end_of_name(std::string_view name) const;
    /// Letters without blanks; empty when no name begins here.
    std::string identifier();
    /// A name that may hold blanks and signs, up to one of `ends` (a sign or a word, which stays); none when something
    /// stands there that no name holds.
    std::optional<std::string> name_until(std::string_view signs, std::string_view word);

    std::optional<Number> number();
    /// A text in quotes, its escapes resolved.
    std::string string();

    [[noreturn]] void fail(const std::string& expected);
    [[noreturn]] static void fail(Place place, std::string_view key, std::string detail);

    void skip();

  private:
    [[nodiscard]] bool word_here(std::string_view word) const;
    void escape(std::string& out);
    std::optional<char32_t> hexadecimal(size_t digits);

    std::string_view text_;
    size_t at_ = 0;
    size_t counted_ = 0;  // up to where counted_place_ was counted
    Place counted_place_;
};

}  // namespace yici::feel
