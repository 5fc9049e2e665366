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

namespace {

nlohmann::ordered_json foreign_json(const Foreign& foreign, const std::optional<Outcome>& last) {
    nlohmann::ordered_json outcome;
    if (last) {
        outcome = {{"ended_at", to_iso8601(last->ended)},
                   {"added", last->counts.added},
                   {"changed", last->counts.changed},
                   {"removed", last->counts.removed},
                   {"unchanged", last->counts.unchanged},
                   {"left_out", last->left_out},
                   {"fault", last->fault},
                   {"message", last->fault.empty() ? "" : message(last->fault, Language::zh)}};
        outcome["went_through_at"] = nullptr;
        if (last->went_through) outcome["went_through_at"] = to_iso8601(*last->went_through);
    }
    return {{"source", foreign.source},
            {"title", foreign.title},
            {"url", foreign.url},
            {"every_hours", foreign.every_hours},
            {"last", std::move(outcome)}};
}

}  // namespace

std::string to_json(const Foreign& foreign, const std::optional<Outcome>& last) {
    return foreign_json(foreign, last).dump();
}

std::string to_json(const std::vector<std::pair<Foreign, std::optional<Outcome>>>& all) {
    auto items = nlohmann::ordered_json::array();
    for (const auto& [foreign, last] : all) items.push_back(foreign_json(foreign, last));
    const auto count = static_cast<int64_t>(items.size());
    return http::listing(items.dump(), {1, count}, count);
}

}  // namespace yici::harvest
