#include <nlohmann/json.hpp>

#include "engines/records/record_body.h"
#include "foundation/base/error.h"

namespace yici::records {

std::string from_json_value(std::string_view json) {
    if (json == "null") return {};
    if (json.empty() || json.front() != '"') return std::string(json);
    return nlohmann::json::parse(json).get<std::string>();
}

std::string write_sources(const std::vector<SourceOfFields>& sources) {
    nlohmann::json out = nlohmann::json::array();
    for (const SourceOfFields& each : sources) {
        out.push_back({each.source.organisation, each.source.system, each.observed, each.recorded, each.fields});
    }
    return out.dump();
}

std::vector<SourceOfFields> read_sources(std::string_view text) {
    try {
        std::vector<SourceOfFields> sources;
        for (const auto& each : nlohmann::json::parse(text)) {
            sources.push_back({{each.at(0).get<std::string>(), each.at(1).get<std::string>()},
                               each.at(2).get<int64_t>(),
                               each.at(3).get<int64_t>(),
                               each.at(4).get<std::vector<std::string>>()});
        }
        return sources;
    } catch (const nlohmann::json::exception& failure) {
        throw Error(ErrorKind::internal, "base.internal", std::string("records_golden.sources: ") + failure.what());
    }
}

}  // namespace yici::records
