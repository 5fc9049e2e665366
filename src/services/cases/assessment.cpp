#include <algorithm>

#include "foundation/base/text.h"
#include "services/cases/case_store.h"
#include "services/cases/cases_state.h"

namespace yici::cases {

matters::CaseFacts facts_of(const Case& item, const std::vector<MaterialResult>& results) {
    matters::CaseFacts facts{item.form, item.subject, china_date(item.received_at), {}};
    for (const MaterialResult& result : results) {
        for (const FieldValue& field : result.fields) facts.values[result.material + "." + field.name] = field.value;
        if (!result.answer.empty()) facts.values[result.material + ".answer"] = result.answer;
    }
    return facts;
}

namespace {

decisions::Use use_of(const Case& item, std::string purpose, matters::RuleAnswer answer, Instant now) {
    return {item.number,
            std::move(purpose),
            std::move(answer.decision),
            item.department,
            now,
            std::move(answer.inputs),
            std::move(answer.value),
            std::move(answer.outcome),
            std::move(answer.reason_zh),
            std::move(answer.reason_en),
            std::move(answer.why_zh),
            std::move(answer.why_en)};
}

bool same(const decisions::Use& one, const decisions::Use& other) {
    return one.purpose == other.purpose && one.decision == other.decision && one.inputs == other.inputs &&
           one.answer == other.answer && one.outcome == other.outcome && one.reason_zh == other.reason_zh;
}

}  // namespace

std::vector<decisions::Use> Cases::Inner::assess(db::Transaction& transaction, const Case& item, const Actor& by) {
    const matters::Matter& matter = matter_of(item.matter);
    std::vector<decisions::Use> said;
    if (!matter.eligibility.compiled && !matter.fee.compiled) return said;
    const matters::CaseFacts facts = facts_of(item, load_materials(transaction, item.number));
    if (auto answer = matters::eligibility(matter, facts, parts.clock))
        said.push_back(use_of(item, "eligibility", std::move(*answer), now()));
    if (auto answer = matters::fee(matter, facts, parts.clock))
        said.push_back(use_of(item, "fee", std::move(*answer), now()));
    const auto known = decisions::Decisions::uses_of(transaction, item.number);
    std::string data;
    for (const decisions::Use& use : said) {
        if (std::ranges::any_of(known, [&](const decisions::Use& earlier) { return same(earlier, use); })) continue;
        decisions::Decisions::keep(transaction, use);
        data += data.empty() ? "{" : ",";
        append_json_string(data, use.purpose);
        data += ':';
        append_json_string(data, use.outcome);
    }
    if (!data.empty()) {
        parts.journal.append(transaction, {"case.assessed", by.id, parts.subjects.digest_of(transaction, item.subject),
                                           item.number, data + "}"});
    }
    return said;
}

void Cases::assess(std::string_view number, const Actor& by) {
    state_->parts.database.write([&](db::Transaction& transaction) {
        const auto item = load_case(transaction, number);
        if (!item) throw Error(ErrorKind::not_found, "cases.not_found", std::string(number));
        (void)state_->assess(transaction, *item, by);
    });
}

std::vector<decisions::Use> Cases::assessments(std::string_view number) {
    return state_->parts.database.read_value(
        [&](db::Transaction& t) { return decisions::Decisions::uses_of(t, number); });
}

}  // namespace yici::cases
