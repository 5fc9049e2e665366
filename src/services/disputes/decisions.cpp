#include "services/disputes/disputes_state.h"

namespace yici::disputes {

namespace {

constexpr const char* kSystemOfCorrection = "correction";

}  // namespace

Ticket Disputes::Inner::to_decide(db::Transaction& transaction, std::string_view id, const Actor& by) const {
    auto ticket = load_ticket(transaction, id);
    if (!ticket) throw Error(ErrorKind::not_found, "disputes.no_such_ticket", std::string(id));
    if (!by.steward || ticket->authority != by.organisation) {
        throw Error(ErrorKind::forbidden, "disputes.not_yours", ticket->id);
    }
    if (ticket->outcome != Outcome::open) throw Error(ErrorKind::conflict, "disputes.closed", ticket->id);
    return std::move(*ticket);
}

void Disputes::Inner::close(db::Transaction& transaction, Ticket& ticket, Outcome outcome, const std::string& answer,
                            const Actor& by) {
    ticket.outcome = outcome;
    ticket.answer = answer;
    ticket.decided_by = by.id;
    ticket.decided_by_name = by.name;
    ticket.closed = now();
    update_ticket(transaction, ticket);
    record(transaction, ticket, by, outcome == Outcome::corrected ? "correct" : "refuse", answer);
    transaction.after_commit([&disputed = parts.disputed, ticket] {
        disputed.remove(ticket.subject, disputed_type(ticket.type, ticket.item), ticket.field);
    });
}

Ticket Disputes::correct(std::string_view id, const std::string& value, const std::string& reason, const Actor& by) {
    Inner& state = *state_;
    check_reason(reason);
    const Ticket known = ticket(id, by);
    const records::Field& field = state.field_of(known.type, known.field);
    if (!records::fits(field.data_type, value)) {
        throw Error(ErrorKind::rule_violated, "records.value_wrong_type", known.field);
    }
    const std::string code = state.code_of(known);
    const std::string record = record_of(known, code);
    const bool same = state.parts.records.golden_value(known.type, record, known.field).value_or("") == value;
    const auto uses = state.find_uses(code, known.type, known.field, &value);
    return state.parts.database.write_value([&](db::Transaction& transaction) {
        Ticket open = state.to_decide(transaction, id, by);
        if (same) throw Error(ErrorKind::rule_violated, "disputes.same_value", open.id);
        records::Observation said;
        said.type = open.type;
        said.subject = record;
        said.source = {open.authority, kSystemOfCorrection};
        said.observed = state.now();
        said.values = {{open.field, value}};
        state.parts.records.add(transaction, said);
        if (state.parts.corrected) state.parts.corrected(transaction, open, value);
        state.mark(transaction, open, uses, "corrected");
        state.close(transaction, open, Outcome::corrected, reason, by);
        return open;
    });
}

Ticket Disputes::refuse(std::string_view id, const std::string& reason, const Actor& by) {
    Inner& state = *state_;
    check_reason(reason);
    const Ticket known = ticket(id, by);
    auto uses = state.find_uses(state.code_of(known), known.type, known.field, nullptr);
    for (UsedBy& used : uses) used.effect = "unchanged";
    return state.parts.database.write_value([&](db::Transaction& transaction) {
        Ticket open = state.to_decide(transaction, id, by);
        state.mark(transaction, open, uses, "confirmed");
        state.close(transaction, open, Outcome::refused, reason, by);
        return open;
    });
}

Ticket Disputes::extend(std::string_view id, const std::string& reason, const Actor& by) {
    check_reason(reason);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        Ticket open = state_->to_decide(transaction, id, by);
        if (!open.extension.empty()) throw Error(ErrorKind::conflict, "disputes.extended_once", open.id);
        open.extension = reason;
        open.limit = codes::limit_of(state_->parts.calendar, open.limit.due, state_->parts.policy.extension_days);
        update_ticket(transaction, open);
        state_->record(transaction, open, by, "extend", reason);
        return open;
    });
}

Ticket Disputes::add_evidence(std::string_view id, const std::string& text, const Actor& by) {
    check_reason(text);
    const Ticket known = ticket(id, by);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const auto open = load_ticket(transaction, known.id);
        if (!open || open->outcome != Outcome::open) throw Error(ErrorKind::conflict, "disputes.closed", known.id);
        state_->record(transaction, *open, by, "evidence", text);
        return *open;
    });
}

}  // namespace yici::disputes
