#include "engines/records/weighing.h"

#include <algorithm>

#include "engines/records/record_body.h"
#include "foundation/base/error.h"

namespace yici::records {

WeighedFields read_golden(std::string_view body, std::string_view sources) {
    WeighedFields fields;
    for (const SourceOfFields& source : read_sources(sources)) {
        for (const std::string& name : source.fields) {
            fields[name] = {"", source.source, source.observed, source.recorded};
        }
    }
    if (!scan_body(body, [&](std::string_view name, std::string_view json) {
            fields[std::string(name)].value = from_json_value(json);
        })) {
        throw Error(ErrorKind::internal, "base.internal", "records_golden.body is damaged");
    }
    return fields;
}

namespace {

/// True when the newcomer counts more than what is golden now.
bool outweighs(const Field& field, const Source& source, int64_t observed, const Weighed& golden) {
    const bool now = golden.source.organisation == field.authority;
    const bool then = source.organisation == field.authority;
    if (now != then) return then;
    return observed >= golden.observed;
}

}  // namespace

std::pair<std::string, std::string> write_golden(const RecordType& type, const WeighedFields& fields) {
    std::vector<std::pair<std::string, std::string>> values;
    std::vector<SourceOfFields> sources;
    for (const Field& field : type.fields) {
        const auto found = fields.find(field.name);
        if (found == fields.end()) continue;
        const Weighed& golden = found->second;
        values.emplace_back(field.name, golden.value);
        auto same = std::ranges::find_if(sources, [&](const SourceOfFields& each) {
            return each.source.organisation == golden.source.organisation &&
                   each.source.system == golden.source.system && each.observed == golden.observed &&
                   each.recorded == golden.recorded;
        });
        if (same == sources.end()) {
            sources.push_back({golden.source, golden.observed, golden.recorded, {}});
            same = std::prev(sources.end());
        }
        same->fields.push_back(field.name);
    }
    return {write_body(type, values), write_sources(sources)};
}

void weigh(const RecordType& type, const Source& source, int64_t observed, int64_t recorded,
           const std::vector<std::pair<std::string, std::string>>& values, WeighedFields& fields) {
    for (const auto& [name, value] : values) {
        const Field* field = type.find(name);
        if (field == nullptr) continue;  // of a version from before the pack changed
        const auto golden = fields.find(name);
        if (golden == fields.end() || outweighs(*field, source, observed, golden->second))
            fields[name] = {value, source, observed, recorded};
    }
}

std::vector<GoldenValue> golden_values(const RecordType& type, WeighedFields fields) {
    std::vector<GoldenValue> values;
    for (const Field& field : type.fields) {
        const auto found = fields.find(field.name);
        if (found == fields.end() || found->second.value.empty()) continue;
        Weighed& golden = found->second;
        const bool by_authority = golden.source.organisation == field.authority;
        values.push_back({&field, std::move(golden.value), std::move(golden.source), instant_of(golden.observed),
                          instant_of(golden.recorded), by_authority});
    }
    return values;
}

}  // namespace yici::records
