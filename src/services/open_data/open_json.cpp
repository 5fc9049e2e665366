#include "services/open_data/open_json.h"

#include <nlohmann/json.hpp>

namespace yici::open_data {

namespace {

using Json = nlohmann::ordered_json;

Json report_object(const Anonymity& report) {
    Json levels = Json::array();
    for (const auto& [column, level] : report.levels) levels.push_back({{"column", column}, {"level", level}});
    return {{"k", report.k},
            {"rows", report.rows},
            {"suppressed", report.suppressed},
            {"smallest_group", report.smallest_group},
            {"levels", std::move(levels)}};
}

Json row_object(const Dataset& dataset, const std::vector<std::string>& row) {
    Json object = Json::object();
    for (size_t i = 0; i < row.size(); ++i) object[dataset.header[i].first] = row[i];
    return object;
}

Json asked_object(const Asked& asked) {
    return {{"id", asked.id},       {"title", asked.title},   {"purpose", asked.purpose},
            {"state", asked.state}, {"answer", asked.answer}, {"created_at", to_iso8601(asked.created)}};
}

std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

Json object_of(std::string_view body) {
    Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) throw Error(ErrorKind::invalid_input, "open_data.bad_request", "object");
    return json;
}

std::string text_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) throw Error(ErrorKind::invalid_input, "open_data.bad_request", key);
    return found->get<std::string>();
}

}  // namespace

std::string header_json(const Header& header) {
    Json json = Json::array();
    for (const auto& [name, title] : header) json.push_back({name, title});
    return json.dump();
}

Header parse_header(std::string_view text) {
    Header header;
    for (const Json& one : Json::parse(text)) {
        header.emplace_back(one[0].get<std::string>(), one[1].get<std::string>());
    }
    return header;
}

std::string report_json(const Anonymity& report) {
    return report_object(report).dump();
}

Anonymity parse_report(std::string_view text) {
    const Json json = Json::parse(text);
    Anonymity report{json["k"].get<int>(),
                     json["rows"].get<int64_t>(),
                     json["suppressed"].get<int64_t>(),
                     json["smallest_group"].get<int64_t>(),
                     {}};
    for (const Json& level : json["levels"]) {
        report.levels.emplace_back(level["column"].get<std::string>(), level["level"].get<int>());
    }
    return report;
}

std::string row_json(const std::vector<std::string>& row) {
    return Json(row).dump();
}

std::vector<std::string> parse_row(std::string_view text) {
    return Json::parse(text).get<std::vector<std::string>>();
}

std::string to_json(const Dataset& dataset, const catalogue::Entry& entry, const catalogue::Licence& licence) {
    Json columns = Json::array();
    for (const auto& [name, title] : dataset.header) columns.push_back({{"name", name}, {"title", title}});
    return Json{{"id", dataset.id},
                {"code", entry.code},
                {"name", entry.name},
                {"provider_name", entry.provider_name},
                {"licence", licence.title},
                {"licence_url", licence.iri},
                {"version", dataset.version},
                {"published_at", to_iso8601(dataset.published)},
                {"rows", std::ssize(dataset.rows)},
                {"columns", std::move(columns)},
                {"anonymity", report_object(dataset.report)}}
        .dump();
}

std::string to_json(const Plan& plan, const catalogue::Stored& stored, const Dataset* dataset) {
    Json columns = Json::array();
    for (const Column& column : plan.columns) {
        columns.push_back({{"name", column.name},
                           {"title", column.title},
                           {"masked", column.mask != records::Mask::none},
                           {"quasi", column.quasi}});
    }
    return Json{{"id", stored.id},
                {"code", plan.resource},
                {"name", stored.entry.name},
                {"provider_name", stored.entry.provider_name},
                {"k", plan.k},
                {"columns", std::move(columns)},
                {"version", dataset == nullptr ? Json() : Json(dataset->version)},
                {"published_at", dataset == nullptr ? Json() : Json(to_iso8601(dataset->published))},
                {"rows", dataset == nullptr ? Json() : Json(std::ssize(dataset->rows))}}
        .dump();
}

std::string to_json(const Page& page, const http::Part& part) {
    Json items = Json::array();
    for (const auto* row : page.rows) items.push_back(row_object(*page.dataset, *row));
    return http::listing(items.dump(), part, page.total);
}

std::string to_json(const Asked& asked) {
    return asked_object(asked).dump();
}

std::string to_json(const std::vector<Asked>& asked, const http::Part& part, int64_t total) {
    Json items = Json::array();
    for (const Asked& one : asked) items.push_back(asked_object(one));
    return http::listing(items.dump(), part, total);
}

std::string all_json(const Dataset& dataset) {
    std::string out = "[";
    for (const auto& row : dataset.rows) out += (out.size() > 1 ? ",\n" : "\n") + row_object(dataset, row).dump();
    return out + "\n]\n";
}

std::string all_csv(const Dataset& dataset) {
    std::string out;
    for (size_t i = 0; i < dataset.header.size(); ++i) out += (i > 0 ? "," : "") + cell(dataset.header[i].first);
    out += "\r\n";
    for (const auto& row : dataset.rows) {
        for (size_t i = 0; i < row.size(); ++i) out += (i > 0 ? "," : "") + cell(row[i]);
        out += "\r\n";
    }
    return out;
}

std::pair<std::string, std::string> parse_ask(std::string_view body) {
    const Json json = object_of(body);
    return {text_at(json, "title"), text_at(json, "purpose")};
}

std::pair<bool, std::string> parse_answer(std::string_view body) {
    const Json json = object_of(body);
    const auto accepted = json.find("accepted");
    if (accepted == json.end() || !accepted->is_boolean()) {
        throw Error(ErrorKind::invalid_input, "open_data.bad_request", "accepted");
    }
    return {accepted->get<bool>(), text_at(json, "answer")};
}

}  // namespace yici::open_data
