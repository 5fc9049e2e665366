#include "services/one_id/gathering_json.h"

#include <nlohmann/json.hpp>

namespace yici::one_id {

using nlohmann::json;

namespace {

/// Values that contradict each other are told in clear: masked they would look the same.
json field_json(const cases::FieldValue& field, cases::MaterialStatus status) {
    const bool contradicts = field.disputed && status == cases::MaterialStatus::contradictory;
    const auto rule = contradicts ? records::Mask::none : records::parse_mask(field.mask).value_or(records::Mask::none);
    return {{"name", field.name},
            {"title", field.title},
            {"title_en", field.title_en},
            {"value", records::mask(rule, field.value)},
            {"disputed", field.disputed}};
}

}  // namespace

std::string to_json(const Gathering& gathering, const matters::Matter& matter, const Parts& parts, Language language) {
    json materials = json::array();
    for (size_t i = 0; i < gathering.materials.size(); ++i) {
        const cases::MaterialResult& result = gathering.materials[i];
        const matters::Material& material = matter.materials[i];
        json fields = json::array();
        for (const cases::FieldValue& field : result.fields) fields.push_back(field_json(field, result.status));
        const exchange::Resource* resource = parts.resources.find(result.resource);
        materials.push_back({{"code", material.code},
                             {"name", material.name},
                             {"name_en", material.name_en},
                             {"necessity", material.necessity},
                             {"status", cases::to_string(result.status)},
                             {"source_name", result.source.empty() ? "" : parts.organisations.name_of(result.source)},
                             {"system", result.system},
                             {"resource", resource != nullptr ? resource->name : result.resource},
                             {"milliseconds", result.milliseconds},
                             {"attempts", result.attempts},
                             {"answer", result.answer},
                             {"disputed", result.disputed},
                             {"fields", fields},
                             // A note is an error key, told in words, or words already.
                             {"note", std::string(message(result.note, language))}});
    }
    return json{{"done", gathering.done}, {"materials", materials}}.dump();
}

}  // namespace yici::one_id
