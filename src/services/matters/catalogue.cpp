#include <algorithm>

#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "services/matters/matter_reader.h"

namespace yici::matters {

bool Matter::one_id() const {
    return std::none_of(materials.begin(), materials.end(), [](const Material& material) {
        if (material.necessity == 2) return false;
        return !material.original.empty() ||
               (!material.alternatives.empty() && !material.alternatives.front().bring.empty());
    });
}

Catalogue Catalogue::load(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    Catalogue catalogue;
    catalogue.forms_ = forms::Forms::load(pack, findings);
    for (const std::filesystem::path& file : files_in(pack / "matters", ".yaml")) {
        const YamlNode root = YamlNode::load(file, findings);
        if (!root.present()) continue;
        Matter matter = read_matter(root, catalogue.forms_, catalogue.references_);
        if (catalogue.matters_.contains(matter.code)) {
            root["code"].fault("matters.twice", matter.code);
            continue;
        }
        std::string code = matter.code;
        catalogue.matters_.emplace(std::move(code), std::move(matter));
    }
    return catalogue;
}

const Matter* Catalogue::find(std::string_view code) const {
    const auto found = matters_.find(code);
    return found == matters_.end() ? nullptr : &found->second;
}

std::vector<const Matter*> Catalogue::search(const Search& search) const {
    const std::string wanted = to_lower(search.text);
    const auto holds = [&](const std::string& text) { return to_lower(text).find(wanted) != std::string::npos; };
    std::vector<const Matter*> result;
    for (const auto& [code, matter] : matters_) {
        if (!search.department.empty() && matter.department != search.department) continue;
        if (search.high_frequency && matter.high_frequency != *search.high_frequency) continue;
        if (holds(matter.name) || holds(matter.name_en) || holds(code)) result.push_back(&matter);
    }
    return result;
}

std::vector<const Matter*> Catalogue::all() const {
    return search({});
}

void Catalogue::check_references(const KnownCodes& known, std::vector<Finding>& findings) const {
    for (const Reference& one : references_) {
        const auto unknown = [&](std::string key) {
            findings.push_back(
                {one.file, one.line, std::move(key), one.item.empty() ? one.code : one.code + " " + one.item});
        };
        if (one.kind == Reference::Kind::organisation) {
            if (!known.organisations.contains(one.code)) unknown("matters.unknown_organisation");
        } else if (one.kind == Reference::Kind::licence_type) {
            if (!known.licence_types.contains(one.code)) unknown("matters.unknown_licence_type");
        } else if (one.kind == Reference::Kind::procedure) {
            if (!known.procedures.contains(one.code)) unknown("matters.unknown_procedure");
        } else if (const auto resource = known.resources.find(one.code); resource == known.resources.end()) {
            if (one.item.empty()) unknown("matters.unknown_resource");  // once, not again for each of its items
        } else if (!one.item.empty() && !resource->second.contains(one.item)) {
            unknown("matters.unknown_resource_item");
        }
    }
}

}  // namespace yici::matters
