#pragma once

#include <string>
#include <vector>

#include "services/sources/sources.h"

namespace yici::sources {

[[nodiscard]] std::string tally_json(const warehouse::Tally& tally);
[[nodiscard]] std::string receipt_json(const collection::Receipt& receipt);
[[nodiscard]] std::string to_json(const Status& status, const organisations::Directory& organisations);
/// A list, docs/formats/api.md.
[[nodiscard]] std::string to_json(const std::vector<Status>& all, const organisations::Directory& organisations);

/// A row in quarantine with the sentences of its rules, and a list of them.
[[nodiscard]] std::string to_json(const SeenRow& row, const Source& source);
[[nodiscard]] std::string to_json(const Collection::Quarantine& found, const Source& source, const http::Part& part);
/// {"reason":…,"cells":{column: text}}; sources.bad_request (invalid_input).
[[nodiscard]] Decision parse_decision(std::string_view body);
/// What the journal keeps of a decision: no value, for it may be personal.
[[nodiscard]] std::string decision_json(int64_t row, const Decision& decision);
/// What the journal keeps of a look in clear, in the form that a citizen's list of readings takes; no value of the row.
[[nodiscard]] std::string look_json(const Source& source, int64_t row, const Collection::Looking& looking);
/// Tells one decision from another under the same request key.
[[nodiscard]] std::string fingerprint_of(std::string_view source, int64_t row, const Decision& decision);
[[nodiscard]] std::string passed_json(int64_t passed);

}  // namespace yici::sources
