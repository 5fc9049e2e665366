#include "engines/rules/xml.h"

#include <algorithm>
#include <sstream>

#include "foundation/base/error.h"

namespace yici::rules {

namespace {

/// Elements that are open at once, without recursion.
int depth_of(pugi::xml_node root) {
    int deepest = 0;
    int depth = 1;
    for (pugi::xml_node at = root; at;) {
        deepest = std::max(deepest, depth);
        if (at.first_child()) {
            at = at.first_child();
            ++depth;
            continue;
        }
        while (at && at != root && !at.next_sibling()) {
            at = at.parent();
            --depth;
        }
        if (!at || at == root) break;
        at = at.next_sibling();
    }
    return deepest;
}

}  // namespace

XmlDocument::XmlDocument(std::string text, std::string file)
    : document_(std::make_unique<pugi::xml_document>()), file_(std::move(file)) {
    if (text.size() > kLargestXml) throw Error(ErrorKind::too_large, "rules.xml_too_large", file_);
    const auto parsed =
        document_->load_buffer(text.data(), text.size(), pugi::parse_full | pugi::parse_ws_pcdata, pugi::encoding_auto);
    for (size_t i = 0; i < text.size(); ++i) {
        if (i == 0 || text[i - 1] == '\n') line_starts_.push_back(i);
    }
    if (!parsed) {
        const auto found =
            std::upper_bound(line_starts_.begin(), line_starts_.end(), static_cast<size_t>(parsed.offset));
        throw Error(ErrorKind::invalid_input, "rules.xml_invalid",
                    file_ + ":" + std::to_string(found - line_starts_.begin()) + ": " + parsed.description());
    }
    for (const auto& child : document_->children()) {
        if (child.type() == pugi::node_doctype) throw Error(ErrorKind::invalid_input, "rules.xml_doctype", file_);
    }
    if (!root()) throw Error(ErrorKind::invalid_input, "rules.xml_invalid", file_ + ": no element");
    if (depth_of(root()) > kDeepestXml) throw Error(ErrorKind::invalid_input, "rules.xml_too_deep", file_);
}

int XmlDocument::line(pugi::xml_node node) const {
    const auto offset = static_cast<size_t>(std::max<ptrdiff_t>(0, node.offset_debug()));
    return static_cast<int>(std::upper_bound(line_starts_.begin(), line_starts_.end(), offset) - line_starts_.begin());
}

std::string XmlDocument::to_text() const {
    // White space between the parts outside the root is not kept by XML readers; a line for each then.
    std::ostringstream out;
    for (const auto& part : document_->children()) {
        if (part != document_->first_child()) out << '\n';
        part.print(out, "", pugi::format_raw, pugi::encoding_utf8);
    }
    return out.str();
}

std::string_view local_name(std::string_view qualified) {
    const size_t colon = qualified.rfind(':');
    return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

std::string_view namespace_of_prefix(pugi::xml_node node, std::string_view prefix) {
    const std::string declaration = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
    for (; node; node = node.parent()) {
        if (const auto found = node.attribute(declaration.c_str())) return found.value();
    }
    return {};
}

std::string_view namespace_of(pugi::xml_node node) {
    const std::string_view name = node.name();
    const size_t colon = name.find(':');
    return namespace_of_prefix(node, colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon));
}

}  // namespace yici::rules
