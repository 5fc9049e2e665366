#include "services/harvest/read.h"

#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "services/harvest/forms.h"

namespace yici::harvest {

namespace {

enum class Kind { json_ld, turtle, form };

/// By the first characters that tell: JSON opens a bracket; Turtle says where its names are from, or names something.
Kind kind_of(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    std::string_view text = trim(bytes);
    if (text.starts_with('{') || text.starts_with('[')) return Kind::json_ld;
    while (text.starts_with('#')) text = trim(text.substr(std::min(text.find('\n'), text.size())));
    for (const std::string_view start : {"@prefix", "@base", "PREFIX", "BASE", "prefix", "base", "<", "_:"}) {
        if (text.starts_with(start)) return Kind::turtle;
    }
    return Kind::form;
}

Harvested read_sheets(std::string_view bytes, const std::string& file) {
    Harvested harvested;
    for (const tables::Sheet& sheet : tables::read_sheets(bytes, file, harvested.findings)) {
        for (catalogue::Entry& entry : read_form(sheet, file, harvested.findings)) {
            std::string digest = to_hex(crypto::sm3(as_bytes(catalogue::to_json(entry))));
            harvested.entries.push_back({std::move(entry), std::move(digest)});
        }
    }
    return harvested;
}

}  // namespace

Harvested read_catalogue(std::string_view bytes, const std::string& file) {
    Harvested harvested;
    switch (kind_of(bytes)) {
        case Kind::json_ld:
            harvested = read_dcat(rdf::parse_json_ld(bytes));
            break;
        case Kind::turtle:
            harvested = read_dcat(rdf::parse_turtle(bytes));
            break;
        case Kind::form:
            harvested = read_sheets(bytes, file);
            break;
    }
    for (Finding& finding : harvested.findings) {
        if (finding.file.empty()) finding.file = file;
    }
    if (harvested.source.empty()) harvested.source = "file";
    return harvested;
}

}  // namespace yici::harvest
