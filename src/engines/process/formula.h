#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/expression.h"
#include "engines/feel/value.h"

namespace yici::process {

/// Where a formula finds its names: contexts from the innermost scope out to the instance's variables.
class Lookup {
  public:
    explicit Lookup(std::vector<const feel::Context*> chain) : chain_(std::move(chain)) {}
    [[nodiscard]] const feel::Value* find(std::string_view name) const;
    /// Every variable, inner ones before outer ones of the same name.
    [[nodiscard]] feel::Context flat() const;

  private:
    std::vector<const feel::Context*> chain_;
};

/// A text of a model that is worked out when a procedure runs: a constant, or FEEL. Names that it uses need no
/// declaration unless they hold spaces or signs.
class Formula {
  public:
    Formula() = default;
    [[nodiscard]] static Formula constant(std::string text);
    /// `text` without a leading "=". `declared` are names that hold spaces. Throws feel::SyntaxError.
    [[nodiscard]] static Formula feel(std::string text, std::span<const std::string> declared);
    /// As Zeebe writes: "=…" is FEEL, all else a constant. Empty text is no formula.
    [[nodiscard]] static Formula value(std::string_view text, std::span<const std::string> declared);
    /// A condition: always FEEL, with or without "="; Camunda's ${a == b && c} is read too.
    [[nodiscard]] static Formula condition(std::string_view text, std::span<const std::string> declared);

    [[nodiscard]] explicit operator bool() const { return set_; }
    [[nodiscard]] bool is_constant() const { return set_ && !expression_; }
    [[nodiscard]] const std::string& text() const { return text_; }
    /// The names that it looks up.
    [[nodiscard]] std::vector<std::string> reads() const;

    [[nodiscard]] feel::Value evaluate(const Lookup& lookup, feel::Run& run) const;
    /// As text: a string itself, null as "", all else as FEEL writes it.
    [[nodiscard]] std::string text_of(const Lookup& lookup, feel::Run& run) const;
    /// True only for true. What is neither true nor false is process.condition_undecided (rule_violated) with the
    /// notes.
    [[nodiscard]] bool holds(const Lookup& lookup, feel::Run& run) const;

  private:
    bool set_ = false;
    std::string text_;
    std::optional<feel::Expression> expression_;
    std::vector<std::string> names_;
};

/// A value as plain text: a string itself, null as "", all else as FEEL writes it.
[[nodiscard]] std::string plain_text(const feel::Value& value);

/// The single-word names that a text of FEEL may mean: no keywords, no functions that are called, nothing in quotes or
/// behind a dot.
[[nodiscard]] std::vector<std::string> names_in(std::string_view feel);

}  // namespace yici::process
