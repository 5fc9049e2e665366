#include "services/disputes/ticket_store.h"

#include "engines/codes/codes.h"
#include "foundation/base/instants.h"

namespace yici::disputes {

namespace {

constexpr std::string_view kTicket =
    "SELECT id, subject, type, field, authority, outcome, opened_at, due_on, yellow_from, extension, answer, "
    "decided_by, decided_by_name, closed_at, (SELECT COUNT(*) FROM disputes_sources s WHERE s.ticket = "
    "disputes_tickets.id), item FROM disputes_tickets";

Ticket ticket_of(const db::Row& row) {
    Ticket ticket;
    ticket.id = row.text(0);
    ticket.subject = row.text(1);
    ticket.type = row.text(2);
    ticket.field = row.text(3);
    ticket.authority = row.text(4);
    ticket.outcome = parse_outcome(row.text(5)).value_or(Outcome::open);
    ticket.opened = instant_of(row.integer(6));
    ticket.limit = {parse_date(row.text(7)).value_or(Date{}), parse_date(row.text(8)).value_or(Date{})};
    ticket.extension = row.text(9);
    ticket.answer = row.text(10);
    ticket.decided_by = row.text(11);
    ticket.decided_by_name = row.text(12);
    if (const auto closed = row.integer_or_none(13)) ticket.closed = instant_of(*closed);
    ticket.sources = row.integer(14);
    ticket.item = row.text(15);
    return ticket;
}

std::string open_key_of(const RecordField& record) {
    const std::string key = record.subject + "|" + record.type + "|" + record.field;
    return record.item.empty() ? key : key + "|" + record.item;
}

std::string open_key_of(const Ticket& ticket) {
    return open_key_of(RecordField{ticket.subject, ticket.type, ticket.field, ticket.item});
}

std::optional<Ticket> one(const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    return ticket_of(*row);
}

struct Where {
    std::string sql = " WHERE 1 = 1";
    std::vector<db::Value> parameters;

    void add(const std::string& condition, std::vector<db::Value> values) {
        sql += " AND " + condition;
        for (db::Value& value : values) parameters.push_back(std::move(value));
    }
};

Where where_of(const TicketFilter& filter, Date today) {
    constexpr const char* kReported =
        "EXISTS (SELECT 1 FROM disputes_sources s WHERE s.ticket = disputes_tickets.id AND s.organisation = ?)";
    Where where;
    if (filter.side == "mine") {
        where.add("authority = ?", {filter.organisation});
    } else if (filter.side == "reported") {
        where.add(kReported, {filter.organisation});
    } else if (!filter.organisation.empty()) {
        where.add(std::string("(authority = ? OR ") + kReported + ")", {filter.organisation, filter.organisation});
    }
    if (!filter.outcome.empty()) where.add("outcome = ?", {filter.outcome});
    if (!filter.type.empty()) where.add("type = ?", {filter.type});
    if (!filter.authority.empty()) where.add("authority = ?", {filter.authority});
    const std::string day = to_string(today);
    if (!filter.light.empty()) where.add("outcome = 'open'", {});
    if (filter.light == "green") where.add("due_on >= ? AND yellow_from > ?", {day, day});
    if (filter.light == "yellow") where.add("due_on >= ? AND yellow_from <= ?", {day, day});
    if (filter.light == "red") where.add("due_on < ?", {day});
    return where;
}

int64_t next_step(db::Transaction& transaction, const char* table, std::string_view ticket) {
    return transaction
               .query_one(std::string("SELECT COALESCE(MAX(step), 0) FROM ") + table + " WHERE ticket = ?",
                          {std::string(ticket)})
               ->integer(0) +
           1;
}

}  // namespace

std::optional<Ticket> load_ticket(db::Transaction& transaction, std::string_view id) {
    return one(transaction.query_one(std::string(kTicket) + " WHERE id = ?", {std::string(id)}));
}

std::optional<Ticket> load_open(db::Transaction& transaction, const RecordField& record) {
    return one(transaction.query_one(std::string(kTicket) + " WHERE open_key = ?", {open_key_of(record)}));
}

std::optional<Ticket> load_last(db::Transaction& transaction, const RecordField& record) {
    return one(transaction.query_one(
        std::string(kTicket) +
            " WHERE subject = ? AND type = ? AND field = ? AND item = ? ORDER BY opened_at DESC, id DESC LIMIT 1",
        {record.subject, record.type, record.field, record.item}));
}

TicketPage load_tickets(db::Transaction& transaction, const TicketFilter& filter, Date today) {
    Where where = where_of(filter, today);
    TicketPage page;
    page.total = transaction.query("SELECT COUNT(*) FROM disputes_tickets" + where.sql, db::Values(where.parameters))
                     .at(0)
                     .integer(0);
    where.parameters.emplace_back(filter.part.size);
    where.parameters.emplace_back(filter.part.offset());
    for (const db::Row& row :
         transaction.query(std::string(kTicket) + where.sql + " ORDER BY opened_at DESC, id DESC LIMIT ? OFFSET ?",
                           db::Values(where.parameters))) {
        page.items.push_back(ticket_of(row));
    }
    return page;
}

void each_open(db::Transaction& transaction, const std::function<void(const Ticket&)>& each) {
    transaction.query_each(std::string(kTicket) + " WHERE outcome = 'open'", {}, [&](const db::Row& row) {
        each(ticket_of(row));
        return true;
    });
}

void insert_ticket(db::Transaction& transaction, const Ticket& ticket) {
    transaction.execute(
        "INSERT INTO disputes_tickets (id, subject, type, field, authority, outcome, opened_at, due_on, yellow_from, "
        "extension, answer, decided_by, decided_by_name, closed_on, open_key, item) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "'', '', '', '', '', ?, ?)",
        {ticket.id, ticket.subject, ticket.type, ticket.field, ticket.authority, std::string(to_string(ticket.outcome)),
         micros(ticket.opened), to_string(ticket.limit.due), to_string(ticket.limit.yellow_from), open_key_of(ticket),
         ticket.item});
}

void update_ticket(db::Transaction& transaction, const Ticket& ticket) {
    const bool open = ticket.outcome == Outcome::open;
    transaction.execute(
        "UPDATE disputes_tickets SET outcome = ?, due_on = ?, yellow_from = ?, extension = ?, answer = ?, decided_by = "
        "?, "
        "decided_by_name = ?, closed_at = ?, closed_on = ?, open_key = ? WHERE id = ?",
        {std::string(to_string(ticket.outcome)), to_string(ticket.limit.due), to_string(ticket.limit.yellow_from),
         ticket.extension, ticket.answer, ticket.decided_by, ticket.decided_by_name,
         ticket.closed ? db::Value(micros(*ticket.closed)) : db::Value(),
         ticket.closed ? to_string(china_date(*ticket.closed)) : std::string(),
         open ? db::Value(open_key_of(ticket)) : db::Value(), ticket.id});
}

bool insert_source(db::Transaction& transaction, std::string_view ticket, const TicketSource& source) {
    const auto twin = transaction.query_one(
        "SELECT 1 FROM disputes_sources WHERE ticket = ? AND kind = ? AND made_by = ? AND reason = ? AND claimed = ? "
        "AND case_number = ? LIMIT 1",
        {std::string(ticket), std::string(to_string(source.kind)), source.by, source.reason, source.claimed,
         source.case_number});
    if (twin) return false;
    transaction.execute(
        "INSERT INTO disputes_sources (ticket, step, kind, made_by, made_by_name, organisation, reason, claimed, "
        "case_number, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {std::string(ticket), next_step(transaction, "disputes_sources", ticket), std::string(to_string(source.kind)),
         source.by, source.by_name, source.organisation, source.reason, source.claimed, source.case_number,
         micros(source.time)});
    return true;
}

std::vector<TicketSource> load_sources(db::Transaction& transaction, std::string_view ticket) {
    std::vector<TicketSource> sources;
    for (const db::Row& row :
         transaction.query("SELECT step, kind, made_by, made_by_name, organisation, reason, claimed, case_number, time "
                           "FROM disputes_sources WHERE ticket = ? ORDER BY step",
                           {std::string(ticket)})) {
        sources.push_back({row.integer(0), parse_source_kind(row.text(1)).value_or(SourceKind::quality), row.text(2),
                           row.text(3), row.text(4), row.text(5), row.text(6), row.text(7),
                           instant_of(row.integer(8))});
    }
    return sources;
}

void insert_event(db::Transaction& transaction, std::string_view ticket, const Actor& by, std::string_view action,
                  std::string_view note, Instant time) {
    transaction.execute(
        "INSERT INTO disputes_events (ticket, step, time, actor, actor_name, organisation, action, note) VALUES (?, ?, "
        "?, ?, ?, ?, ?, ?)",
        {std::string(ticket), next_step(transaction, "disputes_events", ticket), micros(time), by.id, by.name,
         by.organisation, std::string(action), std::string(note)});
}

std::vector<TicketEvent> load_events(db::Transaction& transaction, std::string_view ticket) {
    std::vector<TicketEvent> events;
    for (const db::Row& row : transaction.query("SELECT step, time, actor_name, organisation, action, note FROM "
                                                "disputes_events WHERE ticket = ? ORDER BY step",
                                                {std::string(ticket)})) {
        events.push_back(
            {row.integer(0), instant_of(row.integer(1)), row.text(2), row.text(3), row.text(4), row.text(5)});
    }
    return events;
}

void store_effect(db::Transaction& transaction, std::string_view ticket, const UsedBy& used) {
    transaction.execute(
        "INSERT INTO disputes_effects (ticket, case_number, material, matter, organisation, application, here, effect, "
        "time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ticket, case_number, material) DO UPDATE SET effect = "
        "excluded.effect",
        {std::string(ticket), used.case_number, used.material, used.matter, used.organisation, used.application,
         int64_t{used.here ? 1 : 0}, used.effect, micros(used.time)});
}

std::vector<UsedBy> load_effects(db::Transaction& transaction, std::string_view ticket) {
    std::vector<UsedBy> effects;
    for (const db::Row& row :
         transaction.query("SELECT case_number, matter, material, organisation, application, here, effect, time FROM "
                           "disputes_effects WHERE ticket = ? ORDER BY time, case_number, material",
                           {std::string(ticket)})) {
        effects.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5) != 0,
                           row.text(6), "", instant_of(row.integer(7))});
    }
    return effects;
}

std::string next_ticket_id(db::Transaction& transaction, Date day) {
    return codes::make_day_number("JZ", day, db::next_of_day(transaction, "disputes_sequences", to_string(day)));
}

std::vector<BodyFigures> load_figures(db::Transaction& transaction, Date today) {
    constexpr const char* kSql =
        "SELECT authority, COUNT(*), CAST(SUM(CASE WHEN outcome = 'open' THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(SUM(CASE WHEN outcome = 'open' AND due_on < ? THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(SUM(CASE WHEN outcome = 'corrected' THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(SUM(CASE WHEN outcome = 'refused' THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(SUM(CASE WHEN closed_on <> '' AND closed_on <= due_on THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(COALESCE(SUM(closed_at - opened_at), 0) AS BIGINT) FROM disputes_tickets GROUP BY authority ORDER BY 2 "
        "DESC, 1";
    std::vector<BodyFigures> figures;
    for (const db::Row& row : transaction.query(kSql, {to_string(today)})) {
        BodyFigures body{row.text(0),    row.integer(1), row.integer(2), row.integer(3),
                         row.integer(4), row.integer(5), row.integer(6), 0};
        const int64_t closed = body.corrected + body.refused;
        constexpr double kDay = 86'400e6;
        if (closed > 0) body.average_days = static_cast<double>(row.integer(7)) / kDay / static_cast<double>(closed);
        figures.push_back(body);
    }
    return figures;
}

const db::RequestKeys& request_keys() {
    static const db::RequestKeys keys("disputes_keys", "ticket", "disputes.key_reused");
    return keys;
}

}  // namespace yici::disputes
