#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/error.h"

namespace yici::codes {

/// Every code has its own type, made only by parse(), which says exactly what is wrong and repairs nothing:
/// wrong length, character, date, region shape or check digit. `reason` is an error key of this room, such as
/// "codes.wrong_check_digit"; `detail` says what was expected at which position.
struct Fault {
    std::string reason;
    std::string detail;
};

enum class Sex { male, female };

/// 公民身份号码, GB 11643-1999: 18 characters. Regions are checked for shape alone: people keep numbers of regions that
/// are gone.
class IdNumber {
  public:
    static std::optional<IdNumber> parse(std::string_view text, Fault* fault = nullptr);
    /// Whether parse() takes it, without keeping anything: for columns of millions.
    static bool is_valid(std::string_view text);
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::string region() const { return text_.substr(0, 6); }
    [[nodiscard]] Date birth_date() const;
    [[nodiscard]] Sex sex() const;
    /// The check character for the first 17.
    static char check_character(std::string_view first17);
    bool operator==(const IdNumber&) const = default;

  private:
    explicit IdNumber(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// 统一社会信用代码, GB 32100-2015: 18 characters.
class CreditCode {
  public:
    static std::optional<CreditCode> parse(std::string_view text, Fault* fault = nullptr);
    /// Whether parse() takes it, without keeping anything: for columns of millions.
    static bool is_valid(std::string_view text);
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::string organisation_code() const { return text_.substr(8, 9); }
    static char check_character(std::string_view first17);
    bool operator==(const CreditCode&) const = default;

  private:
    explicit CreditCode(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// 组织机构代码, GB 11714-1997: 8 + check, with or without the hyphen.
[[nodiscard]] std::optional<Fault> check_organisation_code(std::string_view text);
/// 电子证照标识, GB/T 36904-2018, with its ISO 7064 MOD 37,36 check.
[[nodiscard]] std::optional<Fault> check_licence_identifier(std::string_view text);
/// Matter codes: national 12, 31 or 33 characters (GB/T 39554.1), or Zhejiang's 类型-主项-子项[-情形].
[[nodiscard]] std::optional<Fault> check_matter_code(std::string_view text);
/// 统一受理号 (project convention): region 6, yyMMdd, sequence 7, check ISO 7064 MOD 11,10.
[[nodiscard]] std::optional<Fault> check_acceptance_number(std::string_view text);
/// 行政区划代码, GB/T 2260: 6, 9 or 12 digits by shape.
[[nodiscard]] std::optional<Fault> check_division_code(std::string_view text);

[[nodiscard]] std::string make_acceptance_number(std::string_view region6, Date day, int64_t sequence);
/// Number of a paper of one day, "SQ201806120001": prefix, day, at least four digits. Project convention.
[[nodiscard]] std::string make_day_number(std::string_view prefix, Date day, int64_t sequence);
/// 办件编号: national matter code (31) + yyyyMMdd + 4 digits.
[[nodiscard]] std::string make_case_number(std::string_view national_code31, Date day, int64_t sequence);
/// 1.2.156.3005.2.<type 21>.<issuer 18>.<serial>.<version 3 digits>.<check>
[[nodiscard]] std::string make_licence_identifier(std::string_view type, std::string_view issuer,
                                                  std::string_view serial, int version);
/// Check characters of ISO 7064, hybrid systems.
[[nodiscard]] char iso7064_mod_11_10(std::string_view digits);
[[nodiscard]] char iso7064_mod_37_36(std::string_view characters);

/// `kind` is id, credit, organisation, division, licence, matter or acceptance; an unknown kind is codes.unknown_kind.
[[nodiscard]] std::optional<Fault> check(std::string_view kind, std::string_view value);

}  // namespace yici::codes
