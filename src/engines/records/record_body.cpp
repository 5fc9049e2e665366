#include "engines/records/record_body.h"

namespace yici::records {
namespace {

/// The end of the JSON string that begins at `at`, past its closing quote; npos when it does not end.
size_t end_of_string(std::string_view text, size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return std::string_view::npos;
}

}  // namespace

std::string write_body(const RecordType& type, const std::vector<std::pair<std::string, std::string>>& values) {
    std::string out = "{";
    for (const auto& [name, value] : values) {
        const Field* field = type.find(name);
        if (field == nullptr) continue;
        if (out.size() > 1) out += ',';
        out += '"';
        out += name;
        out += "\":";
        out += to_json(field->data_type, value);
    }
    out += '}';
    return out;
}

bool scan_body(std::string_view body, const std::function<void(std::string_view, std::string_view)>& each) {
    if (body.size() < 2 || body.front() != '{' || body.back() != '}') return false;
    size_t at = 1;
    while (at + 1 < body.size()) {
        if (body[at] == ',') ++at;
        if (body[at] != '"') return false;
        const size_t name_end = end_of_string(body, at);
        if (name_end == std::string_view::npos || name_end >= body.size() || body[name_end] != ':') return false;
        const std::string_view name = body.substr(at + 1, name_end - at - 2);
        const size_t start = name_end + 1;
        size_t end = start;
        if (body[start] == '"') {
            end = end_of_string(body, start);
            if (end == std::string_view::npos) return false;
        } else {
            while (end < body.size() && body[end] != ',' && body[end] != '}') ++end;
        }
        if (end == start || end >= body.size()) return false;
        each(name, body.substr(start, end - start));
        at = end;
    }
    return true;
}

}  // namespace yici::records
