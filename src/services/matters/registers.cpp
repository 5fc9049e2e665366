#include <algorithm>

#include "engines/codes/codes.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "services/matters/matter_reader.h"

namespace yici::matters {

namespace {

/// A YAML scalar that no reader can take for anything but this text: a JSON string is one.
std::string yaml_text(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

RegisterEntry read_entry(const YamlNode& node) {
    RegisterEntry entry{node.text("code"),
                        node.text("name"),
                        node.text_or("main_item", ""),
                        node.text("department"),
                        node.text("department_name"),
                        node.text("division"),
                        static_cast<int>(node.integer("level")),
                        node.text("type")};
    node.reject_unknown_keys();
    codes::Fault fault;
    if (!codes::CreditCode::parse(entry.department, &fault))
        node["department"].fault(fault.reason, entry.department + " " + fault.detail);
    if (const auto wrong = codes::check_division_code(entry.division))
        node["division"].fault(wrong->reason, entry.division + " " + wrong->detail);
    if (!is_item_type(entry.type)) node["type"].fault("codes.unknown_matter_type", entry.type);
    if (entry.level < 1 || entry.level > 6) node["level"].fault("matters.out_of_range", "level: 1–6");
    return entry;
}

}  // namespace

std::string to_yaml(const std::vector<RegisterEntry>& entries, std::string_view source) {
    std::string out = "source: " + yaml_text(source) + "\nmatters:\n";
    for (const RegisterEntry& entry : entries) {
        out += "  - code: " + yaml_text(entry.code) + "\n    name: " + yaml_text(entry.name) + "\n";
        if (!entry.main_item.empty()) out += "    main_item: " + yaml_text(entry.main_item) + "\n";
        out += "    department: " + yaml_text(entry.department) + "\n";
        out += "    department_name: " + yaml_text(entry.department_name) + "\n";
        out += "    division: " + yaml_text(entry.division) + "\n";
        out += "    level: " + std::to_string(entry.level) + "\n    type: " + yaml_text(entry.type) + "\n";
    }
    return out;
}

std::vector<RegisterEntry> load_registers(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    std::vector<RegisterEntry> entries;
    std::set<std::string> seen;
    for (const std::filesystem::path& file : files_in(pack / "registers", ".yaml")) {
        const YamlNode root = YamlNode::load(file, findings);
        (void)root.text("source");
        for (const YamlNode& node : root["matters"].items()) {
            RegisterEntry entry = read_entry(node);
            if (!seen.insert(entry.code).second) node.fault("matters.twice", entry.code);
            entries.push_back(std::move(entry));
        }
        root.reject_unknown_keys();
    }
    return entries;
}

}  // namespace yici::matters
