#include "engines/feel/value_json.h"

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "foundation/base/error.h"
#include "foundation/base/nesting.h"

namespace yici::feel {

namespace {

/// Numbers are taken as they were written; a document tree would have made doubles of them.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
  public:
    Value take() { return std::move(result_); }

    bool null() override { return put(Value()); }
    bool boolean(bool value) override { return put(Value(value)); }
    bool number_integer(number_integer_t value) override { return put(Value(Number(value))); }
    bool number_unsigned(number_unsigned_t value) override { return text_number(std::to_string(value)); }
    bool number_float(number_float_t /*value*/, const string_t& text) override { return text_number(text); }
    bool string(string_t& text) override { return put(Value(std::move(text))); }
    bool binary(binary_t& /*bytes*/) override { return false; }
    bool start_object(size_t /*count*/) override { return open(Level{true, {}, {}, {}, {}}); }
    bool key(string_t& text) override {
        levels_.back().key = std::move(text);
        return true;
    }
    bool end_object() override {
        Value value(Context(std::move(levels_.back().entries)));
        levels_.pop_back();
        return put(std::move(value));
    }
    bool start_array(size_t /*count*/) override { return open(Level{false, {}, {}, {}, {}}); }
    bool end_array() override {
        Value value(std::move(levels_.back().list));
        levels_.pop_back();
        return put(std::move(value));
    }
    bool parse_error(size_t at, const std::string& /*token*/, const nlohmann::detail::exception& /*fault*/) override {
        throw Error(ErrorKind::invalid_input, "feel.bad_json", "byte " + std::to_string(at));
    }

  private:
    struct Level {
        bool object;
        std::vector<std::pair<std::string, Value>> entries;
        std::unordered_map<std::string, size_t> places;  // of the entries, by name: of two the last one counts
        List list;
        std::string key;
    };

    bool open(Level level) {
        levels_.push_back(std::move(level));
        return true;
    }
    bool put(Value value) {
        if (levels_.empty()) {
            result_ = std::move(value);
        } else if (levels_.back().object) {
            Level& level = levels_.back();
            const auto [place, added] = level.places.emplace(level.key, level.entries.size());
            if (added) {
                level.entries.emplace_back(std::move(level.key), std::move(value));
            } else {
                level.entries[place->second].second = std::move(value);
            }
        } else {
            levels_.back().list.push_back(std::move(value));
        }
        return true;
    }
    bool text_number(const std::string& text) {
        const auto number = Number::parse(text);
        if (!number) throw Error(ErrorKind::invalid_input, "feel.bad_json", text.substr(0, 40));
        return put(Value(*number));
    }

    Value result_;
    std::vector<Level> levels_;
};

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string list_json(const List& list) {
    std::string out = "[";
    for (const Value& value : list) {
        if (out.size() > 1) out += ", ";
        out += to_json(value);
    }
    return out + "]";
}

std::string context_json(const Context& context) {
    std::string out = "{";
    for (const auto& [name, value] : context.entries()) {
        if (out.size() > 1) out += ", ";
        out += quoted(name) + ": " + to_json(value);
    }
    return out + "}";
}

}  // namespace

Value from_json(std::string_view json) {
    if (!nests_within(json)) throw Error(ErrorKind::invalid_input, "feel.bad_json", "too deep");
    Reader reader;
    if (!nlohmann::json::sax_parse(json, &reader)) throw Error(ErrorKind::invalid_input, "feel.bad_json");
    return reader.take();
}

std::string to_json(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
        case Value::Kind::boolean:
        case Value::Kind::number:
            return value.to_string();
        case Value::Kind::string:
            return quoted(*value.string());
        case Value::Kind::date:
            return quoted(to_string(*value.date()));
        case Value::Kind::time:
            return quoted(to_string(*value.time()));
        case Value::Kind::date_time:
            return quoted(to_string(*value.date_time()));
        case Value::Kind::years_months:
            return quoted(to_string(*value.years_months()));
        case Value::Kind::days_time:
            return quoted(to_string(*value.days_time()));
        case Value::Kind::list:
            return list_json(*value.list());
        case Value::Kind::context:
            return context_json(*value.context());
        default:
            return quoted(value.to_string());
    }
}

}  // namespace yici::feel
