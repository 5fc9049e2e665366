#include "services/quality_runs/quality_runs_json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace yici::quality_runs {

using nlohmann::json;

namespace {

json rounded(double value) {
    return std::round(value * 100) / 100;
}

json scores_json(const quality::Score& score) {
    json array = json::array();
    for (size_t i = 0; i < quality::kDimensions; ++i) {
        const auto dimension = static_cast<quality::Dimension>(i);
        array.push_back({{"dimension", quality::name_of(dimension)},
                         {"name", quality::chinese_name_of(dimension)},
                         {"score", score.dimensions[i] ? rounded(*score.dimensions[i]) : json()}});
    }
    return array;
}

json run_json(const Run& run) {
    return {{"id", run.id},
            {"state", to_string(run.state)},
            {"cause", run.cause},
            {"asked_at", to_iso8601(run.asked)},
            {"began_at", run.began ? json(to_iso8601(*run.began)) : json()},
            {"ended_at", run.ended ? json(to_iso8601(*run.ended)) : json()},
            {"rows", run.rows},
            {"cells", run.cells},
            {"opened", run.opened},
            {"standing", run.standing},
            {"beyond", run.beyond},
            {"total", run.state == State::done ? rounded(run.score.total) : json()},
            {"scores", scores_json(run.score)},
            {"fault", run.fault}};
}

const quality::Rule* rule_of(const Plan& plan, const std::string& id) {
    const auto found = std::ranges::find(plan.rules.rules, id, &quality::Rule::id);
    return found == plan.rules.rules.end() ? nullptr : &*found;
}

}  // namespace

std::string RunJson::resources() const {
    json items = json::array();
    for (const Plan& plan : parts_.plans.all) {
        const exchange::Resource* resource = parts_.resources.find(plan.resource);
        const records::RecordType* type = parts_.records.types().find(plan.record_type);
        const auto last = runs_.last(plan.name);
        json rules = json::array();
        for (const quality::Rule& rule : plan.rules.rules) {
            rules.push_back({{"id", rule.id},
                             {"text", rule.text},
                             {"dimension", quality::name_of(rule.dimension)},
                             {"dimension_name", quality::chinese_name_of(rule.dimension)}});
        }
        items.push_back({{"name", plan.name},
                         {"resource", plan.resource},
                         {"resource_name", resource->name},
                         {"record_type", plan.record_type},
                         {"title", type->title},
                         {"title_en", type->title_en},
                         {"provider", resource->provider},
                         {"provider_name", parts_.organisations.name_of(resource->provider)},
                         {"hour", parts_.plans.policy.hour},
                         {"rules", std::move(rules)},
                         {"last", last ? run_json(*last) : json()}});
    }
    const auto count = static_cast<int64_t>(items.size());
    return http::listing(items.dump(), {1, count}, count);
}

std::string RunJson::run(const Run& run) const {
    json value = run_json(run);
    const Plan* plan = parts_.plans.find(run.plan);
    const records::RecordType* type = plan != nullptr ? parts_.records.types().find(plan->record_type) : nullptr;
    json rules = json::array();
    json fields = json::array();
    for (const Count& count : runs_.counts(run.id)) {
        if (count.part == "rule") {
            const quality::Rule* rule = plan != nullptr ? rule_of(*plan, count.name) : nullptr;
            rules.push_back(
                {{"id", count.name}, {"text", rule != nullptr ? rule->text : count.name}, {"cells", count.cells}});
            continue;
        }
        const records::Field* field = type != nullptr ? type->find(count.name) : nullptr;
        fields.push_back({{"field", count.name},
                          {"title", field != nullptr ? field->title : count.name},
                          {"authority_name", field != nullptr ? parts_.organisations.name_of(field->authority) : ""},
                          {"cells", count.cells}});
    }
    value["rules"] = std::move(rules);
    value["fields"] = std::move(fields);
    return value.dump();
}

std::string RunJson::runs(const RunPage& page, const http::Part& part) const {
    json items = json::array();
    for (const Run& run : page.items) items.push_back(run_json(run));
    return http::listing(items.dump(), part, page.total);
}

std::string RunJson::findings(const Plan& plan, const FoundPage& page, const http::Part& part) const {
    const records::RecordType* type = parts_.records.types().find(plan.record_type);
    json items = json::array();
    for (const Found& found : page.items) {
        const quality::Rule* rule = rule_of(plan, found.rule);
        const records::Field* field = type->find(found.field);
        const auto code = parts_.subjects.code_of(found.subject);
        json words = json::array();
        for (const Found::Word& word : found.words) {
            words.push_back({{"organisation_name", parts_.organisations.name_of(word.organisation)},
                             {"value", word.value},
                             {"golden", word.golden}});
        }
        items.push_back({{"rule", found.rule},
                         {"text", rule != nullptr ? rule->text : found.rule},
                         {"dimension", rule != nullptr ? json(quality::name_of(rule->dimension)) : json()},
                         {"subject", code ? records::mask(records::Mask::id_number, *code) : ""},
                         {"field", found.field},
                         {"title", field != nullptr ? field->title : found.field},
                         {"words", std::move(words)},
                         {"ticket", found.ticket.empty() ? json() : json(found.ticket)}});
    }
    return http::listing(items.dump(), part, page.total);
}

std::string RunJson::figures(const std::vector<BodyFigures>& figures) const {
    json items = json::array();
    for (const BodyFigures& one : figures) {
        items.push_back({{"body", one.body},
                         {"body_name", parts_.organisations.name_of(one.body)},
                         {"cells", one.cells},
                         {"tickets", one.tickets.tickets},
                         {"open", one.tickets.open},
                         {"overdue", one.tickets.overdue},
                         {"corrected", one.tickets.corrected},
                         {"refused", one.tickets.refused},
                         {"in_time", one.tickets.in_time},
                         {"average_days", rounded(one.tickets.average_days)}});
    }
    const auto count = static_cast<int64_t>(items.size());
    return http::listing(items.dump(), {1, count}, count);
}

}  // namespace yici::quality_runs
