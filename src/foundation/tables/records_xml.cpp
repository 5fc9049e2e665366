#include <algorithm>
#include <pugixml.hpp>

#include "foundation/base/text.h"
#include "foundation/tables/records.h"

namespace yici::tables {
namespace {

constexpr int kDeepest = 64;

/// pugixml walks without recursion; this stops it at a depth that no list of records has.
class DepthWalker : public pugi::xml_tree_walker {
  public:
    bool for_each(pugi::xml_node& /*node*/) override { return depth() < kDeepest; }
};

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
    throw Error(ErrorKind::invalid_input, "tables.xml_invalid", file + ": " + why);
}

std::string_view local_name(std::string_view name) {
    const size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void parse(pugi::xml_document& document, std::string_view text, const std::string& file) {
    const unsigned options =
        pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol | pugi::parse_doctype;
    const auto result = document.load_buffer(text.data(), text.size(), options, pugi::encoding_utf8);
    if (!result) refuse(file, "byte " + std::to_string(result.offset) + ": " + result.description());
    for (const pugi::xml_node child : document.children())
        if (child.type() == pugi::node_doctype) refuse(file, "has a document type");
    DepthWalker walker;
    if (!document.traverse(walker)) refuse(file, "is too deep");
}

bool is_declaration(const pugi::xml_attribute& attribute) {
    const std::string_view name = attribute.name();
    return name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xsi:");
}

void add_fields(const pugi::xml_node& record, const std::string& before, int level, RecordRows& rows) {
    if (level > kDeepestField) return rows.fault("tables.record_nested");
    for (const pugi::xml_attribute attribute : record.attributes()) {
        if (is_declaration(attribute)) continue;
        rows.add(before + "@" + std::string(local_name(attribute.name())), attribute.value());
    }
    for (const pugi::xml_node child : record.children()) {
        if (child.type() != pugi::node_element) continue;
        const std::string name = before + std::string(local_name(child.name()));
        const bool inner = std::any_of(child.begin(), child.end(),
                                       [](const pugi::xml_node& each) { return each.type() == pugi::node_element; });
        if (inner) {
            add_fields(child, name + ".", level + 1, rows);
            continue;
        }
        for (const pugi::xml_attribute attribute : child.attributes())
            if (!is_declaration(attribute))
                rows.add(name + ".@" + std::string(local_name(attribute.name())), attribute.value());
        std::string cell;
        for (const pugi::xml_node part : child.children()) cell += part.value();
        rows.add(name, trim(cell));
    }
}

}  // namespace

Table read_xml(std::string_view text, const RecordsAt& at, const std::string& file, std::vector<Finding>& findings) {
    pugi::xml_document document;
    parse(document, text, file);
    const std::vector<std::string_view> names = split(at.path, '/');
    pugi::xml_node parent = document;
    for (size_t i = 0; i + 1 < names.size(); ++i) {
        parent = parent.find_child([&](const pugi::xml_node& each) { return local_name(each.name()) == names[i]; });
        if (!parent) throw Error(ErrorKind::invalid_input, "tables.no_records", file + ": " + std::string(names[i]));
    }
    RecordRows rows(at.columns, file, findings);
    int64_t line = 1;
    ptrdiff_t counted = 0;
    for (const pugi::xml_node record : parent.children()) {
        if (record.type() != pugi::node_element || local_name(record.name()) != names.back()) continue;
        const ptrdiff_t here = std::clamp<ptrdiff_t>(record.offset_debug(), counted, std::ssize(text));
        line += std::count(text.begin() + counted, text.begin() + here, '\n');
        counted = here;
        rows.begin(line);
        add_fields(record, "", 1, rows);
        rows.end();
    }
    return rows.table();
}

}  // namespace yici::tables
