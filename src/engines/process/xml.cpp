#include "engines/process/xml.h"

#include <algorithm>
#include <cstring>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::process {

namespace {

constexpr size_t kMostBytes = 16 << 20;
constexpr size_t kMostElements = 200'000;
constexpr size_t kDeepest = 100;

[[noreturn]] void refuse(const std::string& detail) {
    throw Error(ErrorKind::invalid_input, "process.xml_refused", detail);
}

/// What a file's declaration calls its encoding, in lower case; "utf-8" where it says nothing.
std::string declared_encoding(std::string_view text) {
    if (!text.starts_with("<?xml")) return "utf-8";
    const std::string_view declaration = text.substr(0, std::min(text.find("?>"), text.size()));
    const size_t at = declaration.find("encoding");
    if (at == std::string_view::npos) return "utf-8";
    const size_t quote = declaration.find_first_of("\"'", at);
    if (quote == std::string_view::npos) return "utf-8";
    const size_t end = declaration.find(declaration[quote], quote + 1);
    if (end == std::string_view::npos) return "utf-8";
    return to_lower(declaration.substr(quote + 1, end - quote - 1));
}

std::string from_latin1(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            text += c;
        } else {
            text += static_cast<char>(0xC0 | (byte >> 6));
            text += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return text;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
    std::u32string points;
    const auto unit = [&](size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(big_endian ? (first << 8) | second : (second << 8) | first);
    };
    for (size_t at = 2; at + 1 < bytes.size(); at += 2) {
        const char32_t high = unit(at);
        if (high < 0xD800 || high > 0xDFFF) {
            points += high;
            continue;
        }
        if (high > 0xDBFF || at + 3 >= bytes.size()) refuse("UTF-16");
        at += 2;
        const char32_t low = unit(at);
        if (low < 0xDC00 || low > 0xDFFF) refuse("UTF-16");
        points += 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }
    return to_utf8(points);
}

std::string decode(std::string_view bytes) {
    if (bytes.size() > kMostBytes) refuse("size");
    if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes, false);
    if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes, true);
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const std::string encoding = declared_encoding(bytes);
    if (encoding == "iso-8859-1" || encoding == "latin1" || encoding == "windows-1252") return from_latin1(bytes);
    if (encoding != "utf-8" && encoding != "utf8" && encoding != "us-ascii")
        refuse("encoding " + encoding.substr(0, 40));
    if (!is_utf8(bytes)) refuse("no UTF-8");
    return std::string(bytes);
}

/// Where the markup that begins at `at` ends; the position behind it.
size_t behind(std::string_view text, size_t at, std::string_view end) {
    const size_t found = text.find(end, at);
    return found == std::string_view::npos ? text.size() : found + end.size();
}

size_t end_of_tag(std::string_view text, size_t at) {
    char quote = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return at + 1;
        }
    }
    return text.size();
}

/// Counts before a tree is built: a parser's tree of a hostile text costs more than its bytes.
void guard(std::string_view text) {
    size_t depth = 0;
    size_t elements = 0;
    for (size_t at = text.find('<'); at < text.size(); at = text.find('<', at)) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("<!--")) {
            at = behind(text, at + 4, "-->");
        } else if (rest.starts_with("<![CDATA[")) {
            at = behind(text, at, "]]>");
        } else if (rest.starts_with("<?")) {
            at = behind(text, at, "?>");
        } else if (rest.starts_with("<!")) {
            refuse("DOCTYPE");
        } else if (rest.starts_with("</")) {
            if (depth > 0) --depth;
            at = end_of_tag(text, at);
        } else {
            const size_t end = end_of_tag(text, at);
            if (++elements > kMostElements) refuse("elements");
            const bool closed = end >= at + 2 && text[end - 2] == '/';
            if (!closed && ++depth > kDeepest) refuse("depth");
            at = end;
        }
    }
}

}  // namespace

XmlFile::XmlFile(std::string_view bytes) : text_(decode(bytes)) {
    guard(text_);
    const auto result = document_.load_buffer(text_.data(), text_.size(),
                                              pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
    for (size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) line_ends_.push_back(at);
    if (result.status == pugi::status_ok) return;
    const auto line = std::ranges::lower_bound(line_ends_, static_cast<size_t>(result.offset)) - line_ends_.begin() + 1;
    throw Error(ErrorKind::invalid_input, "process.xml_malformed",
                "line " + std::to_string(line) + ": " + result.description());
}

int XmlFile::line_of(pugi::xml_node node) const {
    const auto offset = node.offset_debug();
    if (offset < 0) return 0;
    return static_cast<int>(std::ranges::lower_bound(line_ends_, static_cast<size_t>(offset)) - line_ends_.begin()) + 1;
}

std::string_view local_name(std::string_view qualified) {
    const size_t colon = qualified.find(':');
    return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

std::string_view namespace_of(pugi::xml_node node, std::string_view qualified, bool attribute) {
    const size_t colon = qualified.find(':');
    if (colon == std::string_view::npos && attribute) return {};
    const std::string name =
        colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(qualified.substr(0, colon));
    for (; node; node = node.parent()) {
        if (const auto declared = node.attribute(name.c_str())) return declared.value();
    }
    return {};
}

bool is_bpmn(pugi::xml_node node) {
    return node.type() == pugi::node_element && namespace_of(node, node.name()) == kBpmnNamespace;
}

bool is_bpmn(pugi::xml_node node, std::string_view name) {
    return local_name(node.name()) == name && is_bpmn(node);
}

pugi::xml_node bpmn_child(pugi::xml_node node, std::string_view name) {
    for (const pugi::xml_node child : node.children()) {
        if (is_bpmn(child, name)) return child;
    }
    return {};
}

std::string reference(std::string_view text) {
    return std::string(local_name(trim(text)));
}

}  // namespace yici::process
