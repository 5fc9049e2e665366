#include <nlohmann/json.hpp>

#include "faults/session.h"

namespace yici::test {

using nlohmann::json;

namespace {

std::string text(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string Reply::key() const {
    const json problem = json::parse(body, nullptr, false);
    return problem.is_object() ? text(problem, "key") : std::string();
}

CaseView parse_case(const std::string& body) {
    const json item = json::parse(body);
    CaseView view;
    view.number = text(item, "number");
    view.state = text(item, "state");
    view.national_number = text(item, "national_number");
    view.confirmed = !text(item, "confirmed_at").empty();
    if (item.contains("licence") && item["licence"].is_object()) view.licence = text(item["licence"], "id");
    return view;
}

std::vector<OpenTask> parse_open_tasks(const std::string& body) {
    std::vector<OpenTask> tasks;
    const json page = json::parse(body);
    for (const json& task : page.at("items")) {
        if (text(task, "state") == "open") tasks.push_back({task.at("id").get<int64_t>(), text(task, "form")});
    }
    return tasks;
}

GatheringView parse_gathering(const std::string& body) {
    const json item = json::parse(body);
    GatheringView view;
    view.done = item.at("done").get<bool>();
    for (const json& material : item.at("materials")) {
        view.materials.push_back({text(material, "code"), text(material, "status"), text(material, "note")});
    }
    return view;
}

}  // namespace yici::test
