#include "engines/exchange/resource.h"

#include <algorithm>
#include <set>

#include "engines/codes/codes.h"
#include "foundation/base/files.h"
#include "foundation/base/yaml.h"

namespace yici::exchange {
namespace {

std::optional<DeliveryKind> parse_kind(std::string_view text) {
    for (const DeliveryKind kind :
         {DeliveryKind::registry, DeliveryKind::http_json, DeliveryKind::sql, DeliveryKind::gateway}) {
        if (to_string(kind) == text) return kind;
    }
    return std::nullopt;
}

void check_credit_code(const YamlNode& node, const std::string& code) {
    codes::Fault fault;
    if (!codes::CreditCode::parse(code, &fault)) {
        node.fault("exchange.organisation_invalid", code + ": " + fault.detail);
    }
}

void check_delivery(const YamlNode& node, const Delivery& delivery) {
    const auto need = [&](std::string_view key, bool there) {
        if (!there) node.fault("exchange.delivery_incomplete", std::string(key));
    };
    if (delivery.kind == DeliveryKind::registry) return;
    need("system", !delivery.system.empty());
    if (delivery.kind == DeliveryKind::http_json) {
        need("path with {subject}",
             delivery.path.starts_with("/") && delivery.path.find("{subject}") != std::string::npos);
    }
    if (delivery.kind == DeliveryKind::sql) {
        need("query with one ?", std::ranges::count(delivery.query, '?') == 1 && delivery.query.starts_with("SELECT "));
    }
    if (delivery.kind == DeliveryKind::gateway) {
        need("interface of 16 characters", delivery.interface.size() == 16);
        need("provider_code", !delivery.provider_code.empty());
        need("subject_parameter", !delivery.subject_parameter.empty());
    }
}

Delivery read_delivery(const YamlNode& node, const Resource& resource) {
    Delivery delivery;
    const std::string kind = node.text("kind");
    if (const auto known = parse_kind(kind)) {
        delivery.kind = *known;
    } else {
        node.fault("exchange.delivery_kind_unknown", kind);
    }
    delivery.system = node.text_or("system", "");
    delivery.path = node.text_or("path", "");
    delivery.query = node.text_or("query", "");
    delivery.interface = node.text_or("interface", "");
    delivery.provider_code = node.text_or("provider_code", "");
    delivery.subject_parameter = node.text_or("subject_parameter", "");
    const int64_t timeout = node.integer_or("timeout_ms", 2000);
    const int64_t attempts = node.integer_or("attempts", 3);
    if (timeout < 1 || timeout > 60'000) node.fault("exchange.delivery_incomplete", "timeout_ms 1 to 60000");
    if (attempts < 1 || attempts > 10) node.fault("exchange.delivery_incomplete", "attempts 1 to 10");
    delivery.timeout = std::chrono::milliseconds(std::clamp<int64_t>(timeout, 1, 60'000));
    delivery.attempts = static_cast<int>(std::clamp<int64_t>(attempts, 1, 10));
    if (const YamlNode fields = node["fields"]; fields.present()) {
        for (const auto& [ours, theirs] : fields.entries()) {
            if (!resource.has_item(ours)) theirs.fault("exchange.item_unknown", ours);
            delivery.fields[ours] = theirs.as_text();
        }
    }
    node.reject_unknown_keys();
    check_delivery(node, delivery);
    return delivery;
}

PackGrant read_grant(const YamlNode& node, const Resource& resource) {
    PackGrant grant;
    grant.organisation = node.text("organisation");
    grant.matters = node.texts("matters");
    grant.fields = node.texts("fields");
    grant.daily_quota = node.integer("daily_quota");
    grant.basis = node.text("basis");
    const std::string until = node.text("valid_until");
    node.reject_unknown_keys();
    check_credit_code(node, grant.organisation);
    if (const auto date = parse_date(until)) {
        grant.valid_until = *date;
    } else {
        node.fault("exchange.date_invalid", until);
    }
    for (const std::string& field : grant.fields) {
        if (!resource.has_item(field)) node.fault("exchange.item_unknown", field);
    }
    if (grant.daily_quota < 1) node.fault("exchange.quota_invalid", std::to_string(grant.daily_quota));
    return grant;
}

void read_items(const YamlNode& node, Resource& resource, const records::RecordTypes& types) {
    resource.items = node.texts("items");
    const records::RecordType* type = types.find(resource.record_type);
    if (type == nullptr) {
        node["record_type"].fault("exchange.record_type_unknown", resource.record_type);
        return;
    }
    if (resource.items.empty()) node.fault("exchange.no_items", resource.code);
    std::set<std::string_view> seen;
    for (const std::string& item : resource.items) {
        if (type->find(item) == nullptr) node["items"].fault("exchange.item_unknown", item);
        if (!seen.insert(item).second) node["items"].fault("exchange.item_twice", item);
    }
}

Resource read_resource(const YamlNode& node, const records::RecordTypes& types) {
    Resource resource;
    resource.code = node.text("code");
    resource.name = node.text("name");
    resource.name_en = node.text_or("name_en", resource.name);
    resource.provider = node.text("provider");
    resource.record_type = node.text("record_type");
    resource.share_type = static_cast<int>(node.integer_or("share_type", 3));
    resource.condition = node.text_or("condition", "");
    resource.update_cycle = static_cast<int>(node.integer_or("update_cycle", 0));
    const std::string subject = node.text_or("subject", "person");
    if (const auto kind = records::parse_subject_kind(subject)) {
        resource.subject = *kind;
    } else {
        node.fault("records.subject_kind_unknown", subject);
    }
    check_credit_code(node["provider"], resource.provider);
    read_items(node, resource, types);
    if (resource.share_type < 1 || resource.share_type > 3) node.fault("exchange.share_type_invalid", resource.code);
    if (resource.share_type == 2 && resource.condition.empty()) node.fault("exchange.condition_missing", resource.code);
    resource.delivery = read_delivery(node["delivery"], resource);
    if (const YamlNode grants = node["grants"]; grants.present()) {
        for (const YamlNode& grant : grants.items()) resource.grants.push_back(read_grant(grant, resource));
    }
    node.reject_unknown_keys();
    return resource;
}

}  // namespace

std::string_view to_string(DeliveryKind kind) {
    switch (kind) {
        case DeliveryKind::registry:
            return "registry";
        case DeliveryKind::http_json:
            return "http_json";
        case DeliveryKind::sql:
            return "sql";
        case DeliveryKind::gateway:
            return "gateway";
    }
    return "registry";
}

std::string_view Delivery::theirs(std::string_view ours) const {
    const auto found = fields.find(ours);
    return found == fields.end() ? ours : std::string_view(found->second);
}

bool Resource::has_item(std::string_view item) const {
    return std::ranges::find(items, item) != items.end();
}

Resources Resources::load(const std::filesystem::path& folder, const records::RecordTypes& types,
                          std::vector<Finding>& findings) {
    std::vector<Resource> resources;
    std::set<std::string> codes;
    for (const auto& path : files_in(folder / "resources", ".yaml")) {
        const YamlNode root = YamlNode::load(path, findings);
        if (!root.present()) continue;
        for (const YamlNode& node : root["resources"].items()) {
            Resource resource = read_resource(node, types);
            if (codes.insert(resource.code).second) {
                resources.push_back(std::move(resource));
            } else {
                node.fault("exchange.resource_twice", resource.code);
            }
        }
        root.reject_unknown_keys();
    }
    return Resources(std::move(resources));
}

Resources::Resources(std::vector<Resource> resources) : resources_(std::move(resources)) {
    for (size_t i = 0; i < resources_.size(); ++i) by_code_.emplace(resources_[i].code, i);
}

const Resource* Resources::find(std::string_view code) const {
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? nullptr : &resources_[found->second];
}

}  // namespace yici::exchange
