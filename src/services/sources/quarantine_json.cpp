#include <algorithm>
#include <nlohmann/json.hpp>

#include "foundation/base/nesting.h"
#include "foundation/crypto/hash.h"
#include "foundation/http/listing.h"
#include "services/sources/sources_json.h"

namespace yici::sources {

namespace {

using Json = nlohmann::ordered_json;

/// The sentence of what no row is kept without, or the rule as its author wrote it.
Json rule_of(const std::string& id, const collection::Plan& plan) {
    for (const quality::Rule& rule : plan.rules.rules)
        if (rule.id == id) return {{"id", id}, {"text", rule.text}, {"text_en", rule.text}};
    const std::string key = "collection.row_" + id;
    return {{"id", id}, {"text", message(key, Language::zh)}, {"text_en", message(key, Language::en)}};
}

Json object_of(const SeenRow& seen, const Source& source) {
    const collection::QuarantinedRow& row = seen.row;
    const collection::Plan& plan = *source.plan;
    Json rules = Json::array();
    for (const std::string& id : row.rules) rules.push_back(rule_of(id, plan));
    Json cells = Json::array();
    // A row that could not be read has its text alone.
    for (size_t i = 0; i < plan.columns.size(); ++i) {
        const bool there = seen.readable && i < row.cells.size();
        cells.push_back(
            {{"column", plan.columns[i]}, {"value", there ? row.cells[i] : ""}, {"masked", there && seen.masked[i]}});
    }
    return {{"id", row.id},
            {"batch", row.batch},
            {"line", row.line},
            {"watermark", row.watermark},
            {"rules", std::move(rules)},
            {"cells", std::move(cells)},
            {"text", seen.readable || row.cells.empty() ? "" : row.cells[0]},
            {"masked", std::ranges::find(seen.masked, true) != seen.masked.end()},
            {"outcome", collection::name_of(row.outcome)},
            {"settled_by", row.settled_by},
            {"settled_at", row.outcome == collection::Outcome::waiting ? Json() : Json(to_iso8601(row.settled_at))},
            {"reason", row.reason}};
}

}  // namespace

std::string receipt_json(const collection::Receipt& receipt) {
    return Json{{"batch", receipt.batch},         {"rows", receipt.rows},
                {"added", receipt.added},         {"changed", receipt.changed},
                {"unchanged", receipt.unchanged}, {"late", receipt.late},
                {"removed", receipt.removed},     {"quarantined", receipt.quarantined}}
        .dump();
}

std::string to_json(const SeenRow& row, const Source& source) {
    return object_of(row, source).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_json(const Collection::Quarantine& found, const Source& source, const http::Part& part) {
    Json items = Json::array();
    for (const SeenRow& row : found.rows) items.push_back(object_of(row, source));
    return http::listing(items.dump(-1, ' ', false, Json::error_handler_t::replace), part, found.total);
}

Decision parse_decision(std::string_view body) {
    Decision decision;
    if (!nests_within(body)) throw Error(ErrorKind::invalid_input, "sources.bad_request", "nesting");
    const Json given = Json::parse(body, nullptr, false);
    if (!given.is_object()) throw Error(ErrorKind::invalid_input, "sources.bad_request", "object");
    for (const auto& [name, value] : given.items()) {
        if (name == "reason" && value.is_string()) {
            decision.reason = value.get<std::string>();
        } else if (name == "cells" && value.is_object()) {
            for (const auto& [column, text] : value.items()) {
                if (!text.is_string()) throw Error(ErrorKind::invalid_input, "sources.bad_request", column);
                decision.cells.emplace_back(column, text.get<std::string>());
            }
        } else {
            throw Error(ErrorKind::invalid_input, "sources.bad_request", name);
        }
    }
    return decision;
}

std::string decision_json(int64_t row, const Decision& decision) {
    Json columns = Json::array();
    for (const auto& each : decision.cells) columns.push_back(each.first);
    return Json{{"row", row}, {"action", decision.action}, {"reason", decision.reason}, {"columns", columns}}.dump();
}

std::string look_json(const Source& source, int64_t row, const Collection::Looking& looking) {
    return Json{{"organisation", looking.organisation},
                {"matter", ""},
                {"material", ""},
                {"resource", ""},
                {"fields", source.plan->columns},
                {"purpose", "归集数据更正"},
                {"basis", "隔离数据处理"},
                {"result", "ok"},
                {"row", row},
                {"reason", looking.reason}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string fingerprint_of(std::string_view source, int64_t row, const Decision& decision) {
    Json cells = Json::object();
    for (const auto& [column, value] : decision.cells) cells[column] = value;
    const Json all{
        {"source", source}, {"row", row}, {"action", decision.action}, {"reason", decision.reason}, {"cells", cells}};
    return to_hex(crypto::sm3(all.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

std::string passed_json(int64_t passed) {
    return Json{{"passed", passed}}.dump();
}

}  // namespace yici::sources
