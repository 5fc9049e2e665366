#include <nlohmann/json.hpp>

#include "services/attachments/attachments.h"

namespace yici::attachments {

namespace {

nlohmann::ordered_json json_of(const Attachment& one) {
    return {{"id", one.id},
            {"name", one.name},
            {"type", one.type},
            {"size", one.size},
            {"sm3", one.sm3},
            {"scan", to_string(one.scan)},
            {"uploaded_at", to_iso8601(one.uploaded_at)}};
}

}  // namespace

std::string to_json(const Attachment& attachment) {
    return json_of(attachment).dump();
}

std::string to_json(const std::vector<Attachment>& attachments) {
    auto items = nlohmann::ordered_json::array();
    for (const Attachment& one : attachments) items.push_back(json_of(one));
    return items.dump();
}

}  // namespace yici::attachments
