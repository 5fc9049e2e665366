#include "services/one_id/gathering_json.h"

#include <nlohmann/json.hpp>

#include "engines/masking/masking.h"

namespace yici::one_id {

using nlohmann::json;

namespace {

/// How one reader sees the values of one case.
struct Sight {
    const Parts& parts;
    const cases::Case& item;
    const masking::Reader& reader;

    /// Values that contradict each other are told in clear: masked they would look the same.
    [[nodiscard]] std::string value(const cases::FieldValue& field, const cases::MaterialResult& result) const {
        if (field.disputed && result.status == cases::MaterialStatus::contradictory) return field.value;
        const exchange::Resource* resource = parts.resources.find(result.resource);
        const records::RecordType* type = resource != nullptr ? parts.types.find(resource->record_type) : nullptr;
        if (const records::Field* known = type != nullptr ? type->find(field.name) : nullptr)
            return parts.masks.shown(type->type, *known, field.value, reader, item.subject,
                                     china_date(parts.clock.now()));
        return records::mask(records::parse_mask(field.mask).value_or(records::Mask::none), field.value);
    }
};

json field_json(const cases::FieldValue& field, const cases::MaterialResult& result, const Sight& sight) {
    return {{"name", field.name},
            {"title", field.title},
            {"title_en", field.title_en},
            {"value", sight.value(field, result)},
            {"disputed", field.disputed}};
}

}  // namespace

std::string to_json(const Gathering& gathering, const matters::Matter& matter, const cases::Case& item,
                    const Parts& parts, const masking::Reader& reader, Language language) {
    const Sight sight{parts, item, reader};
    json materials = json::array();
    for (size_t i = 0; i < gathering.materials.size(); ++i) {
        const cases::MaterialResult& result = gathering.materials[i];
        const matters::Material& material = matter.materials[i];
        json fields = json::array();
        for (const cases::FieldValue& field : result.fields) fields.push_back(field_json(field, result, sight));
        const exchange::Resource* resource = parts.resources.find(result.resource);
        materials.push_back({{"code", material.code},
                             {"name", material.name},
                             {"name_en", material.name_en},
                             {"necessity", material.necessity},
                             {"status", cases::to_string(result.status)},
                             {"when", material.when.because},
                             {"when_en", material.when.because_en},
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
