#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace yici::rules {

/// An XML document from outside. Refused, with kind invalid_input: what is no XML (rules.xml_invalid), a DOCTYPE and so
/// every entity of its own (rules.xml_doctype), more than kDeepestXml levels (rules.xml_too_deep); with kind too_large
/// more than kLargestXml bytes (rules.xml_too_large). Nothing is ever fetched.
class XmlDocument {
  public:
    static constexpr size_t kLargestXml = 32u << 20;
    static constexpr int kDeepestXml = 200;

    /// Keeps the text of the document as well; `file` stands for it in findings.
    XmlDocument(std::string text, std::string file);

    [[nodiscard]] pugi::xml_node root() const { return document_->document_element(); }
    [[nodiscard]] const std::string& file() const { return file_; }
    /// 1-based.
    [[nodiscard]] int line(pugi::xml_node node) const;
    /// Everything that was read, comments, white space and foreign elements too.
    [[nodiscard]] std::string to_text() const;

  private:
    std::unique_ptr<pugi::xml_document> document_;
    std::string file_;
    std::vector<size_t> line_starts_;
};

/// The part of a name behind its prefix.
[[nodiscard]] std::string_view local_name(std::string_view qualified);
/// The namespace that a prefix ("" for none) stands for at this node; "" when none was declared.
[[nodiscard]] std::string_view namespace_of_prefix(pugi::xml_node node, std::string_view prefix);
/// The namespace of an element.
[[nodiscard]] std::string_view namespace_of(pugi::xml_node node);

}  // namespace yici::rules
