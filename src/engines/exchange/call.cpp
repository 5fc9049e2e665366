#include "engines/exchange/call.h"

#include "foundation/base/text.h"

namespace yici::exchange {

std::string Call::canonical() const {
    std::string out = "{";
    const auto text = [&](std::string_view key, std::string_view value) {
        if (out.size() > 1) out += ',';
        append_json_string(out, key);
        out += ':';
        append_json_string(out, value);
    };
    text("id", id);
    text("application", application);
    text("organisation", organisation);
    text("grant", grant);
    text("resource", resource);
    text("matter", matter);
    text("case", case_number);
    text("material", material);
    text("subject", subject);
    out += ",\"fields\":[";
    for (size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) out += ',';
        append_json_string(out, fields[i]);
    }
    out += ']';
    if (question) out += ",\"question\":" + question->to_json();
    text("purpose", purpose);
    text("basis", basis);
    text("officer", officer);
    text("expires", to_iso8601(expires));
    return out + "}";
}

std::string_view to_string(Result result) {
    switch (result) {
        case Result::ok:
            return "ok";
        case Result::yes:
            return "yes";
        case Result::no:
            return "no";
        case Result::none:
            return "none";
        case Result::failed:
            return "failed";
        case Result::refused:
            return "refused";
    }
    return "failed";
}

}  // namespace yici::exchange
