#include "services/census/census_json.h"

#include <nlohmann/json.hpp>

namespace yici::census {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kKinds[] = {"text", "date", "money", "count", "size", "flag", "choice", "level"};

Json object_of(const System& system, const NameOf& body_name) {
    Json values = Json::object();
    Json names = Json::object();
    for (const Field& one : fields()) {
        const std::string& value = system.value(one.key);
        if (value.empty()) continue;
        values[std::string(one.key)] = value;
        if (one.kind == Kind::choice) names[std::string(one.key)] = shown(one, value);
    }
    return {{"id", system.id},
            {"body", system.body},
            {"body_name", body_name(system.body)},
            {"name", system.name()},
            {"values", std::move(values)},
            {"names", std::move(names)},
            {"completeness", system.completeness()}};
}

template <typename Item, typename Make>
std::string part_of_list(const std::vector<Item>& all, const http::Part& part, Make make) {
    Json items = Json::array();
    for (int64_t i = part.offset(); i < std::min(part.offset() + part.size, std::ssize(all)); ++i) {
        items.push_back(make(all[static_cast<size_t>(i)]));
    }
    return http::listing(items.dump(), part, std::ssize(all));
}

Json considered_json(const Considered& one, const NameOf& body_name) {
    Json answers = Json::array();
    for (const Answer& said : one.answers) {
        answers.push_back({{"body", said.body},
                           {"body_name", body_name(said.body)},
                           {"wish", to_string(said.wish)},
                           {"reason", said.reason},
                           {"time", to_iso8601(said.time)}});
    }
    Json decision;
    if (one.decision) {
        decision = {{"verdict", to_string(one.decision->verdict)},
                    {"into", one.decision->into},
                    {"reason", one.decision->reason},
                    {"time", to_iso8601(one.decision->time)}};
    }
    return {{"key", one.key},
            {"kind", one.proposal.kind},
            {"systems", one.proposal.systems},
            {"names", one.proposal.names},
            {"body", one.proposal.body},
            {"body_name", body_name(one.proposal.body)},
            {"reasons", one.proposal.reasons},
            {"bodies", one.bodies},
            {"state", one.state()},
            {"answers", std::move(answers)},
            {"decision", std::move(decision)}};
}

}  // namespace

std::string values_json(const std::map<std::string, std::string, std::less<>>& values) {
    Json json = Json::object();
    for (const auto& [key, value] : values) json[key] = value;
    return json.dump();
}

std::map<std::string, std::string, std::less<>> parse_values(std::string_view text) {
    std::map<std::string, std::string, std::less<>> values;
    const Json json = Json::parse(text, nullptr, false);
    for (const auto& [key, value] : json.items()) values[key] = value.get<std::string>();
    return values;
}

std::string counts_json(const ImportCounts& counts) {
    return Json{{"added", counts.added},
                {"changed", counts.changed},
                {"unchanged", counts.unchanged},
                {"rejected", counts.rejected}}
        .dump();
}

std::string to_json(const System& system, const NameOf& body_name) {
    return object_of(system, body_name).dump();
}

std::string to_json(const Page& page, const http::Part& part, const NameOf& body_name) {
    Json items = Json::array();
    for (const System& system : page.items) items.push_back(object_of(system, body_name));
    return http::listing(items.dump(), part, page.total);
}

std::string to_json(const ImportResult& result) {
    Json faults = Json::array();
    for (const CellFault& fault : result.faults) {
        faults.push_back({{"sheet", fault.sheet},
                          {"row", fault.row},
                          {"column", fault.column},
                          {"field", fault.field},
                          {"value", fault.value},
                          {"key", fault.key},
                          {"message", message(fault.key, Language::zh)},
                          {"message_en", message(fault.key, Language::en)},
                          {"expected", fault.expected}});
    }
    Json columns = Json::array();
    for (const RecognisedColumn& column : result.columns) {
        columns.push_back(
            {{"sheet", column.sheet}, {"column", column.column}, {"header", column.header}, {"field", column.field}});
    }
    Json json = Json::parse(counts_json(result.counts));
    json["faults"] = std::move(faults);
    json["columns"] = std::move(columns);
    return json.dump();
}

std::string to_json(const std::vector<Progress>& progress, const http::Part& part) {
    return part_of_list(progress, part, [](const Progress& one) {
        return Json{{"body", one.body},
                    {"name", one.name},
                    {"level", one.level},
                    {"systems", one.systems},
                    {"completeness", one.completeness},
                    {"submitted_at", one.submitted ? Json(to_iso8601(*one.submitted)) : Json()}};
    });
}

std::string to_json(const Report& report) {
    Json groups = Json::array();
    for (const auto& [key, counts] : report.groups) {
        Json list = Json::array();
        for (const auto& [name, count] : counts) list.push_back({{"name", name}, {"count", count}});
        const Field* one = field(key);
        groups.push_back(
            {{"key", key}, {"title", one == nullptr ? "单位层级" : one->title}, {"counts", std::move(list)}});
    }
    return Json{{"bodies", report.bodies},
                {"bodies_submitted", report.bodies_submitted},
                {"systems", report.systems},
                {"build_fen", report.build_fen},
                {"yearly_fen", report.yearly_fen},
                {"duplicates", report.duplicates},
                {"zombies", report.zombies},
                {"awaiting_answer", report.awaiting_answer},
                {"awaiting_decision", report.awaiting_decision},
                {"kept", report.kept},
                {"merged", report.merged},
                {"closed", report.closed},
                {"groups", std::move(groups)}}
        .dump();
}

std::string to_json(const std::vector<Considered>& proposals, const http::Part& part, const NameOf& body_name) {
    return part_of_list(proposals, part, [&](const Considered& one) { return considered_json(one, body_name); });
}

std::string to_json(const Considered& one, const NameOf& body_name) {
    return considered_json(one, body_name).dump();
}

GivenVerdict parse_verdict_body(std::string_view body, const char* member) {
    const Json json = Json::parse(body, nullptr, false);
    const auto bad = [](const char* key) { return Error(ErrorKind::invalid_input, "census.bad_request", key); };
    if (!json.is_object()) throw bad("object");
    const auto text = [&](const char* key) -> std::string {
        if (!json.contains(key)) return {};
        if (!json[key].is_string()) throw bad(key);
        return json[key].get<std::string>();
    };
    const auto verdict = parse_verdict(text(member));
    if (!verdict) throw bad(member);
    return {*verdict, text("into"), text("reason")};
}

std::string fields_json() {
    Json items = Json::array();
    for (const Field& one : fields()) {
        Json options = Json::array();
        for (const Option& option : one.options) options.push_back({{"code", option.code}, {"name", option.name}});
        items.push_back({{"key", one.key},
                         {"title", one.title},
                         {"kind", kKinds[static_cast<size_t>(one.kind)]},
                         {"many", one.many},
                         {"options", std::move(options)}});
    }
    const auto count = std::ssize(items);
    return http::listing(items.dump(), {1, count}, count);
}

System parse_system(std::string_view body) {
    const Json json = Json::parse(body, nullptr, false);
    const auto bad = [](const char* key) { return Error(ErrorKind::invalid_input, "census.bad_request", key); };
    if (!json.is_object()) throw bad("object");
    System system;
    if (json.contains("body")) {
        if (!json["body"].is_string()) throw bad("body");
        system.body = json["body"].get<std::string>();
    }
    if (!json.contains("values") || !json["values"].is_object()) throw bad("values");
    for (const auto& [key, value] : json["values"].items()) {
        if (!value.is_string()) throw bad(key.c_str());
        system.values[key] = value.get<std::string>();
    }
    return system;
}

}  // namespace yici::census
