#include "services/organisations/organisations_json.h"

#include <nlohmann/json.hpp>

namespace yici::organisations {

std::string to_json(const std::vector<const Organisation*>& bodies) {
    auto items = nlohmann::json::array();
    for (const Organisation* body : bodies) {
        items.push_back({{"code", body->code},
                         {"name", body->name},
                         {"name_en", body->name_en},
                         {"level", body->level},
                         {"division", body->division},
                         {"parent", body->parent},
                         {"made_up", body->made_up}});
    }
    return items.dump();
}

std::string to_json(const std::vector<const codes::Division*>& divisions) {
    auto items = nlohmann::json::array();
    for (const codes::Division* division : divisions) {
        items.push_back({{"code", division->code},
                         {"name", division->name},
                         {"level", division->level},
                         {"parent", division->parent}});
    }
    return items.dump();
}

}  // namespace yici::organisations
