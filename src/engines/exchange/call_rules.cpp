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

std::shared_ptr<const Grant> find_grant(const Call& call, const Grants& grants, Date today) {
    if (!call.question) return grants.find_for(call.organisation, call.resource, call.matter, call.fields, today);
    std::vector<std::string> asked;
    if (!call.question->field.empty()) asked.push_back(call.question->field);
    return grants.find_for(call.organisation, call.resource, call.matter, asked, today);
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
    const Date today = china_date(now);
    checked.grant = call.grant.empty() ? find_grant(call, grants, today) : grants.find(call.grant);
    const bool statutory = checked.grant && checked.grant->statutory;
    if (checked.resource->share_type == 3 && !statutory) {
        return refuse(ErrorKind::forbidden, "exchange.not_shared", call.resource);
    }
    if (Outcome refusal = check_grant(call, today, checked)) return refusal;
    checked.live_case = cases.find(call.case_number);
    return check_case(call, checked);
}

}  // namespace yici::exchange
