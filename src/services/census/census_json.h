#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "services/census/census.h"

namespace yici::census {

using NameOf = std::function<std::string(std::string_view)>;

[[nodiscard]] std::string values_json(const std::map<std::string, std::string, std::less<>>& values);
[[nodiscard]] std::map<std::string, std::string, std::less<>> parse_values(std::string_view json);
[[nodiscard]] std::string counts_json(const ImportCounts& counts);

[[nodiscard]] std::string to_json(const System& system, const NameOf& body_name);
[[nodiscard]] std::string to_json(const Page& page, const http::Part& part, const NameOf& body_name);
[[nodiscard]] std::string to_json(const ImportResult& result);
[[nodiscard]] std::string to_json(const std::vector<Progress>& progress, const http::Part& part);
[[nodiscard]] std::string to_json(const Report& report);
[[nodiscard]] std::string to_json(const std::vector<Considered>& proposals, const http::Part& part,
                                  const NameOf& body_name);
[[nodiscard]] std::string to_json(const Considered& proposal, const NameOf& body_name);
/// {"wish" or "verdict": keep, merge or close, "into"?, "reason"}, all text; anything else is census.bad_request.
struct GivenVerdict {
    Verdict verdict = Verdict::keep;
    std::string into;
    std::string reason;
};
[[nodiscard]] GivenVerdict parse_verdict_body(std::string_view body, const char* member);
[[nodiscard]] std::string fields_json();
/// {"body"?, "values": {key: text}}; anything else is census.bad_request.
[[nodiscard]] System parse_system(std::string_view body);

}  // namespace yici::census
