#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/records/record_type.h"
#include "engines/records/records.h"

namespace yici::records {

/// A record's values as they lie in the tables: one flat JSON object, {"name":"张三","children":2,"moved":null}.
[[nodiscard]] std::string write_body(const RecordType& type,
                                     const std::vector<std::pair<std::string, std::string>>& values);

/// Calls `each` with every name and the JSON text of its value. Takes only what write_body makes: names without
/// escapes, no nesting; false when the text is anything else.
[[nodiscard]] bool scan_body(std::string_view body,
                             const std::function<void(std::string_view name, std::string_view json)>& each);

/// The value that to_json() wrote; null gives an empty text.
[[nodiscard]] std::string from_json_value(std::string_view json);

/// Which source said which golden fields: [["organisation","system",observed,recorded,["name","sex"]], …].
struct SourceOfFields {
    Source source;
    int64_t observed = 0;
    int64_t recorded = 0;
    std::vector<std::string> fields;
};
[[nodiscard]] std::string write_sources(const std::vector<SourceOfFields>& sources);
[[nodiscard]] std::vector<SourceOfFields> read_sources(std::string_view text);

}  // namespace yici::records
