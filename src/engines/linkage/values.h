#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace yici::linkage {

/// What a column holds, and so how its values are made alike before anything is compared.
enum class Kind { plain, name, text, code, number, date, email, phone, address, category };

/// Values made alike: compatibility forms (full-width letters) and case folded, marks taken from Latin letters, then by
/// kind: a date as YYYYMMDD, a code or phone without its separators, names and addresses with single blanks. `plain` is
/// trimmed alone. Placeholders ("-", "null", "N/A", "无") are empty.
[[nodiscard]] std::string normalise(std::string_view value, Kind kind);

/// YYYY-MM-DD, YYYY/M/D, YYYYMMDD, DD/MM/YYYY (month first where the day says so), 1990年2月3日. Empty when it is none
/// of these or no such month or day exists.
[[nodiscard]] std::string date_digits(std::string_view value);

/// American Soundex of the first word's letters; empty without any.
[[nodiscard]] std::string soundex(std::string_view latin);

[[nodiscard]] bool is_ascii(std::string_view text);
[[nodiscard]] bool has_han(std::string_view utf8);

/// Han characters as pinyin without tones, everything else as it is: "张伟" is "zhang wei". Keeps what it has looked
/// up; an object belongs to one thread.
class Pinyin {
  public:
    Pinyin();
    ~Pinyin();
    Pinyin(const Pinyin&) = delete;
    Pinyin& operator=(const Pinyin&) = delete;
    [[nodiscard]] std::string of(std::string_view utf8);

  private:
    struct Transliterator;
    const std::string& syllable(char32_t c);
    std::unique_ptr<Transliterator> transliterator_;
    std::unordered_map<char32_t, std::string> known_;
};

}  // namespace yici::linkage
