#include <nlohmann/json.hpp>

#include "services/harvest/report.h"

namespace yici::harvest {

std::string to_json(const std::string& source, const catalogue::HarvestCounts& counts,
                    const std::vector<Finding>& findings) {
    auto list = nlohmann::ordered_json::array();
    for (const Finding& finding : findings) {
        list.push_back({{"file", finding.file},
                        {"row", finding.line},
                        {"key", finding.key},
                        {"message", message(finding.key, Language::zh)},
                        {"detail", finding.detail}});
    }
    return nlohmann::ordered_json{
        {"source", source},          {"added", counts.added},         {"changed", counts.changed},
        {"removed", counts.removed}, {"unchanged", counts.unchanged}, {"findings", std::move(list)}}
        .dump();
}

}  // namespace yici::harvest
