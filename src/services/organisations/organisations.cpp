#include "services/organisations/organisations.h"

#include "engines/codes/codes.h"
#include "foundation/base/yaml.h"

namespace yici::organisations {

namespace {

Organisation read(const YamlNode& node, const codes::Divisions& divisions) {
    Organisation body;
    body.code = node.text("code");
    body.name = node.text("name");
    body.name_en = node.text("name_en");
    body.level = static_cast<int>(node.integer("level"));
    body.division = node.text("division");
    body.parent = node.text_or("parent", "");
    body.made_up = node.flag_or("made_up", false);
    node.reject_unknown_keys();
    codes::Fault fault;
    if (!codes::CreditCode::parse(body.code, &fault)) node.fault(fault.reason, body.code + " " + fault.detail);
    if (divisions.find(body.division) == nullptr) node.fault("organisations.unknown_division", body.division);
    if (body.level < 1 || body.level > 6) node.fault("organisations.bad_level", std::to_string(body.level));
    return body;
}

}  // namespace

Directory Directory::load(const std::filesystem::path& pack, const codes::Divisions& divisions,
                          std::vector<Finding>& findings) {
    Directory directory;
    const YamlNode root = YamlNode::load(pack / "organisations.yaml", findings);
    const auto nodes = root["organisations"].items();
    for (const YamlNode& node : nodes) {
        Organisation body = read(node, divisions);
        const std::string code = body.code;
        if (!directory.organisations_.emplace(code, std::move(body)).second) {
            node.fault("organisations.doubled_code", code);
        }
    }
    for (const YamlNode& node : nodes) {
        const std::string parent = node.text_or("parent", "");
        if (!parent.empty() && directory.find(parent) == nullptr) node.fault("organisations.unknown_parent", parent);
    }
    root.reject_unknown_keys();
    return directory;
}

const Organisation* Directory::find(std::string_view code) const {
    const auto found = organisations_.find(code);
    return found == organisations_.end() ? nullptr : &found->second;
}

std::string Directory::name_of(std::string_view code) const {
    const Organisation* body = find(code);
    return body != nullptr ? body->name : std::string(code);
}

std::vector<const Organisation*> Directory::all() const {
    std::vector<const Organisation*> bodies;
    for (const auto& [code, body] : organisations_) bodies.push_back(&body);
    return bodies;
}

}  // namespace yici::organisations
