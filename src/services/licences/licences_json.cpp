#include "services/licences/licences_json.h"

#include <nlohmann/json.hpp>

#include "engines/records/mask.h"
#include "foundation/http/listing.h"

namespace yici::licences {

using nlohmann::json;

namespace {

json licence_json(const Licence& licence, const Parts& parts) {
    const documents::LicenceType* type = parts.types.find(licence.type);
    const auto state = documents::parse_state(licence.state).value_or(documents::LicenceState::other);
    return {{"id", licence.identifier},
            {"type", licence.type},
            {"type_name", type != nullptr ? type->name : licence.type},
            {"type_name_en", type != nullptr ? type->name_en : licence.type},
            {"issuer_name", parts.organisations.name_of(licence.issuer)},
            {"holder_name", licence.holder_name},
            {"case_number", licence.case_number},
            {"status", licence.state},
            {"status_name", documents::title(state, Language::zh)},
            {"issued_on", to_string(licence.issued_on)},
            {"valid_from", to_string(licence.valid_from)},
            {"valid_until", licence.valid_until ? json(to_string(*licence.valid_until)) : json()}};
}

std::string_view outcome_text(documents::Outcome outcome) {
    switch (outcome) {
        case documents::Outcome::passed:
            return "passed";
        case documents::Outcome::failed:
            return "failed";
        case documents::Outcome::unknown:
            return "unknown";
    }
    return "";
}

}  // namespace

std::map<std::string, std::string> form_values(std::string_view form) {
    std::map<std::string, std::string> values;
    const json object = json::parse(form, nullptr, /*allow_exceptions=*/false);
    if (!object.is_object()) return values;
    for (const auto& [name, value] : object.items()) {
        values[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    return values;
}

std::string to_json(const Licence& licence, const Parts& parts) {
    return licence_json(licence, parts).dump();
}

std::string to_json(const std::vector<Licence>& licences, const Parts& parts) {
    json items = json::array();
    for (const Licence& licence : licences) items.push_back(licence_json(licence, parts));
    return http::listing(items.dump(), {1, std::ssize(licences)}, std::ssize(licences));
}

std::string verification_json(const documents::Verification& verification, std::string_view state) {
    const bool library_agrees = state.empty() || state == documents::code_of(documents::LicenceState::valid);
    json reasons = json::array();
    json checks = json::array();
    for (const documents::Check& check : verification.checks) {
        checks.push_back({{"name", check.name},
                          {"title", documents::title_of_check(check.name, Language::zh)},
                          {"outcome", outcome_text(check.outcome)}});
        if (check.outcome != documents::Outcome::failed) continue;
        for (const Finding& finding : check.findings) reasons.push_back(finding.to_string(Language::zh));
    }
    if (!library_agrees) {
        const auto known = documents::parse_state(state).value_or(documents::LicenceState::other);
        reasons.push_back(documents::title(known, Language::zh));
    }
    json value{{"valid", verification.none_failed() && library_agrees}, {"reasons", reasons}, {"checks", checks}};
    value["status"] = state;
    if (verification.licence) {
        const documents::Licence& licence = *verification.licence;
        value["id"] = licence.identifier;
        value["type_name"] = licence.type_name;
        value["holder_name"] = records::mask(records::Mask::name, licence.holder_name);
        value["issuer_name"] = licence.issuer_name;
        value["issued_on"] = to_string(licence.issued_on);
        value["valid_until"] = licence.valid_until ? json(to_string(*licence.valid_until)) : json();
    }
    return value.dump();
}

}  // namespace yici::licences
