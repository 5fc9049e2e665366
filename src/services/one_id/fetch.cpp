#include "services/one_id/fetch.h"

#include <algorithm>

#include "foundation/base/instants.h"
#include "foundation/base/text.h"

namespace yici::one_id {

namespace {

using cases::MaterialResult;
using cases::MaterialStatus;

/// A call outlives its case-bound purpose by no more than this (project convention).
constexpr auto kCallLifetime = std::chrono::minutes(2);

exchange::Call call_of(const Parts& parts, const cases::Case& item, const matters::Matter& matter,
                       const matters::Material& material, const matters::Alternative& alternative,
                       const cases::Actor& by) {
    exchange::Call call;
    const Instant now = parts.clock.now();
    call.id = item.number + "-" + material.code + "-" + std::to_string(micros(now));
    call.application = "desk";
    call.organisation = matter.department;
    call.resource = alternative.resource;
    call.matter = matter.code;
    call.case_number = item.number;
    call.material = material.code;
    call.subject = item.subject;
    call.fields = alternative.fields;
    call.question = alternative.question;
    call.purpose = matter.name + "：" + material.name;
    if (!matter.legal_basis.empty()) call.basis = matter.legal_basis[0].name + matter.legal_basis[0].article;
    call.officer = by.id;
    call.expires = now + kCallLifetime;
    return call;
}

void take_values(const Parts& parts, const cases::Case& item, const exchange::Resource& resource,
                 const exchange::Answer& answer, MaterialResult& result) {
    const records::RecordType* type = parts.types.find(resource.record_type);
    for (const auto& [name, value] : answer.values) {
        cases::FieldValue field{name, name, name, value, "", false};
        if (const records::Field* known = type != nullptr ? type->find(name) : nullptr) {
            field.title = known->title;
            field.title_en = known->title_en;
            field.mask = records::to_string(known->mask);
        }
        field.disputed = parts.is_disputed && parts.is_disputed(item.subject, resource.record_type, name);
        result.disputed = result.disputed || field.disputed;
        result.fields.push_back(std::move(field));
    }
}

/// Takes over what a resource answered; true when the material is settled by it.
bool take_answer(const Parts& parts, const cases::Case& item, const exchange::Resource& resource,
                 const exchange::Answer& answer, MaterialResult& result) {
    result.source = resource.provider;
    result.resource = resource.code;
    result.system = answer.system;
    result.attempts = answer.attempts;
    result.milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(answer.times.answered - answer.times.received).count();
    result.answer_sm3 = to_hex(answer.answer_sm3);
    switch (answer.result) {
        case exchange::Result::ok:
            take_values(parts, item, resource, answer, result);
            result.status = MaterialStatus::present;
            return true;
        case exchange::Result::yes:
            result.answer = "yes";
            result.status = MaterialStatus::present;
            return true;
        case exchange::Result::no:
            result.answer = "no";
            result.status = MaterialStatus::missing;
            result.note = "one_id.answer_no";
            return false;
        case exchange::Result::none:
            result.status = MaterialStatus::missing;
            result.note = "one_id.no_record";
            return false;
        case exchange::Result::failed:
        case exchange::Result::refused:
            result.status = MaterialStatus::failed;
            result.note = answer.reason;
            return false;
    }
    return false;
}

const std::string* value_at(const std::vector<MaterialResult>& results, std::string_view path, size_t& index) {
    const size_t dot = path.find('.');
    if (dot == std::string_view::npos) return nullptr;
    for (index = 0; index < results.size(); ++index) {
        if (results[index].material != path.substr(0, dot)) continue;
        if (results[index].status == MaterialStatus::brought) return nullptr;
        for (const cases::FieldValue& field : results[index].fields) {
            if (field.name == path.substr(dot + 1)) return &field.value;
        }
    }
    return nullptr;
}

}  // namespace

MaterialResult fetch(const Parts& parts, const cases::Case& item, const matters::Matter& matter,
                     const matters::Material& material, const cases::Actor& by) {
    MaterialResult best;
    best.material = material.code;
    best.status = MaterialStatus::missing;
    bool tried = false;
    for (const matters::Alternative& alternative : material.alternatives) {
        if (alternative.identity_card) {
            best.status = MaterialStatus::present;
            return best;
        }
        if (!alternative.bring.empty()) {
            // A source that is away may come back: the clerk is offered both, to try again or to take the paper.
            if (!tried || best.status == MaterialStatus::missing) best.status = MaterialStatus::to_bring;
            if (best.note.empty()) best.note = alternative.bring;
            continue;
        }
        const exchange::Resource* resource = parts.resources.find(alternative.resource);
        if (resource == nullptr) continue;
        MaterialResult result;
        result.material = material.code;
        if (alternative.question && parts.is_disputed) {
            result.disputed = parts.is_disputed(item.subject, resource->record_type, alternative.question->field);
        }
        const exchange::Answer answer = parts.gateway.call(call_of(parts, item, matter, material, alternative, by));
        const bool settled = take_answer(parts, item, *resource, answer, result);
        if (settled) return result;
        if (!tried) best = std::move(result);
        tried = true;
    }
    return best;
}

namespace {

/// `path` is "material.field".
void mark_disputed(MaterialResult& result, std::string_view path) {
    for (cases::FieldValue& field : result.fields) {
        if (path.substr(path.find('.') + 1) == field.name) field.disputed = true;
    }
}

}  // namespace

void find_contradictions(const matters::Matter& matter, std::vector<MaterialResult>& results) {
    for (const matters::Check& check : matter.checks) {
        size_t left_index = 0;
        size_t right_index = 0;
        const std::string* left = value_at(results, check.left, left_index);
        const std::string* right = value_at(results, check.right, right_index);
        if (left == nullptr || right == nullptr || left->empty() || right->empty() || *left == *right) continue;
        results[left_index].status = MaterialStatus::contradictory;
        results[right_index].status = MaterialStatus::contradictory;
        mark_disputed(results[left_index], check.left);
        mark_disputed(results[right_index], check.right);
        results[left_index].note = check.left + " ≠ " + check.right;
        results[right_index].note = check.right + " ≠ " + check.left;
    }
}

}  // namespace yici::one_id
