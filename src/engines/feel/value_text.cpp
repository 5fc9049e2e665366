#include "engines/feel/text.h"
#include "engines/feel/value.h"
#include "foundation/base/text.h"

namespace yici::feel {

namespace {

std::string quoted(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

std::string range_text(const Range& range) {
    constexpr std::string_view kSigns[] = {"", "<", "<=", ">", ">=", "=", "!="};
    if (range.form != Range::Form::interval) {
        const Value& end = range.low.is_null() ? range.high : range.low;
        return "(" + std::string(kSigns[static_cast<size_t>(range.form)]) + " " + end.to_string() + ")";
    }
    return (range.low_included ? "[" : "(") + range.low.to_string() + ".." + range.high.to_string() +
           (range.high_included ? "]" : ")");
}

std::string function_text(const Function& function) {
    std::string text = "function(";
    for (const std::string& parameter : function.parameters) text += (text.ends_with('(') ? "" : ", ") + parameter;
    return text + ")";
}

std::string list_text(const List& list) {
    std::string text = "[";
    for (const Value& value : list) {
        if (text.size() > 1) text += ", ";
        text += value.to_string();
    }
    return text + "]";
}

std::string context_text(const Context& context) {
    std::string text = "{";
    for (const auto& [name, value] : context.entries()) {
        if (text.size() > 1) text += ", ";
        text += (is_name(name) ? name : quoted(name)) + ": " + value.to_string();
    }
    return text + "}";
}

}  // namespace

std::string Value::to_string() const {
    switch (kind()) {
        case Kind::null:
            return "null";
        case Kind::boolean:
            return *boolean() ? "true" : "false";
        case Kind::number:
            return number()->to_string();
        case Kind::string:
            return quoted(*string());
        case Kind::date:
            return "date(\"" + feel::to_string(*date()) + "\")";
        case Kind::time:
            return "time(\"" + feel::to_string(*time()) + "\")";
        case Kind::date_time:
            return "date and time(\"" + feel::to_string(*date_time()) + "\")";
        case Kind::years_months:
            return "duration(\"" + feel::to_string(*years_months()) + "\")";
        case Kind::days_time:
            return "duration(\"" + feel::to_string(*days_time()) + "\")";
        case Kind::list:
            return list_text(*list());
        case Kind::context:
            return context_text(*context());
        case Kind::range:
            return range_text(*range());
        case Kind::function:
            return function_text(*function());
    }
    return {};
}

}  // namespace yici::feel
