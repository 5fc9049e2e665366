#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace yici::search {

/// A piece of a text as it is looked up: "w津贴" a word, "b高龄" a pair, "pgao ling" the sound of a pair, "ygaoling"
/// the sound of a word, "igljt" initials. `unit` tells which piece of the query it came from.
struct Term {
    std::string text;
    double weight = 1;
    size_t unit = 0;
};

/// Cuts texts into terms. Safe from several threads.
class Cutter {
  public:
    Cutter();
    ~Cutter();
    /// NFKC, case folded, blanks single.
    [[nodiscard]] std::string normal(std::string_view text) const;
    /// Of a normal text.
    [[nodiscard]] std::vector<Term> cut(std::string_view normal) const;

  private:
    struct Icu;
    std::unique_ptr<Icu> icu_;
};

}  // namespace yici::search
