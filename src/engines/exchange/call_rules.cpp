#include "engines/exchange/call_rules.h"

#include <algorithm>

namespace yici::exchange {
namespace {

using Outcome = std::optional<Refusal>;

Outcome refuse(ErrorKind kind, const char* key, std::string detail = {}) {
    return Refusal{kind, key, std::move(detail)};
}

Outcome check_form(const Call& call) {
    const auto incomplete = [](const char* what) {
        return refuse(ErrorKind::invalid_input, "exchange.call_incomplete", what);
    };
    if (call.id.empty() || call.id.size() > 64) return incomplete("id");
    if (call.application.empty()) return incomplete("application");
    if (call.purpose.empty()) return incomplete("purpose");
    if (call.basis.empty()) return incomplete("basis");
    if (call.officer.empty()) return incomplete("officer");
    if (call.fields.empty() != call.question.has_value()) return incomplete("fields or question");
    for (size_t i = 0; i < call.fields.size(); ++i) {
        const auto after = call.fields.begin() + static_cast<ptrdiff_t>(i) + 1;
        if (std::find(after, call.fields.end(), call.fields[i]) != call.fields.end()) return incomplete("fields twice");
    }
    return std::nullopt;
}

/// Calls `each` with every field that the call touches, the question's too; the first refusal ends it.
template <typename Each>
Outcome for_fields(const Call& call, Each&& each) {
    if (call.question) {
        if (call.question->kind == Question::Kind::exists) return std::nullopt;
        return each(call.question->field);
    }
    for (const std::string& field : call.fields) {
        if (Outcome refusal = each(field)) return refusal;
    }
    return std::nullopt;
}

Outcome check_grant(const Call& call, Date today, const CheckedCall& checked) {
    const Grant* grant = checked.grant.get();
    if (grant == nullptr || grant->organisation != call.organisation || grant->resource != call.resource) {
        return refuse(ErrorKind::forbidden, "exchange.no_grant", call.resource);
    }
    if (grant->revoked) return refuse(ErrorKind::forbidden, "exchange.grant_revoked", grant->id);
    if (grant->valid_until < today) return refuse(ErrorKind::forbidden, "exchange.grant_expired", grant->id);
    if (!grant->covers(call.matter)) return refuse(ErrorKind::forbidden, "exchange.matter_not_granted", call.matter);
    return for_fields(call, [&](const std::string& field) -> Outcome {
        if (checked.resource->has_item(field) && grant->grants_field(field)) return std::nullopt;
        return refuse(ErrorKind::forbidden, "exchange.field_not_granted", field);
    });
}

/// What the provider's side holds against the live case.
Outcome check_case(const Call& call, CheckedCall& checked) {
    if (!checked.live_case) return refuse(ErrorKind::forbidden, "exchange.no_such_case", call.case_number);
    const LiveCase& live = *checked.live_case;
    if (!is_live_state(live.state)) return refuse(ErrorKind::forbidden, "exchange.case_not_live", call.case_number);
    if (live.matter != call.matter) return refuse(ErrorKind::forbidden, "exchange.other_matter", call.matter);
    checked.subject = live.find_subject(call.subject);
    if (checked.subject == nullptr) return refuse(ErrorKind::forbidden, "exchange.other_subject", call.case_number);
    checked.use = live.find_use(call.material, call.resource);
    if (checked.use == nullptr) return refuse(ErrorKind::forbidden, "exchange.material_not_bound", call.material);
    if (call.question != checked.use->question) {
        return refuse(ErrorKind::forbidden, "exchange.question_not_needed", call.material);
    }
    for (const std::string& field : call.fields) {
        if (std::ranges::find(checked.use->fields, field) == checked.use->fields.end()) {
            return refuse(ErrorKind::forbidden, "exchange.field_not_needed", field);
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_call(const Call& call, const Resources& resources, const Grants& grants,
                                  const LiveCases& cases, Instant now, CheckedCall& checked) {
    checked = {};
    if (Outcome refusal = check_form(call)) return refusal;
    if (call.expires <= now) return refuse(ErrorKind::forbidden, "exchange.call_expired", call.id);
    checked.resource = resources.find(call.resource);
    if (checked.resource == nullptr) return refuse(ErrorKind::not_found, "exchange.no_such_resource", call.resource);
    if (checked.resource->share_type == 3) return refuse(ErrorKind::forbidden, "exchange.not_shared", call.resource);
    checked.grant =
        call.grant.empty() ? grants.find(call.organisation, call.resource, call.matter) : grants.find(call.grant);
    if (Outcome refusal = check_grant(call, china_date(now), checked)) return refusal;
    checked.live_case = cases.find(call.case_number);
    return check_case(call, checked);
}

}  // namespace yici::exchange
