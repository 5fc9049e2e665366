#include "services/sources/changes_json.h"

#include <nlohmann/json.hpp>

namespace yici::sources {

std::vector<std::pair<std::string, std::string>> parse_row(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> cells;
    const auto row = nlohmann::ordered_json::parse(body);
    for (const auto& [name, value] : row.items())
        cells.emplace_back(name, value.is_string() ? value.get<std::string>() : std::string());
    return cells;
}

}  // namespace yici::sources
