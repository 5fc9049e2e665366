#include <simdjson.h>

#include "foundation/base/text.h"
#include "foundation/tables/records.h"

namespace yici::tables {
namespace {

namespace ondemand = simdjson::ondemand;

[[noreturn]] void refuse(const std::string& where, simdjson::error_code code) {
    throw Error(ErrorKind::invalid_input, "tables.json_invalid", where + ": " + simdjson::error_message(code));
}

bool is_number(std::string_view token) {
    return !token.empty() && token.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

/// What simdjson reports goes out as its exception, caught where a record or document begins.
std::string_view scalar(ondemand::value value) {
    switch (value.type()) {
        case ondemand::json_type::string:
            return value.get_string();
        case ondemand::json_type::boolean:
            return bool(value.get_bool()) ? "true" : "false";
        case ondemand::json_type::number: {
            const std::string_view token = trim(value.raw_json_token());
            if (!is_number(token)) throw simdjson::simdjson_error(simdjson::NUMBER_ERROR);
            return token;
        }
        default:
            if (!bool(value.is_null())) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
            return {};
    }
}

void add_fields(ondemand::object object, const std::string& before, int level, RecordRows& rows) {
    if (level > kDeepestField) return rows.fault("tables.record_nested");
    for (ondemand::field field : object) {
        const std::string name = before + std::string(std::string_view(field.unescaped_key()));
        ondemand::value value = field.value();
        const ondemand::json_type type = value.type();
        if (type == ondemand::json_type::object) {
            add_fields(value.get_object(), name + ".", level + 1, rows);
        } else if (type == ondemand::json_type::array) {
            rows.fault("tables.record_nested");
        } else {
            rows.add(name, scalar(value));
        }
    }
}

ondemand::array list_at(ondemand::document& document, const RecordsAt& at, const std::string& file) {
    if (at.path.empty()) {
        if (document.type() != ondemand::json_type::array)
            throw Error(ErrorKind::invalid_input, "tables.no_records", file);
        return document.get_array();
    }
    if (document.type() != ondemand::json_type::object)
        throw Error(ErrorKind::invalid_input, "tables.no_records", file);
    ondemand::object object = document.get_object();
    const std::vector<std::string_view> names = split(at.path, '/');
    for (size_t i = 0;; ++i) {
        auto found = object.find_field_unordered(names[i]);
        const bool last = i + 1 == names.size();
        if (found.error() == simdjson::NO_SUCH_FIELD ||
            found.type() != (last ? ondemand::json_type::array : ondemand::json_type::object))
            throw Error(ErrorKind::invalid_input, "tables.no_records", file + ": " + std::string(names[i]));
        if (last) return found.get_array();
        object = found.get_object();
    }
}

}  // namespace

Table read_json(std::string_view text, const RecordsAt& at, const std::string& file, std::vector<Finding>& findings) {
    RecordRows rows(at.columns, file, findings);
    int64_t number = 0;
    try {
        const simdjson::padded_string padded(text);
        ondemand::parser parser;
        ondemand::document document = parser.iterate(padded);
        for (auto each : list_at(document, at, file)) {
            rows.begin(++number);
            if (each.type() == ondemand::json_type::object) {
                add_fields(each.get_object(), "", 1, rows);
            } else {
                rows.fault("tables.record_nested");
            }
            rows.end();
        }
    } catch (const simdjson::simdjson_error& error) {
        refuse(file + " #" + std::to_string(number), error.error());
    }
    return rows.table();
}

Table read_ndjson(std::string_view text, const RecordsAt& at, const std::string& file, std::vector<Finding>& findings) {
    RecordRows rows(at.columns, file, findings);
    ondemand::parser parser;
    std::string room;
    int64_t number = 0;
    for (const std::string_view part : split(text, '\n')) {
        ++number;
        const std::string_view line = trim(part);
        if (line.empty()) continue;
        rows.begin(number);
        try {
            room.assign(line);
            room.reserve(line.size() + simdjson::SIMDJSON_PADDING);
            ondemand::document document = parser.iterate(room.data(), line.size(), room.capacity());
            if (document.type() == ondemand::json_type::object) {
                add_fields(document.get_object(), "", 1, rows);
                if (document.current_location().error() == simdjson::SUCCESS) rows.fault("tables.json_invalid");
            } else {
                rows.fault("tables.record_nested");
            }
        } catch (const simdjson::simdjson_error&) {
            rows.fault("tables.json_invalid");
        }
        rows.end();
    }
    return rows.table();
}

std::string json_text_at(std::string_view text, std::string_view path) {
    try {
        const simdjson::padded_string padded(text);
        ondemand::parser parser;
        ondemand::document document = parser.iterate(padded);
        if (document.type() != ondemand::json_type::object) return {};
        ondemand::object object = document.get_object();
        const std::vector<std::string_view> names = split(path, '/');
        for (size_t i = 0; i < names.size(); ++i) {
            auto found = object.find_field_unordered(names[i]);
            if (found.error() == simdjson::NO_SUCH_FIELD) return {};
            if (i + 1 == names.size()) return std::string(scalar(found.value()));
            if (found.type() != ondemand::json_type::object) return {};
            object = found.get_object();
        }
        return {};
    } catch (const simdjson::simdjson_error& error) {
        refuse(std::string(path), error.error());
    }
}

}  // namespace yici::tables
