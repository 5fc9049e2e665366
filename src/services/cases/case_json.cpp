#include "services/cases/case_json.h"

#include <nlohmann/json.hpp>

#include "foundation/base/text.h"

namespace yici::cases {

using nlohmann::json;

std::string store_text(const std::vector<CorrectionItem>& items) {
    json array = json::array();
    for (const CorrectionItem& item : items) {
        array.push_back({{"material", item.material}, {"name", item.name}, {"reason", item.reason}});
    }
    return array.dump();
}

std::vector<CorrectionItem> correction_from(std::string_view text) {
    std::vector<CorrectionItem> items;
    if (text.empty()) return items;
    for (const json& item : json::parse(text)) items.push_back({item["material"], item["name"], item["reason"]});
    return items;
}

std::string store_text(const MaterialResult& result) {
    json fields = json::array();
    for (const FieldValue& field : result.fields) {
        fields.push_back({{"name", field.name},
                          {"title", field.title},
                          {"title_en", field.title_en},
                          {"value", field.value},
                          {"mask", field.mask},
                          {"disputed", field.disputed}});
    }
    return json{{"material", result.material},
                {"status", to_string(result.status)},
                {"source", result.source},
                {"system", result.system},
                {"resource", result.resource},
                {"milliseconds", result.milliseconds},
                {"attempts", result.attempts},
                {"answer", result.answer},
                {"fields", fields},
                {"note", result.note},
                {"disputed", result.disputed},
                {"answer_sm3", result.answer_sm3}}
        .dump();
}

MaterialResult material_from(std::string_view text) {
    const json content = json::parse(text);
    MaterialResult result;
    result.material = content["material"];
    result.status = parse_material_status(content["status"].get<std::string>()).value_or(MaterialStatus::waiting);
    result.source = content["source"];
    result.system = content["system"];
    result.resource = content["resource"];
    result.milliseconds = content["milliseconds"];
    result.attempts = content["attempts"];
    result.answer = content["answer"];
    result.note = content["note"];
    result.answer_sm3 = content["answer_sm3"];
    result.disputed = content.value("disputed", false);
    for (const json& field : content["fields"]) {
        result.fields.push_back(
            {field["name"], field["title"], field["title_en"], field["value"], field["mask"], field["disputed"]});
    }
    return result;
}

std::string store_text(const std::vector<Stop>& stops) {
    std::string text;
    for (const Stop& stop : stops) {
        text += text.empty() ? "[{\"kind\":" : ",{\"kind\":";
        append_json_string(text, stop.kind);
        text += ",\"reason\":";
        append_json_string(text, stop.reason);
        text += ",\"from\":\"" + to_string(stop.from);
        if (stop.to) text += "\",\"to\":\"" + to_string(*stop.to);
        text += "\"}";
    }
    return text.empty() ? text : text + ']';
}

std::vector<Stop> stops_from(std::string_view text) {
    std::vector<Stop> stops;
    if (text.empty()) return stops;
    for (const json& stop : json::parse(text)) {
        stops.push_back({stop["kind"], stop["reason"], parse_date(stop["from"].get<std::string>()).value(),
                         parse_date(stop.value("to", ""))});
    }
    return stops;
}

std::vector<std::string> lines_from(std::string_view text) {
    if (text.empty()) return {};
    return json::parse(text).get<std::vector<std::string>>();
}

}  // namespace yici::cases
