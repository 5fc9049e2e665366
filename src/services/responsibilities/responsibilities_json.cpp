#include "services/responsibilities/responsibilities_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace yici::responsibilities {

using nlohmann::json;

namespace {

std::string body_name(const Parts& parts, const std::string& code) {
    return code.empty() ? std::string() : parts.organisations.name_of(code);
}

std::string resource_name(const Parts& parts, const std::string& code) {
    const exchange::Resource* resource = parts.resources.find(code);
    return resource != nullptr ? resource->name : code;
}

json or_null(const std::optional<Date>& date) {
    return date ? json(yici::to_string(*date)) : json();
}

json use_json(const Parts& parts, const Use& use) {
    const matters::Matter* matter = parts.matters.find(use.matter);
    std::string material = use.material;
    if (matter != nullptr) {
        const auto found = std::ranges::find(matter->materials, use.material, &matters::Material::code);
        if (found != matter->materials.end()) material = found->name;
    }
    return {{"matter", use.matter},
            {"matter_name", matter != nullptr ? matter->name : use.matter},
            {"department_name", matter != nullptr ? body_name(parts, matter->department) : ""},
            {"material", use.material},
            {"material_name", material},
            {"state", to_string(use.state)},
            {"obstacle", to_string(use.obstacle)},
            {"request", use.request},
            {"answered", use.answered},
            {"failed", use.failed},
            {"last_answered", use.last_answered ? json(to_iso8601(*use.last_answered)) : json()}};
}

json line_json(const Parts& parts, const Responsibility& line, Date today) {
    json uses = json::array();
    for (const Use& use : line.uses) uses.push_back(use_json(parts, use));
    return {{"id", line.id},
            {"provider", line.provider},
            {"provider_name", body_name(parts, line.provider)},
            {"resource", line.resource},
            {"resource_name", resource_name(parts, line.resource)},
            {"field", line.field},
            {"title", line.title},
            {"due_on", yici::to_string(line.due)},
            {"overdue", line.overdue(today)},
            {"assigned_by", line.assigned_by},
            {"note", line.note},
            {"state", to_string(line.state)},
            {"since", yici::to_string(line.since)},
            {"uses", uses}};
}

json matter_json(const Parts& parts, const MatterGap& gap) {
    return {{"matter", gap.matter->code},
            {"matter_name", gap.matter->name},
            {"matter_name_en", gap.matter->name_en},
            {"department_name", body_name(parts, gap.matter->department)},
            {"high_frequency", gap.matter->high_frequency},
            {"livelihood", gap.matter->livelihood},
            {"yearly_cases", gap.yearly_cases},
            {"cases_counted", gap.counted},
            {"one_id", gap.one_id()}};
}

json matters_json(const Parts& parts, const std::set<std::string>& codes) {
    json array = json::array();
    for (const std::string& code : codes) {
        const matters::Matter* matter = parts.matters.find(code);
        array.push_back({{"code", code}, {"name", matter != nullptr ? matter->name : code}});
    }
    return array;
}

json progress_json(const std::vector<Progress>& progress) {
    json array = json::array();
    for (const Progress& one : progress) {
        array.push_back({{"key", one.target.key},
                         {"title", one.target.title},
                         {"title_en", one.target.title_en},
                         {"of", one.target.of},
                         {"least_star", one.target.least_star},
                         {"target_percent", one.target.percent},
                         {"due_on", or_null(one.target.due)},
                         {"matters", one.matters},
                         {"one_id", one.one_id},
                         {"percent", one.percent},
                         {"reached", one.percent >= one.target.percent}});
    }
    return array;
}

}  // namespace

std::string ListJson::list(const Page& page, const http::Part& part) const {
    json items = json::array();
    const Date today = china_date(parts_.clock.now());
    for (const Responsibility& line : page.items) items.push_back(line_json(parts_, line, today));
    return http::listing(items.dump(), part, page.total);
}

std::string ListJson::summary(const std::vector<Responsibility>& all) const {
    const Date today = china_date(parts_.clock.now());
    std::map<std::string, std::map<std::string, int64_t>> by_provider;
    for (const Responsibility& line : all) {
        auto& counts = by_provider[line.provider];
        ++counts[std::string(to_string(line.state))];
        if (line.overdue(today)) ++counts["overdue"];
    }
    json items = json::array();
    for (auto& [provider, counts] : by_provider) {
        items.push_back({{"provider", provider},
                         {"provider_name", body_name(parts_, provider)},
                         {"promised", counts["promised"]},
                         {"connected", counts["connected"]},
                         {"serving", counts["serving"]},
                         {"failing", counts["failing"]},
                         {"overdue", counts["overdue"]}});
    }
    const auto total = std::ssize(items);
    return http::listing(items.dump(), {1, total}, total);
}

std::string ListJson::gaps(const std::vector<MatterGap>& gaps, const http::Part& part) const {
    json items = json::array();
    int64_t place = 0;
    for (const MatterGap& gap : gaps) {
        const bool shown = place >= part.offset() && place < part.offset() + part.size;
        ++place;
        if (!shown) continue;
        json item = matter_json(parts_, gap);
        json materials = json::array();
        for (const MaterialGap& one : gap.gaps) {
            materials.push_back({{"material", one.material},
                                 {"material_name", one.name},
                                 {"obstacle", to_string(one.obstacle)},
                                 {"holder", one.holder},
                                 {"holder_name", body_name(parts_, one.holder)},
                                 {"resource", one.resource},
                                 {"resource_name", resource_name(parts_, one.resource)},
                                 {"remedy", one.remedy},
                                 {"note", one.note}});
        }
        item["gaps"] = std::move(materials);
        items.push_back(std::move(item));
    }
    return http::listing(items.dump(), part, place);
}

std::string ListJson::remedies(const std::vector<Remedy>& remedies, const http::Part& part) const {
    json items = json::array();
    for (int64_t i = part.offset(); i < std::ssize(remedies) && i < part.offset() + part.size; ++i) {
        const Remedy& remedy = remedies[static_cast<size_t>(i)];
        items.push_back({{"id", remedy.id},
                         {"obstacle", to_string(remedy.obstacle)},
                         {"holder", remedy.holder},
                         {"holder_name", body_name(parts_, remedy.holder)},
                         {"resource", remedy.resource},
                         {"resource_name", resource_name(parts_, remedy.resource)},
                         {"materials", remedy.materials},
                         {"matters", matters_json(parts_, remedy.matters)},
                         {"yearly_cases", remedy.yearly_cases},
                         {"one_id_matters", matters_json(parts_, remedy.one_id)},
                         {"one_id_cases", remedy.one_id_cases}});
    }
    return http::listing(items.dump(), part, std::ssize(remedies));
}

std::string ListJson::what_if(const std::vector<const MatterGap*>& become, const std::vector<Progress>& before,
                              const std::vector<Progress>& after) const {
    json matters = json::array();
    int64_t cases = 0;
    for (const MatterGap* gap : become) {
        matters.push_back(matter_json(parts_, *gap));
        cases += gap->yearly_cases;
    }
    return json{{"matters", matters},
                {"yearly_cases", cases},
                {"before", progress_json(before)},
                {"after", progress_json(after)}}
        .dump();
}

std::string ListJson::programme(const std::vector<MatterGap>& gaps, const std::vector<Progress>& progress) const {
    int64_t cases = 0;
    int64_t served = 0;
    for (const MatterGap& gap : gaps) {
        cases += gap.yearly_cases;
        if (gap.one_id()) served += gap.yearly_cases;
    }
    return json{{"targets", progress_json(progress)}, {"yearly_cases", cases}, {"one_id_cases", served}}.dump();
}

Assignment parse_assignment(std::string_view body) {
    const json object = json::parse(body, nullptr, /*allow_exceptions=*/false);
    const auto text = [&](const char* key) -> std::string {
        if (!object.is_object() || !object.contains(key) || !object[key].is_string()) return {};
        return object[key];
    };
    const auto due = parse_date(text("due_on"));
    if (!due) throw Error(ErrorKind::invalid_input, "responsibilities.bad_request", "due_on");
    return {*due, text("note").substr(0, 2000)};
}

}  // namespace yici::responsibilities
