#include "services/registries/registries_json.h"

#include <nlohmann/json.hpp>

namespace yici::registries {

std::string golden_json(records::Records& records, std::string_view subject,
                        const organisations::Directory& organisations) {
    auto items = nlohmann::json::array();
    for (const std::string& type : records.types_of(subject)) {
        const records::RecordType* known = records.types().find(type);
        if (known == nullptr) continue;
        for (const records::GoldenValue& golden : records.golden(type, subject)) {
            items.push_back({{"type", type},
                             {"type_title", known->title},
                             {"type_title_en", known->title_en},
                             {"field", golden.field->name},
                             {"title", golden.field->title},
                             {"title_en", golden.field->title_en},
                             {"value", golden.value},
                             {"source_name", organisations.name_of(golden.source.organisation)},
                             {"by_authority", golden.by_authority},
                             {"since", to_iso8601(golden.observed)}});
        }
    }
    return nlohmann::json{{"items", items}, {"page", 1}, {"size", items.size()}, {"total", items.size()}}.dump();
}

}  // namespace yici::registries
