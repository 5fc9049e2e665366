#include "services/matters/matter_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace yici::matters {

namespace {

using Json = nlohmann::ordered_json;

Json summary_of(const Matter& matter, const NameOf& organisation_name) {
    return {{"code", matter.code},
            {"name", matter.name},
            {"name_en", matter.name_en},
            {"department", matter.department},
            {"department_name", organisation_name(matter.department)},
            {"kind", matter.kind},
            {"type", matter.type},
            {"legal_days", matter.legal_days},
            {"promised_days", matter.promised_days},
            {"fee_fen", matter.fee_fen},
            {"fee_varies", matter.fee.present()},
            {"star", matter.star},
            {"visits", matter.visits},
            {"one_id", matter.one_id()},
            {"high_frequency", matter.high_frequency},
            {"topic", matter.topic},
            {"applicant", matter.applicant}};
}

Json source_of(const Alternative& one, const NameOf& organisation_name, const NameOf& resource_provider_name) {
    if (one.identity_card) return {{"kind", "identity_card"}, {"text", "出示身份证件"}};
    if (!one.resource.empty()) {
        const std::string provider = resource_provider_name(one.resource);
        return {{"kind", "resource"}, {"text", "由" + provider + "共享"}, {"provider_name", provider}};
    }
    Json json{{"kind", "bring"}, {"text", one.bring}};
    if (!one.held_by.empty()) json["provider_name"] = organisation_name(one.held_by);
    return json;
}

Json material_of(const Material& material, const NameOf& organisation_name, const NameOf& resource_provider_name) {
    Json sources = Json::array();
    for (const Alternative& one : material.alternatives)
        sources.push_back(source_of(one, organisation_name, resource_provider_name));
    return {{"code", material.code},
            {"name", material.name},
            {"name_en", material.name_en},
            {"necessity", material.necessity},
            {"form", material.form},
            {"when", material.when.because},
            {"when_en", material.when.because_en},
            {"sources", std::move(sources)}};
}

}  // namespace

std::string matter_json(const Matter& matter, const NameOf& organisation_name, const NameOf& resource_provider_name) {
    Json json = summary_of(matter, organisation_name);
    json["national_code"] = matter.national_code;
    json["conditions"] = matter.conditions;
    json["conditions_en"] = matter.conditions_en;
    json["legal_basis"] = Json::array();
    for (const LegalBasis& basis : matter.legal_basis) {
        json["legal_basis"].push_back({{"name", basis.name},
                                       {"number", basis.number},
                                       {"article", basis.article},
                                       {"organ", basis.organ},
                                       {"date", basis.date}});
    }
    json["result"] = {{"kind", matter.result.kind}, {"name", matter.result.name}};
    json["procedure"] = matter.procedure;
    json["form"] = matter.form != nullptr ? Json::parse(matter.form->document()) : Json();
    json["materials"] = Json::array();
    for (const Material& material : matter.materials)
        json["materials"].push_back(material_of(material, organisation_name, resource_provider_name));
    return json.dump();
}

std::string page_json(const std::vector<const Matter*>& matters, const http::Part& part,
                      const NameOf& organisation_name) {
    const auto total = static_cast<int64_t>(matters.size());
    Json items = Json::array();
    for (int64_t i = part.offset(); i < std::min(part.offset() + part.size, total); ++i)
        items.push_back(summary_of(*matters[static_cast<size_t>(i)], organisation_name));
    return http::listing(items.dump(), part, total);
}

}  // namespace yici::matters
