#pragma once

#include <string>
#include <vector>

#include "engines/rules/model.h"

namespace yici::rules {

/// Reads elements of one document; faults become findings with the line.
class Reader {
  public:
    Reader(const XmlDocument& xml, std::vector<Finding>& findings) : xml_(xml), findings_(findings) {}

    /// The boxed expression among the children; none when there is none.
    [[nodiscard]] ExpressionPtr expression_in(pugi::xml_node parent) const;
    [[nodiscard]] Variable variable(pugi::xml_node node) const;
    /// `typeRef`, an attribute since DMN 1.2 or an element; prefixes of FEEL and of DMN 1.1 are taken off.
    [[nodiscard]] std::string type_of(pugi::xml_node node) const;
    /// A child of DMN's namespace.
    [[nodiscard]] pugi::xml_node child(pugi::xml_node parent, std::string_view name) const;
    [[nodiscard]] std::vector<pugi::xml_node> children(pugi::xml_node parent, std::string_view name) const;
    /// The text of the child `text` of that child, or nothing.
    [[nodiscard]] Text text_in(pugi::xml_node parent, std::string_view name) const;
    [[nodiscard]] int line(pugi::xml_node node) const { return xml_.line(node); }
    void fault(pugi::xml_node node, std::string key, std::string detail) const;

  private:
    [[nodiscard]] ExpressionPtr expression(pugi::xml_node node) const;
    [[nodiscard]] ExpressionPtr expression_of_child(pugi::xml_node parent, std::string_view name) const;
    void read_context(pugi::xml_node node, Expression& into) const;
    void read_invocation(pugi::xml_node node, Expression& into) const;
    void read_function(pugi::xml_node node, Expression& into) const;
    void read_relation(pugi::xml_node node, Expression& into) const;
    void read_iterator(pugi::xml_node node, Expression& into) const;
    [[nodiscard]] std::unique_ptr<TableModel> table(pugi::xml_node node) const;
    [[nodiscard]] Rule rule(pugi::xml_node node, const TableModel& table) const;

    const XmlDocument& xml_;
    std::vector<Finding>& findings_;
};

}  // namespace yici::rules
