#include "engines/documents/licence_type.h"

#include <algorithm>
#include <array>

#include "engines/codes/codes.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/base/yaml.h"

namespace yici::documents {
namespace {

/// The bottom of a face belongs to the QR code, the issuer and the seal.
constexpr double kSmallestMm = 80;
constexpr double kLargestMm = 420;
constexpr int64_t kLongestYears = 100;
constexpr std::array<std::string_view, 9> kMasks = {"none",     "name",  "id_number", "paper_number", "mobile",
                                                    "landline", "email", "bank_card", "address"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_colour(std::string_view text) {
    return text.size() == 7 && text[0] == '#' && from_hex(text.substr(1)).has_value();
}

/// snake_case, or material.field.
bool is_item_name(std::string_view text) {
    const auto parts = split(text, '.');
    return parts.size() <= 2 && std::ranges::all_of(parts, [](std::string_view part) {
               return !part.empty() && std::ranges::all_of(part, [](char c) {
                   return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
               });
           });
}

std::string read_code(const YamlNode& node) {
    std::string code = node.text("type_code");
    if (code.empty()) return code;
    codes::Fault fault;
    if (code.size() != 21 || !std::ranges::all_of(code.substr(18), is_digit)) {
        node["type_code"].fault("documents.bad_type_code", code);
    } else if (!codes::CreditCode::parse(std::string_view(code).substr(0, 18), &fault)) {
        node["type_code"].fault("documents.bad_type_code", fault.detail);
    }
    return code;
}

std::vector<FaceItem> read_items(const YamlNode& face, const FaceLayout& layout) {
    std::vector<FaceItem> items;
    for (const auto& node : face["items"].items()) {
        FaceItem item{node.text("name"), node.text("title"), node.number_or("x_mm", -1), node.number_or("y_mm", -1),
                      node.text_or("mask", "")};
        node.reject_unknown_keys();
        if (!item.name.empty() && !is_item_name(item.name)) node["name"].fault("documents.bad_item_name", item.name);
        const bool inside =
            item.x_mm >= 0 && item.x_mm < layout.width_mm && item.y_mm >= 0 && item.y_mm < layout.height_mm;
        if (!inside) node.fault("documents.outside_the_page", item.name);
        if (!item.mask.empty() && std::ranges::find(kMasks, item.mask) == kMasks.end()) {
            node["mask"].fault("documents.unknown_mask", item.mask);
        }
        if (item.mask == "none") item.mask.clear();
        items.push_back(std::move(item));
    }
    return items;
}

FaceLayout read_face(const YamlNode& node) {
    FaceLayout layout;
    if (!node.present()) {
        node.fault("base.yaml_missing_key", "face");
        return layout;
    }
    const auto size = node.texts("size_mm");
    if (!size.empty()) {
        const auto width = size.size() == 2 ? parse_integer(size[0]) : std::nullopt;
        const auto height = size.size() == 2 ? parse_integer(size[1]) : std::nullopt;
        if (width && height && *width >= kSmallestMm && *width <= kLargestMm && *height >= kSmallestMm &&
            *height <= kLargestMm) {
            layout.width_mm = static_cast<double>(*width);
            layout.height_mm = static_cast<double>(*height);
        } else {
            node["size_mm"].fault("documents.bad_page_size");
        }
    }
    layout.background = node.text_or("background", layout.background);
    if (!is_colour(layout.background)) node["background"].fault("documents.bad_colour", layout.background);
    layout.title_y_mm = node.number_or("title_y_mm", layout.title_y_mm);
    if (layout.title_y_mm <= 0 || layout.title_y_mm >= layout.height_mm) {
        node["title_y_mm"].fault("documents.outside_the_page");
    }
    layout.items = read_items(node, layout);
    node.reject_unknown_keys();
    return layout;
}

LicenceType read_type(const YamlNode& node) {
    LicenceType type;
    type.code = read_code(node);
    type.name = node.text("name");
    type.name_en = node.text_or("name_en", "");
    const std::string holder = node.text("holder");
    type.holder = holder == "legal_entity" ? HolderKind::legal_entity : HolderKind::person;
    if (!holder.empty() && holder != "person" && holder != "legal_entity") {
        node["holder"].fault("documents.unknown_holder", holder);
    }
    type.issuer = node.text_or("issuer", "");
    codes::Fault fault;
    if (!type.issuer.empty() && !codes::CreditCode::parse(type.issuer, &fault)) {
        node["issuer"].fault(fault.reason, fault.detail);
    }
    const int64_t years = node.integer_or("validity_years", 0);
    if (years < 0 || years > kLongestYears) {
        node["validity_years"].fault("documents.bad_validity", std::to_string(years));
    } else {
        type.validity_years = static_cast<int>(years);
    }
    type.face = read_face(node["face"]);
    node.reject_unknown_keys();
    return type;
}

}  // namespace

LicenceTypes LicenceTypes::load(const std::filesystem::path& folder, std::vector<Finding>& findings) {
    LicenceTypes types;
    for (const auto& file : files_in(folder / "licences", ".yaml")) {
        const size_t before = findings.size();
        const YamlNode node = YamlNode::load(file, findings);
        if (findings.size() != before) continue;
        LicenceType type = read_type(node);
        if (types.find(type.code) != nullptr) node["type_code"].fault("documents.duplicate_type", type.code);
        if (findings.size() != before) continue;
        const auto place = std::ranges::lower_bound(types.types_, type.code, {}, &LicenceType::code);
        types.types_.insert(place, std::move(type));
    }
    return types;
}

const LicenceType* LicenceTypes::find(std::string_view code) const {
    const auto found = std::ranges::lower_bound(types_, code, {}, &LicenceType::code);
    return found != types_.end() && found->code == code ? &*found : nullptr;
}

}  // namespace yici::documents
