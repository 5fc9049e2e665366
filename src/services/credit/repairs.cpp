#include "services/credit/credit_state.h"
#include "services/credit/credit_store.h"

namespace yici::credit {

namespace {

constexpr size_t kMostEvidence = 20;

void check_evidence(const std::vector<Evidence>& evidence) {
    if (evidence.empty()) throw Error(ErrorKind::rule_violated, "credit.no_evidence");
    if (evidence.size() > kMostEvidence) throw Error(ErrorKind::too_large, "credit.bad_request", "evidence");
    for (const Evidence& one : evidence) {
        check_reason(one.title);
        check_reason(one.content);
    }
}

std::string text_of(const std::vector<Evidence>& evidence) {
    std::string text;
    for (const Evidence& one : evidence) text += one.title + '\t' + one.content + '\n';
    return text;
}

bool sees(const Repair& repair, const Actor& by) {
    return by.authority || (!by.organisation.empty() && by.organisation == repair.organ) ||
           by.subject == repair.subject;
}

/// Whose turn an action is.
bool may(const Repair& repair, RepairAction action, const Actor& by) {
    if (action == RepairAction::submit || action == RepairAction::withdraw) return by.subject == repair.subject;
    return by.steward && by.organisation == repair.organ;
}

}  // namespace

std::optional<Date> Credit::repairable_from(const Entry& entry) const {
    const int days = repair_after_days(state_->parts.rules, entry);
    if (nature_of(state_->parts.rules, entry) != Nature::bad || days < 0) return std::nullopt;
    if (standing_of(entry, state_->today()) != Standing::published) return std::nullopt;
    return Date{std::chrono::sys_days(entry.decided_on) + std::chrono::days(days)};
}

Repair Credit::apply(std::string_view number, const std::string& reason, const std::vector<Evidence>& evidence,
                     const Actor& by, std::string_view request_key) {
    check_reason(reason);
    check_evidence(evidence);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const std::string fingerprint = fingerprint_of({"apply", number, reason, text_of(evidence)});
        if (const auto earlier = request_keys().find(transaction, by.id, request_key, fingerprint)) {
            return load_repair(transaction, *earlier).value();
        }
        const auto entry = load_entry(transaction, number);
        if (!entry || entry->subject != by.subject) {
            throw Error(ErrorKind::not_found, "credit.not_found", std::string(number));
        }
        const auto from = repairable_from(*entry);
        if (!from) throw Error(ErrorKind::rule_violated, "credit.not_repairable", entry->number);
        if (*from > state_->today()) throw Error(ErrorKind::rule_violated, "credit.too_early", to_string(*from));
        if (has_open_repair(transaction, entry->number)) {
            throw Error(ErrorKind::conflict, "credit.repair_open", entry->number);
        }
        Repair repair;
        repair.number = next_number(transaction, "XF", state_->today());
        repair.entry = entry->number;
        repair.subject = entry->subject;
        repair.organ = entry->organ;
        repair.reason = reason;
        repair.created_at = state_->now();
        repair.limit = codes::limit_of(state_->parts.calendar, state_->today(), state_->parts.rules.review_days);
        store_repair(transaction, repair);
        insert_evidence(transaction, repair.number, evidence, repair.created_at);
        state_->record(transaction, *entry, repair.number, by, "apply", reason);
        request_keys().keep(transaction, by.id, request_key, fingerprint, repair.number);
        return repair;
    });
}

Repair Credit::act(std::string_view number, const RepairAct& act, const Actor& by, std::string_view request_key) {
    check_reason(act.reason);
    const std::string fingerprint =
        fingerprint_of({to_string(act.action), number, act.reason, act.basis, text_of(act.evidence)});
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        if (const auto earlier = request_keys().find(transaction, by.id, request_key, fingerprint)) {
            return load_repair(transaction, *earlier).value();
        }
        auto found = load_repair(transaction, number);
        if (!found || !sees(*found, by)) throw Error(ErrorKind::not_found, "credit.not_found", std::string(number));
        Repair& repair = *found;
        if (!may(repair, act.action, by)) throw Error(ErrorKind::forbidden, "credit.not_yours");
        if (!state_allows(repair, act.action)) {
            throw Error(ErrorKind::conflict, "credit.not_now", std::string(name_of(repair.state)));
        }
        Entry entry = load_entry(transaction, repair.entry).value();
        const auto limit = [&](int days) { return codes::limit_of(state_->parts.calendar, state_->today(), days); };
        switch (act.action) {
            case RepairAction::supplement:
                repair.state = RepairState::supplementing;
                repair.supplemented = true;
                repair.answer = act.reason;
                repair.limit = limit(state_->parts.rules.supplement_days);
                break;
            case RepairAction::submit:
                check_evidence(act.evidence);
                insert_evidence(transaction, repair.number, act.evidence, state_->now());
                repair.state = RepairState::reviewing;
                repair.limit = limit(state_->parts.rules.review_days);
                break;
            case RepairAction::accept:
                if (entry.state != Standing::published) {
                    throw Error(ErrorKind::conflict, "credit.not_now", entry.number);
                }
                repair.state = RepairState::accepted;
                repair.answer = act.reason;
                repair.basis = act.basis;
                state_->end(transaction, entry, Standing::repaired, act.reason);
                break;
            case RepairAction::refuse:
                if (trim(act.basis).empty()) throw Error(ErrorKind::rule_violated, "credit.no_basis");
                repair.state = RepairState::refused;
                repair.answer = act.reason;
                repair.basis = act.basis;
                break;
            case RepairAction::withdraw:
                repair.state = RepairState::withdrawn;
                break;
        }
        if (repair.state != RepairState::reviewing && repair.state != RepairState::supplementing) repair.limit.reset();
        store_repair(transaction, repair);
        state_->record(transaction, entry, repair.number, by, to_string(act.action), act.reason);
        if (act.action == RepairAction::accept) {
            insert_event(transaction, entry.number, by, "repair", act.reason, state_->now());
        }
        request_keys().keep(transaction, by.id, request_key, fingerprint, repair.number);
        return repair;
    });
}

Repair Credit::repair(std::string_view number, const Actor& by) {
    auto found = state_->parts.database.read_value([&](db::Transaction& t) { return load_repair(t, number); });
    if (!found || !sees(*found, by)) throw Error(ErrorKind::not_found, "credit.not_found", std::string(number));
    return std::move(*found);
}

RepairPage Credit::repairs(const RepairFilter& filter) {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_repairs(transaction, filter, state_->today()); });
}

std::vector<Evidence> Credit::evidence(std::string_view repair) {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_evidence(transaction, repair); });
}

Opened Credit::object(std::string_view number, const std::string& field, const std::string& reason,
                      const std::string& claimed, const Actor& by, std::string_view request_key) {
    const auto entry = state_->parts.database.read_value([&](db::Transaction& t) { return load_entry(t, number); });
    if (!entry || entry->subject != by.subject) {
        throw Error(ErrorKind::not_found, "credit.not_found", std::string(number));
    }
    const Kind* kind = state_->parts.rules.kind(entry->kind);
    const records::RecordType* type = kind != nullptr ? state_->parts.records.types().find(kind->record_type) : nullptr;
    if (type == nullptr || type->find(field) == nullptr) {
        throw Error(ErrorKind::rule_violated, "credit.no_such_field", field);
    }
    return state_->parts.object(
        {entry->subject, type->type, entry->number, field, entry->organ, reason, claimed, std::string(request_key)});
}

}  // namespace yici::credit
