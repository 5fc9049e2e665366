#include "services/organisations/organisations_json.h"

#include <nlohmann/json.hpp>

namespace yici::organisations {

std::string to_json(const std::vector<const Organisation*>& bodies, const Page& page) {
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
    return nlohmann::json{{"items", items}, {"page", page.page}, {"size", page.size}, {"total", page.total}}.dump();
}

std::string to_json(const std::vector<const codes::Division*>& divisions, const Page& page) {
    auto items = nlohmann::json::array();
    for (const codes::Division* division : divisions) {
        items.push_back({{"code", division->code},
                         {"name", division->name},
                         {"level", division->level},
                         {"parent", division->parent}});
    }
    return nlohmann::json{{"items", items}, {"page", page.page}, {"size", page.size}, {"total", page.total}}.dump();
}

}  // namespace yici::organisations
