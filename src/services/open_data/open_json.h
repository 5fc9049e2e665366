#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/open_data/open_data.h"

namespace yici::open_data {

using Header = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string header_json(const Header& header);
[[nodiscard]] Header parse_header(std::string_view json);
[[nodiscard]] std::string report_json(const Anonymity& report);
[[nodiscard]] Anonymity parse_report(std::string_view json);
[[nodiscard]] std::string row_json(const std::vector<std::string>& row);
[[nodiscard]] std::vector<std::string> parse_row(std::string_view json);

/// A dataset with its columns, licence and what was done to make it harmless.
[[nodiscard]] std::string to_json(const Dataset& dataset, const catalogue::Entry& entry,
                                  const catalogue::Licence& licence);
/// What a plan opens: the entry, and the dataset where one is published.
[[nodiscard]] std::string to_json(const Plan& plan, const catalogue::Stored& stored, const Dataset* dataset);
/// Rows as objects.
[[nodiscard]] std::string to_json(const Page& page, const http::Part& part);
[[nodiscard]] std::string to_json(const Asked& asked);
[[nodiscard]] std::string to_json(const std::vector<Asked>& asked, const http::Part& part, int64_t total);
/// Everything: an array of objects; RFC 4180 with the names as header.
[[nodiscard]] std::string all_json(const Dataset& dataset);
[[nodiscard]] std::string all_csv(const Dataset& dataset);

/// Two texts, or a flag and a text, of a request's body; anything else is open_data.bad_request.
[[nodiscard]] std::pair<std::string, std::string> parse_ask(std::string_view body);
[[nodiscard]] std::pair<bool, std::string> parse_answer(std::string_view body);

}  // namespace yici::open_data
