#include <nlohmann/json.hpp>

#include "engines/warehouse/warehouse_text.h"

namespace yici::warehouse {

using Json = nlohmann::json;

std::string write_texts(const std::vector<std::string>& texts) {
    return Json(texts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> read_texts(std::string_view json) {
    return json.empty() ? std::vector<std::string>() : Json::parse(json).get<std::vector<std::string>>();
}

std::string write_columns(const std::vector<Column>& columns) {
    Json list = Json::array();
    for (const Column& column : columns) list.push_back({column.name, column.type});
    return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Column> read_columns(std::string_view json) {
    std::vector<Column> columns;
    if (json.empty()) return columns;
    for (const Json& column : Json::parse(json)) columns.push_back({column.at(0), column.at(1)});
    return columns;
}

}  // namespace yici::warehouse
