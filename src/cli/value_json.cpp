#include "cli/value_json.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "foundation/base/error.h"
#include "foundation/base/nesting.h"
#include "foundation/base/text.h"

namespace yici::cli {

namespace {

using feel::Value;

/// Events of the parser, so that a number comes as it was written.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
  public:
    bool null() override { return put({}); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(int64_t value) override { return put(feel::Number(value)); }
    bool number_unsigned(uint64_t value) override { return put_number(std::to_string(value)); }
    bool number_float(double, const std::string& text) override { return put_number(text); }
    bool string(std::string& value) override { return put(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(size_t) override { return open(false); }
    bool start_array(size_t) override { return open(true); }
    bool key(std::string& value) override {
        open_.back().key = std::move(value);
        return true;
    }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) override {
        throw Error(ErrorKind::invalid_input, "cli.json_invalid", "at byte " + std::to_string(position));
    }

    Value result;

  private:
    struct Open {
        bool is_list;
        std::string key;
        feel::List list;
        feel::Context context;
    };

    bool put(Value value) {
        if (open_.empty()) {
            result = std::move(value);
        } else if (open_.back().is_list) {
            open_.back().list.push_back(std::move(value));
        } else {
            open_.back().context.put(std::move(open_.back().key), std::move(value));
        }
        return true;
    }

    bool put_number(const std::string& text) {
        const auto number = feel::Number::parse(text);
        if (!number) throw Error(ErrorKind::invalid_input, "cli.json_invalid", text);
        return put(*number);
    }

    bool open(bool is_list) {
        open_.push_back({is_list, {}, {}, {}});
        return true;
    }

    bool close() {
        Open done = std::move(open_.back());
        open_.pop_back();
        return put(done.is_list ? Value(std::move(done.list)) : Value(std::move(done.context)));
    }

    std::vector<Open> open_;
};

void append(std::string& out, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            out += "null";
            return;
        case Value::Kind::boolean:
            out += *value.boolean() ? "true" : "false";
            return;
        case Value::Kind::number:
            out += value.number()->to_string();
            return;
        case Value::Kind::string:
            append_json_string(out, *value.string());
            return;
        case Value::Kind::date:
            append_json_string(out, feel::to_string(*value.date()));
            return;
        case Value::Kind::time:
            append_json_string(out, feel::to_string(*value.time()));
            return;
        case Value::Kind::date_time:
            append_json_string(out, feel::to_string(*value.date_time()));
            return;
        case Value::Kind::years_months:
            append_json_string(out, feel::to_string(*value.years_months()));
            return;
        case Value::Kind::days_time:
            append_json_string(out, feel::to_string(*value.days_time()));
            return;
        case Value::Kind::list: {
            out += '[';
            for (const Value& one : *value.list()) {
                if (&one != &value.list()->front()) out += ", ";
                append(out, one);
            }
            out += ']';
            return;
        }
        case Value::Kind::context: {
            out += '{';
            bool first = true;
            for (const auto& [name, entry] : value.context()->entries()) {
                if (!first) out += ", ";
                first = false;
                append_json_string(out, name);
                out += ": ";
                append(out, entry);
            }
            out += '}';
            return;
        }
        case Value::Kind::range:
        case Value::Kind::function:
            append_json_string(out, value.to_string());
            return;
    }
}

}  // namespace

Value value_of_json(std::string_view json) {
    if (!nests_within(json)) throw Error(ErrorKind::invalid_input, "cli.json_invalid", "nested too deeply");
    Reader reader;
    nlohmann::json::sax_parse(json, &reader);
    return reader.result;
}

std::string json_of_value(const Value& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace yici::cli
