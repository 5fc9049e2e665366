#include <algorithm>

#include "engines/codes/codes.h"
#include "foundation/crypto/hash.h"
#include "services/disputes/disputes_state.h"

namespace yici::disputes {

namespace {

Actor actor_of(const Report& report) {
    return {report.by, report.by_name, report.organisation, false, false};
}

TicketSource source_of(const Report& report, Instant time) {
    return {0,
            report.source,
            report.by,
            report.by_name,
            report.organisation,
            report.reason,
            report.claimed,
            report.case_number,
            time};
}

bool may_see(const Ticket& ticket, const std::vector<TicketSource>& sources, const Actor& by) {
    if (by.authority || ticket.authority == by.organisation) return true;
    return std::ranges::any_of(sources, [&](const TicketSource& source) {
        return !source.organisation.empty() && source.organisation == by.organisation;
    });
}

}  // namespace

std::string fingerprint_of(const Report& report) {
    return to_hex(crypto::sm3(report.subject + '\n' + report.type + '\n' + report.field + '\n' + report.reason + '\n' +
                              report.claimed + '\n' + report.case_number +
                              (report.item.empty() ? "" : '\n' + report.item)));
}

void Disputes::Inner::record(db::Transaction& transaction, const Ticket& ticket, const Actor& by,
                             std::string_view action, std::string_view note) {
    insert_event(transaction, ticket.id, by, action, note, now());
    std::string data = R"({"type":)";
    append_json_string(data, ticket.type);
    data += R"(,"field":)";
    append_json_string(data, ticket.field);
    data +=
        R"(,"authority":")" + ticket.authority + R"(","outcome":")" + std::string(to_string(ticket.outcome)) + "\"}";
    parts.journal.append(transaction, {"ticket." + std::string(action), by.id, ticket.subject, ticket.id, data});
}

Ticket Disputes::Inner::open(db::Transaction& transaction, const std::string& subject, const Report& report) {
    const records::Field& field = field_of(report.type, report.field);
    if (auto known = load_open(transaction, {subject, report.type, report.field, report.item})) {
        if (insert_source(transaction, known->id, source_of(report, now()))) {
            record(transaction, *known, actor_of(report), "merge", to_string(report.source));
            ++known->sources;
        }
        return std::move(*known);
    }
    Ticket ticket;
    ticket.id = next_ticket_id(transaction, today());
    ticket.subject = subject;
    ticket.type = report.type;
    ticket.field = report.field;
    ticket.item = report.item;
    ticket.authority = report.authority.empty() ? field.authority : report.authority;
    ticket.opened = now();
    ticket.limit = codes::limit_of(parts.calendar, today(), parts.policy.correction_days);
    ticket.sources = 1;
    insert_ticket(transaction, ticket);
    (void)insert_source(transaction, ticket.id, source_of(report, now()));
    record(transaction, ticket, actor_of(report), "open", to_string(report.source));
    transaction.after_commit([&disputed = parts.disputed, ticket] {
        disputed.add(ticket.subject, disputed_type(ticket.type, ticket.item), ticket.field);
    });
    return ticket;
}

Ticket Disputes::report(const Report& report) {
    Inner& state = *state_;
    (void)state.field_of(report.type, report.field);
    check_reason(report.reason);
    const std::string subject = state.parts.subjects.digest_of(report.subject);
    const RecordField record{subject, report.type, report.field, report.item};
    Instant newest{};
    if (report.source == SourceKind::quality) {
        const std::string code = report.item.empty() ? report.subject : report.subject + "/" + report.item;
        for (const records::Version& version : state.parts.records.history(report.type, code)) {
            newest = std::max(newest, version.recorded);
        }
    }
    Ticket ticket = state.parts.database.write_value([&](db::Transaction& transaction) {
        const std::string fingerprint = fingerprint_of(report);
        if (const auto earlier = request_keys().find(transaction, report.by, report.request_key, fingerprint)) {
            return load_ticket(transaction, *earlier).value();
        }
        if (report.source == SourceKind::quality) {
            const auto last = load_last(transaction, record);
            if (last && last->outcome == Outcome::refused && last->closed && *last->closed >= newest) return *last;
        }
        Ticket made = state.open(transaction, subject, report);
        request_keys().keep(transaction, report.by, report.request_key, fingerprint, made.id);
        return made;
    });
    if (ticket.outcome == Outcome::open) state.mark_open(ticket, report.subject);
    return ticket;
}

std::vector<Ticket> Disputes::report_contradictions(std::string_view type, std::string_view code,
                                                    std::string_view rule) {
    std::vector<Ticket> tickets;
    for (const records::Contradiction& one : state_->parts.records.contradictions(type, code)) {
        Report made;
        made.subject = code;
        made.type = type;
        made.field = one.field;
        made.source = SourceKind::quality;
        made.by = rule;
        made.by_name = state_->parts.organisations.name_of(one.source.organisation);
        made.organisation = one.source.organisation;
        made.reason = made.by_name + "的记录与登记簿不一致";
        made.claimed = one.value;
        tickets.push_back(report(made));
    }
    return tickets;
}

TicketPage Disputes::tickets(const TicketFilter& filter) {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_tickets(transaction, filter, state_->today()); });
}

Ticket Disputes::ticket(std::string_view id, const Actor& by) {
    auto found = state_->parts.database.read_value([&](db::Transaction& transaction) {
        auto ticket = load_ticket(transaction, id);
        if (ticket && !may_see(*ticket, load_sources(transaction, id), by)) ticket.reset();
        return ticket;
    });
    if (!found) throw Error(ErrorKind::not_found, "disputes.no_such_ticket", std::string(id));
    return std::move(*found);
}

std::vector<TicketEvent> Disputes::events(std::string_view id) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_events(t, id); });
}

Evidence Disputes::evidence(std::string_view id, const Actor& by) {
    const Ticket known = ticket(id, by);
    if (!by.authority && known.authority != by.organisation) {
        throw Error(ErrorKind::forbidden, "disputes.not_yours", known.id);
    }
    const std::string code = state_->code_of(known);
    const std::string record = record_of(known, code);
    Evidence evidence;
    evidence.value = state_->parts.records.golden_value(known.type, record, known.field).value_or("");
    for (const records::Version& version : state_->parts.records.history(known.type, record)) {
        const records::Observation& said = version.observation;
        for (const auto& [field, value] : said.values) {
            if (field != known.field) continue;
            evidence.said.push_back(
                {said.source.organisation, said.source.system, value, said.observed, value == evidence.value});
        }
    }
    if (known.field == "birth_date") {
        if (const auto number = codes::IdNumber::parse(code)) evidence.id_number_says = to_string(number->birth_date());
    }
    // To read somebody's data is journaled; whoever it is about sees it.
    std::string data =
        R"({"organisation":")" + by.organisation + R"(","matter":"","material":"","resource":"","fields":[)";
    append_json_string(data, title_of(known.type, known.field));
    data += R"(],"purpose":"数据校正","basis":"数据校正单","result":"ok"})";
    state_->parts.database.write([&](db::Transaction& transaction) {
        state_->parts.journal.append(transaction, {"record.viewed", by.id, known.subject, known.id, data});
        evidence.sources = load_sources(transaction, id);
    });
    return evidence;
}

std::vector<BodyFigures> Disputes::figures() {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_figures(transaction, state_->today()); });
}

}  // namespace yici::disputes
