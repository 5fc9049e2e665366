#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yici::tables {

/// What a number format of a workbook makes of a number.
enum class Shown { number, date, time };

/// By the number of a built-in format (ISO/IEC 29500-1, 18.8.30, with those of Chinese and Japanese locales).
[[nodiscard]] Shown shown_by(int built_in);
/// By a format's own code, such as yyyy"年"m"月"d"日"; what stands in quotes, brackets or after a backslash says
/// nothing.
[[nodiscard]] Shown shown_by(std::string_view code);

/// A serial number of days as YYYY-MM-DD, with HH:MM:SS behind it where it has a fraction; for Shown::time the hours
/// alone (more than 24 are possible). `from_1904`: the calendar of old Macintosh files. None outside 1900–9999.
[[nodiscard]] std::optional<std::string> serial_text(double serial, Shown shown, bool from_1904);

/// A number as a person would read it: 15 digits as spreadsheets keep them, no exponent below 1e21.
[[nodiscard]] std::string number_text(std::string_view value);

}  // namespace yici::tables
