#include "demo/department_system.h"

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::demo {

JsonObject& JsonObject::add(std::string_view name, const db::Value& value) {
    out_ += out_.empty() ? '{' : ',';
    append_json_string(out_, name);
    out_ += ':';
    if (const auto* text = std::get_if<std::string>(&value)) {
        append_json_string(out_, *text);
    } else if (const auto* integer = std::get_if<int64_t>(&value)) {
        out_ += std::to_string(*integer);
    } else {
        out_ += "null";
    }
    return *this;
}

}  // namespace yici::demo
