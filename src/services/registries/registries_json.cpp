#include "services/registries/registries_json.h"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace yici::registries {

namespace {

using nlohmann::json;

std::string masked_subject(std::string_view subject) {
    return records::mask(records::Mask::id_number, subject);
}

json act_json(const records::Act& act) {
    return {{"by", act.by}, {"reason", act.reason}, {"at", to_iso8601(act.at)}};
}

json merge_json(const records::Merge& merge) {
    json out{{"number", merge.number},
             {"subject", masked_subject(merge.subject)},
             {"into", masked_subject(merge.into)},
             {"merged", act_json(merge.merged)}};
    out["split"] = merge.split ? act_json(*merge.split) : json(nullptr);
    return out;
}

std::map<std::string, std::string> masked_values(records::Records& records, const std::string& type,
                                                 const std::string& subject) {
    std::map<std::string, std::string> values{{"code", masked_subject(subject)}};
    for (const records::GoldenValue& golden : records.golden(type, subject))
        values[golden.field->name] = records::mask(golden.field->mask, golden.value);
    return values;
}

json review_json(const Review& review, records::Records& records) {
    const auto mine = masked_values(records, review.type, review.subject_a);
    const auto other = masked_values(records, review.type, review.subject_b);
    const auto value_in = [](const auto& values, const std::string& field) {
        const auto found = values.find(field);
        return found == values.end() ? std::string() : found->second;
    };
    const records::RecordType* type = records.types().find(review.type);
    json evidence = json::array();
    for (const FieldEvidence& one : review.evidence) {
        const records::Field* field = type != nullptr ? type->find(one.field) : nullptr;
        evidence.push_back({{"field", one.field},
                            {"title", field != nullptr ? field->title : "代码"},
                            {"title_en", field != nullptr ? field->title_en : "Code"},
                            {"level", one.level},
                            {"weight", std::round(one.weight * 100) / 100},
                            {"holders", one.holders},
                            {"first", value_in(mine, one.field)},
                            {"second", value_in(other, one.field)}});
    }
    json out{{"number", review.number},
             {"type", review.type},
             {"first", masked_subject(review.subject_a)},
             {"second", masked_subject(review.subject_b)},
             {"probability", std::round(review.probability * 1e6) / 1e6},
             {"likely", review.likely},
             {"state", review.state},
             {"created_at", to_iso8601(review.created)},
             {"evidence", std::move(evidence)},
             {"decided", review.decided ? act_json(*review.decided) : json(nullptr)},
             {"merge", review.merge == 0 ? json(nullptr) : json(review.merge)}};
    return out;
}

}  // namespace

std::string golden_json(records::Records& records, std::string_view subject,
                        const organisations::Directory& organisations, const IsDisputed& is_disputed,
                        std::optional<Instant> known, const Sight* sight) {
    auto items = json::array();
    const auto types = known ? records.types_known_at(subject, *known) : records.types_of(subject);
    for (const std::string& type : types) {
        const records::RecordType* named = records.types().find(type);
        if (named == nullptr) continue;
        const auto values = known ? records.golden_known_at(type, subject, *known) : records.golden(type, subject);
        for (const records::GoldenValue& golden : values) {
            items.push_back({{"type", type},
                             {"type_title", named->title},
                             {"type_title_en", named->title_en},
                             {"field", golden.field->name},
                             {"title", golden.field->title},
                             {"title_en", golden.field->title_en},
                             {"value", sight != nullptr ? sight->masks.shown(type, *golden.field, golden.value,
                                                                             sight->reader, subject, sight->today)
                                                        : golden.value},
                             {"source_name", organisations.name_of(golden.source.organisation)},
                             {"by_authority", golden.by_authority},
                             {"since", to_iso8601(golden.observed)},
                             {"disputed", is_disputed(subject, type, golden.field->name)}});
        }
    }
    const auto count = static_cast<int64_t>(items.size());
    return http::listing(items.dump(), {1, count}, count);
}

std::string evidence_json(const std::vector<FieldEvidence>& evidence) {
    json out = json::array();
    for (const FieldEvidence& one : evidence) out.push_back({one.field, one.level, one.weight, one.holders});
    return out.dump();
}

std::vector<FieldEvidence> parse_evidence(std::string_view text) {
    std::vector<FieldEvidence> out;
    for (const json& one : json::parse(text))
        out.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(), one.at(2).get<double>(),
                       one.size() > 3 ? one.at(3).get<int64_t>() : 0});  // pairs found earlier have three
    return out;
}

std::string to_json(const Review& review, records::Records& records) {
    return review_json(review, records).dump();
}

std::string to_json(const ReviewPage& page, const http::Part& part, records::Records& records) {
    json items = json::array();
    for (const Review& review : page.items) items.push_back(review_json(review, records));
    return http::listing(items.dump(), part, page.total);
}

std::string to_json(const Search& search) {
    return json{{"subjects", search.subjects}, {"pairs", search.pairs}}.dump();
}

std::string to_json(const records::Merge& merge) {
    return merge_json(merge).dump();
}

std::string to_json(const std::vector<records::Merge>& merges) {
    json items = json::array();
    for (const records::Merge& merge : merges) items.push_back(merge_json(merge));
    const auto count = static_cast<int64_t>(items.size());
    return http::listing(items.dump(), {1, count}, count);
}

Asked parse_asked(std::string_view body) {
    const json parsed = json::parse(body, nullptr, false);
    if (!parsed.is_object()) throw Error(ErrorKind::invalid_input, "registries.bad_request");
    Asked asked;
    const std::map<std::string_view, std::string*> known = {{"type", &asked.type},     {"subject", &asked.subject},
                                                            {"into", &asked.into},     {"keep", &asked.keep},
                                                            {"reason", &asked.reason}, {"known_on", &asked.known_on}};
    for (const auto& [name, value] : parsed.items()) {
        const auto found = known.find(name);
        if (found == known.end() || !value.is_string())
            throw Error(ErrorKind::invalid_input, "registries.bad_request", name);
        *found->second = value.get<std::string>();
    }
    return asked;
}

}  // namespace yici::registries
