#include <nlohmann/json.hpp>

#include "engines/process/values.h"
#include "foundation/base/error.h"
#include "foundation/base/nesting.h"
#include "foundation/base/text.h"

namespace yici::process {

namespace {

[[noreturn]] void wrong(const std::string& detail) {
    throw Error(ErrorKind::invalid_input, "process.json_wrong", detail);
}

void append_tagged(std::string& out, std::string_view tag, const std::string& text) {
    out += "{\"@";
    out += tag;
    out += "\":";
    append_json_string(out, text);
    out += '}';
}

void append_list(std::string& out, const feel::List& list) {
    out += '[';
    for (size_t i = 0; i < list.size(); ++i) {
        if (i > 0) out += ',';
        append_json(out, list[i]);
    }
    out += ']';
}

void append_context(std::string& out, const feel::Context& context) {
    out += '{';
    bool first = true;
    for (const auto& [name, value] : context.entries()) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, name);
        out += ':';
        append_json(out, value);
    }
    out += '}';
}

/// {"@date":"2018-06-01"} as the date; none for other objects.
std::optional<feel::Value> untagged(const feel::Context& context) {
    if (context.entries().size() != 1) return std::nullopt;
    const auto& [tag, value] = context.entries().front();
    const std::string* text = value.string();
    if (text == nullptr || tag.empty() || tag.front() != '@') return std::nullopt;
    const auto wrap = [](const auto& parsed) { return parsed ? std::optional(feel::Value(*parsed)) : std::nullopt; };
    if (tag == "@date") return wrap(feel::parse_date(*text));
    if (tag == "@time") return wrap(feel::parse_time(*text));
    if (tag == "@dateTime") return wrap(feel::parse_date_time(*text));
    if (tag != "@duration") return std::nullopt;
    if (const auto days = feel::parse_days_time(*text)) return feel::Value(*days);
    return wrap(feel::parse_years_months(*text));
}

/// Builds values while the text is read: no tree between.
class Builder {
  public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    bool null() { return put(feel::Value()); }
    bool boolean(bool value) { return put(value); }
    bool number_integer(number_integer_t value) { return put(feel::Number(value)); }
    bool number_unsigned(number_unsigned_t value) {
        const auto number = feel::Number::parse(std::to_string(value));
        return number && put(*number);
    }
    bool number_float(number_float_t, const string_t& text) {
        const auto number = feel::Number::parse(text);
        return number && put(*number);
    }
    bool string(string_t& value) { return put(feel::Value(std::move(value))); }
    bool binary(binary_t&) { return false; }
    bool start_object(size_t) {
        levels_.emplace_back();
        levels_.back().is_object = true;
        return true;
    }
    bool key(string_t& name) {
        levels_.back().name = std::move(name);
        return true;
    }
    bool end_object() {
        feel::Context context = std::move(levels_.back().context);
        levels_.pop_back();
        if (auto tagged = untagged(context)) return put(std::move(*tagged));
        return put(feel::Value(std::move(context)));
    }
    bool start_array(size_t) {
        levels_.emplace_back();
        return true;
    }
    bool end_array() {
        feel::List list = std::move(levels_.back().list);
        levels_.pop_back();
        return put(feel::Value(std::move(list)));
    }
    bool parse_error(size_t position, const std::string&, const nlohmann::json::exception&) {
        position_ = position;
        return false;
    }
    [[nodiscard]] size_t position() const { return position_; }
    [[nodiscard]] feel::Value take() { return std::move(result_); }

  private:
    struct Level {
        bool is_object = false;
        feel::Context context;
        feel::List list;
        std::string name;
    };

    bool put(feel::Value value) {
        if (levels_.empty()) {
            result_ = std::move(value);
        } else if (levels_.back().is_object) {
            levels_.back().context.put(std::move(levels_.back().name), std::move(value));
        } else {
            levels_.back().list.push_back(std::move(value));
        }
        return true;
    }

    std::vector<Level> levels_;
    feel::Value result_;
    size_t position_ = 0;
};

}  // namespace

void append_json(std::string& out, const feel::Value& value) {
    switch (value.kind()) {
        case feel::Value::Kind::null:
            out += "null";
            return;
        case feel::Value::Kind::boolean:
            out += *value.boolean() ? "true" : "false";
            return;
        case feel::Value::Kind::number:
            out += value.number()->to_string();
            return;
        case feel::Value::Kind::string:
            append_json_string(out, *value.string());
            return;
        case feel::Value::Kind::date:
            return append_tagged(out, "date", feel::to_string(*value.date()));
        case feel::Value::Kind::time:
            return append_tagged(out, "time", feel::to_string(*value.time()));
        case feel::Value::Kind::date_time:
            return append_tagged(out, "dateTime", feel::to_string(*value.date_time()));
        case feel::Value::Kind::years_months:
            return append_tagged(out, "duration", feel::to_string(*value.years_months()));
        case feel::Value::Kind::days_time:
            return append_tagged(out, "duration", feel::to_string(*value.days_time()));
        case feel::Value::Kind::list:
            return append_list(out, *value.list());
        case feel::Value::Kind::context:
            return append_context(out, *value.context());
        default:
            append_json_string(out, value.to_string());
            return;
    }
}

std::string to_json(const feel::Context& context) {
    std::string out;
    append_context(out, context);
    return out;
}

std::string to_json(const feel::Value& value) {
    std::string out;
    append_json(out, value);
    return out;
}

feel::Value value_of_json(std::string_view json) {
    if (!nests_within(json)) wrong("depth");
    if (json.find('\0') != std::string_view::npos) wrong("U+0000");
    Builder builder;
    if (!nlohmann::json::sax_parse(json, &builder)) wrong("byte " + std::to_string(builder.position()));
    return builder.take();
}

feel::Context context_of_json(std::string_view json) {
    if (json == "{}" || json.empty()) return {};
    const feel::Value value = value_of_json(json);
    const feel::Context* context = value.context();
    if (context == nullptr) wrong("object");
    return *context;
}

}  // namespace yici::process
