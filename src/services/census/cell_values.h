#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/census/system.h"

namespace yici::census {

/// A cell as people write it, brought to the form that the field's Kind says; empty stays empty. None when it cannot be
/// read. `unit` is what the column's header says in brackets ("万元"), used where the cell names no unit.
[[nodiscard]] std::optional<std::string> read_value(const Field& field, std::string_view cell, std::string_view unit);
/// What a field's cells must look like, for people: in Chinese, with examples.
[[nodiscard]] std::string expected(const Field& field);

/// 二〇一八年六月一日, 2018年6月, 2018.6.1, 2018/06/01, 20180601, 2018-06-01 00:00:00, or a spreadsheet's day number
/// (1900 system). A day that is not in the calendar is none.
[[nodiscard]] std::optional<std::string> read_date(std::string_view cell);
/// 是 否 √ × 有 无 已接入 未接入 Y N 1 0 …: "1" or "0".
[[nodiscard]] std::optional<std::string> read_flag(std::string_view cell);
/// "120万元", "1,200.50元", "3.5亿": fen. Without any unit: 万元 (project convention; the forms are in 万元).
[[nodiscard]] std::optional<std::string> read_money(std::string_view cell, std::string_view unit);

}  // namespace yici::census
