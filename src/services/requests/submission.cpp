#include <algorithm>
#include <set>

#include "services/requests/requests_state.h"

namespace yici::requests {

namespace {

[[noreturn]] void refuse(const char* key, std::string detail = {}) {
    throw Error(ErrorKind::rule_violated, key, std::move(detail));
}

void check_fields(const exchange::Resource& resource, const std::vector<std::string>& fields) {
    if (fields.empty()) refuse("requests.no_fields");
    std::set<std::string_view> seen;
    for (const std::string& field : fields) {
        if (!resource.has_item(field) || !seen.insert(field).second) refuse("requests.no_such_item", field);
    }
}

/// A material that already asks this resource may be given what it needs and nothing beyond.
void check_need(const matters::Material& material, const std::string& resource,
                const std::vector<std::string>& fields) {
    std::set<std::string, std::less<>> needed;
    bool bound = false;
    for (const matters::Alternative& alternative : material.alternatives) {
        if (alternative.resource != resource) continue;
        bound = true;
        needed.insert(alternative.fields.begin(), alternative.fields.end());
        if (alternative.question && !alternative.question->field.empty()) needed.insert(alternative.question->field);
    }
    if (!bound) return;  // the pack will bind it; until then no call is possible anyway
    for (const std::string& field : fields) {
        if (!needed.contains(field)) refuse("requests.field_not_needed", field);
    }
}

void take_purpose(Request& request, const matters::Catalogue& matters) {
    if (request.purpose == "supervision") {
        if (request.matter.empty()) refuse("requests.no_supervised_item");
        if (request.basis.empty()) refuse("requests.no_basis");
        request.material.clear();
        return;
    }
    if (request.purpose != "matter") refuse("requests.unknown_purpose", request.purpose);
    const matters::Matter* matter = matters.find(request.matter);
    if (matter == nullptr) refuse("requests.unknown_matter", request.matter);
    if (matter->department != request.requester) refuse("requests.not_your_matter", request.matter);
    const auto material = std::ranges::find(matter->materials, request.material, &matters::Material::code);
    if (material == matter->materials.end()) refuse("requests.unknown_material", request.material);
    check_need(*material, request.resource, request.terms.fields);
    if (request.basis.empty() && !matter->legal_basis.empty()) {
        request.basis = matter->legal_basis[0].name + matter->legal_basis[0].article;
    }
    if (request.basis.empty()) refuse("requests.no_basis");
}

}  // namespace

void Requests::Inner::take(Request& request, const Draft& draft) const {
    const exchange::Resource& resource = resource_of(draft.resource);
    request.resource = resource.code;
    request.provider = resource.provider;
    request.purpose = draft.purpose;
    request.matter = draft.matter;
    request.material = draft.material;
    request.reason = draft.reason;
    request.basis = draft.basis;
    request.ground = draft.ground;
    request.terms.fields = draft.fields;
    request.terms.daily_quota = draft.daily_quota == 0 ? parts.policy.daily_quota : draft.daily_quota;
    const auto after = [&](int days) { return Date{std::chrono::sys_days(today()) + std::chrono::days(days)}; };
    request.terms.valid_until = draft.valid_until.value_or(after(parts.policy.grant_days));
    if (trim(request.reason).empty()) refuse("requests.no_reason");
    check_fields(resource, request.terms.fields);
    take_purpose(request, parts.matters);
    if (request.terms.daily_quota < 1 || request.terms.daily_quota > parts.policy.largest_daily_quota) {
        refuse("requests.quota_out_of_range", "1–" + std::to_string(parts.policy.largest_daily_quota));
    }
    if (request.terms.valid_until < today() || request.terms.valid_until > after(parts.policy.longest_grant_days)) {
        refuse("requests.validity_out_of_range", to_string(after(parts.policy.longest_grant_days)));
    }
}

void Requests::Inner::submit(db::Transaction& transaction, Request& request) {
    const exchange::Resource& resource = resource_of(request.resource);
    const auto known =
        parts.grants.find_for(request.requester, request.resource, request.matter, request.terms.fields, today());
    const bool has_all =
        known && known->in_force(today()) && known->covers(request.matter) &&
        std::ranges::all_of(request.terms.fields, [&](const auto& field) { return known->grants_field(field); });
    if (has_all) throw Error(ErrorKind::conflict, "requests.already_granted", known->id);
    const ShareTerms shared = share_terms(parts, resource);
    const int share_type = shared.of(request.terms.fields);
    if (share_type == 3 && trim(request.ground).empty()) refuse("requests.no_ground", shared.condition);
    request.offer.reset();
    request.condition.clear();
    request.answer.clear();
    const bool own = request.provider == request.requester;
    if (share_type == 1 || own) {
        open(transaction, request, request.terms);
    } else {
        enter(request, State::reviewing, Stage::precheck, parts.policy.precheck_days);
    }
}

Terms offered_terms(const Request& request, const Act& act) {
    Terms terms = request.terms;
    if (!act.fields.empty()) {
        for (const std::string& field : act.fields) {
            if (std::ranges::find(request.terms.fields, field) == request.terms.fields.end()) {
                refuse("requests.more_than_asked", field);
            }
        }
        terms.fields = act.fields;
    }
    if (act.daily_quota < 0 || act.daily_quota > terms.daily_quota) refuse("requests.more_than_asked", "daily_quota");
    if (act.daily_quota > 0) terms.daily_quota = act.daily_quota;
    if (act.valid_until) {
        if (*act.valid_until > terms.valid_until) refuse("requests.more_than_asked", "valid_until");
        terms.valid_until = *act.valid_until;
    }
    return terms;
}

}  // namespace yici::requests
