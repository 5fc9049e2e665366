#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace yici::process {

inline constexpr std::string_view kBpmnNamespace = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/// A BPMN file's tree with line numbers. Hostile text is process.xml_refused (invalid_input): DOCTYPE and entities,
/// more than 16 MiB, more than 200,000 elements, deeper than 100, an encoding other than UTF-8, UTF-16 or ISO-8859-1.
class XmlFile {
  public:
    explicit XmlFile(std::string_view bytes);
    [[nodiscard]] pugi::xml_node root() const { return document_.document_element(); }
    [[nodiscard]] int line_of(pugi::xml_node node) const;
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;  // UTF-8
    std::vector<size_t> line_ends_;
    pugi::xml_document document_;
};

/// "userTask" of "bpmn:userTask".
[[nodiscard]] std::string_view local_name(std::string_view qualified);
/// The namespace of an element's or attribute's name, by the declarations around `node`.
[[nodiscard]] std::string_view namespace_of(pugi::xml_node node, std::string_view qualified, bool attribute = false);
/// An element of BPMN itself by that local name.
[[nodiscard]] bool is_bpmn(pugi::xml_node node);
[[nodiscard]] bool is_bpmn(pugi::xml_node node, std::string_view name);
/// The first child element of BPMN by that local name, or an empty node.
[[nodiscard]] pugi::xml_node bpmn_child(pugi::xml_node node, std::string_view name);
/// The id that a QName-valued text means: what stands behind the colon.
[[nodiscard]] std::string reference(std::string_view text);

}  // namespace yici::process
