#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/records/records.h"
#include "foundation/base/instants.h"

namespace yici::records {

/// A field's golden value while it is being weighed.
struct Weighed {
    std::string value;
    Source source;
    int64_t observed = 0;
    int64_t recorded = 0;
};
using WeighedFields = std::map<std::string, Weighed, std::less<>>;

/// What records_golden holds of a subject.
[[nodiscard]] WeighedFields read_golden(std::string_view body, std::string_view sources);
/// Body and sources, as records_golden keeps them.
[[nodiscard]] std::pair<std::string, std::string> write_golden(const RecordType& type, const WeighedFields& fields);

/// One source's word weighed against what is golden so far: the authority before all others, then the newer one.
void weigh(const RecordType& type, const Source& source, int64_t observed, int64_t recorded,
           const std::vector<std::pair<std::string, std::string>>& values, WeighedFields& fields);

[[nodiscard]] std::vector<GoldenValue> golden_values(const RecordType& type, WeighedFields fields);

}  // namespace yici::records
