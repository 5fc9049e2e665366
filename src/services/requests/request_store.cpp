#include "services/requests/request_store.h"

#include "engines/codes/codes.h"
#include "foundation/base/instants.h"

namespace yici::requests {

namespace {

constexpr std::string_view kColumns =
    "number, requester, resource, provider, purpose, matter, material, reason, fields, daily_quota, valid_until, "
    "basis, "
    "ground, state, stage, due_on, yellow_from, offered, offer_fields, offer_quota, offer_until, condition_text, "
    "answer, "
    "outcome, granted, created_by, created_at";

/// Names of fields hold no line feed.
std::vector<std::string> lines(std::string_view text) {
    std::vector<std::string> parts;
    if (text.empty()) return parts;
    for (const std::string_view part : split(text, '\n')) parts.emplace_back(part);
    return parts;
}

std::string text_of(Date date) {
    return date.ok() ? to_string(date) : std::string();
}

Terms terms_of(const db::Row& row, size_t column) {
    return {lines(row.text(column)), row.integer(column + 1), parse_date(row.text(column + 2)).value_or(Date{})};
}

Request request_of(const db::Row& row) {
    Request request;
    request.number = row.text(0);
    request.requester = row.text(1);
    request.resource = row.text(2);
    request.provider = row.text(3);
    request.purpose = row.text(4);
    request.matter = row.text(5);
    request.material = row.text(6);
    request.reason = row.text(7);
    request.terms = terms_of(row, 8);
    request.basis = row.text(11);
    request.ground = row.text(12);
    request.state = parse_state(row.text(13)).value_or(State::created);
    request.stage = parse_stage(row.text(14)).value_or(Stage::none);
    if (const auto due = parse_date(row.text(15))) request.limit = {*due, parse_date(row.text(16)).value_or(*due)};
    if (row.integer(17) != 0) request.offer = terms_of(row, 18);
    request.condition = row.text(21);
    request.answer = row.text(22);
    request.outcome = row.text(23);
    request.granted = row.integer(24) != 0;
    request.created_by = row.text(25);
    request.created_at = instant_of(row.integer(26));
    return request;
}

std::vector<db::Value> values_of(const Request& request) {
    const Terms offer = request.offer.value_or(Terms{});
    return {request.number,
            request.requester,
            request.resource,
            request.provider,
            request.purpose,
            request.matter,
            request.material,
            request.reason,
            join(request.terms.fields, "\n"),
            request.terms.daily_quota,
            text_of(request.terms.valid_until),
            request.basis,
            request.ground,
            std::string(to_string(request.state)),
            std::string(to_string(request.stage)),
            request.limit ? text_of(request.limit->due) : std::string(),
            request.limit ? text_of(request.limit->yellow_from) : std::string(),
            int64_t{request.offer ? 1 : 0},
            join(offer.fields, "\n"),
            offer.daily_quota,
            request.offer ? text_of(offer.valid_until) : std::string(),
            request.condition,
            request.answer,
            request.outcome,
            int64_t{request.granted ? 1 : 0},
            request.created_by,
            micros(request.created_at)};
}

struct Where {
    std::string sql = " WHERE 1 = 1";
    std::vector<db::Value> parameters;

    void add(const std::string& condition, std::vector<db::Value> values) {
        sql += " AND " + condition;
        for (db::Value& value : values) parameters.push_back(std::move(value));
    }
};

/// What waits for the actor.
void add_todo(Where& where, const Actor& actor) {
    std::string condition = "(1 = 0";
    std::vector<db::Value> values;
    if (actor.authority) condition += " OR stage IN ('precheck', 'mediation')";
    if (actor.steward) {
        condition += " OR (provider = ? AND stage IN ('answer', 'delivery'))";
        condition += " OR (requester = ? AND stage IN ('subscription', 'resubmission'))";
        values = {actor.organisation, actor.organisation};
    }
    where.add(condition + ")", std::move(values));
}

void add_light(Where& where, const std::string& light, Date today) {
    const std::string day = to_string(today);
    if (light == "none") where.add("due_on = ''", {});
    if (light == "green") where.add("due_on >= ? AND yellow_from > ?", {day, day});
    if (light == "yellow") where.add("due_on >= ? AND yellow_from <= ?", {day, day});
    if (light == "red") where.add("due_on <> '' AND due_on < ?", {day});
}

Where where_of(const Filter& filter, Date today) {
    Where where;
    if (!filter.organisation.empty()) {
        if (filter.side == "asked") {
            where.add("requester = ?", {filter.organisation});
        } else if (filter.side == "provided") {
            where.add("provider = ? AND state <> 'created'", {filter.organisation});
        } else {
            // What is not submitted yet is seen by who writes it alone.
            where.add("(requester = ? OR (provider = ? AND state <> 'created'))",
                      {filter.organisation, filter.organisation});
        }
    }
    if (filter.side == "todo") add_todo(where, filter.actor);
    if (!filter.state.empty()) where.add("state = ?", {filter.state});
    if (!filter.resource.empty()) where.add("resource = ?", {filter.resource});
    if (!filter.search.empty()) {
        const std::string part = "%" + filter.search + "%";
        where.add("(number LIKE ? OR reason LIKE ?)", {part, part});
    }
    add_light(where, filter.light, today);
    return where;
}

}  // namespace

std::optional<Request> load_request(db::Transaction& transaction, std::string_view number) {
    const auto row = transaction.query_one("SELECT " + std::string(kColumns) + " FROM requests WHERE number = ?",
                                           {std::string(number)});
    if (!row) return std::nullopt;
    return request_of(*row);
}

void store_request(db::Transaction& transaction, const Request& request) {
    std::string marks;
    std::string changes;
    for (const std::string_view column : split(kColumns, ',')) {
        const std::string name(trim(column));
        marks += marks.empty() ? "?" : ", ?";
        if (name == "number") continue;
        if (!changes.empty()) changes += ", ";
        changes.append(name).append(" = excluded.").append(name);
    }
    transaction.execute("INSERT INTO requests (" + std::string(kColumns) + ") VALUES (" + marks +
                            ") ON CONFLICT (number) DO UPDATE SET " + changes,
                        db::Values(values_of(request)));
}

Page load_page(db::Transaction& transaction, const Filter& filter, Date today) {
    Where where = where_of(filter, today);
    Page page;
    page.total =
        transaction.query("SELECT COUNT(*) FROM requests" + where.sql, db::Values(where.parameters)).at(0).integer(0);
    where.parameters.emplace_back(filter.part.size);
    where.parameters.emplace_back(filter.part.offset());
    const auto rows = transaction.query("SELECT " + std::string(kColumns) + " FROM requests" + where.sql +
                                            " ORDER BY created_at DESC, number DESC LIMIT ? OFFSET ?",
                                        db::Values(where.parameters));
    for (const db::Row& row : rows) page.items.push_back(request_of(row));
    return page;
}

std::vector<Request> load_where(db::Transaction& transaction, std::string_view condition,
                                std::initializer_list<db::Value> parameters) {
    std::vector<Request> found;
    for (const db::Row& row : transaction.query(
             "SELECT " + std::string(kColumns) + " FROM requests WHERE " + std::string(condition), parameters)) {
        found.push_back(request_of(row));
    }
    return found;
}

int64_t store_event(db::Transaction& transaction, std::string_view number, Event event) {
    event.step =
        transaction
            .query_one("SELECT COALESCE(MAX(step), 0) FROM requests_events WHERE number = ?", {std::string(number)})
            ->integer(0) +
        1;
    transaction.execute(
        "INSERT INTO requests_events (number, step, time, actor, actor_name, organisation, action, state, stage, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {std::string(number), event.step, micros(event.time), event.actor, event.actor_name, event.organisation,
         event.action, std::string(to_string(event.state)), std::string(to_string(event.stage)), event.note});
    return event.step;
}

std::vector<Event> load_events(db::Transaction& transaction, std::string_view number) {
    std::vector<Event> events;
    for (const db::Row& row :
         transaction.query("SELECT step, time, actor, actor_name, organisation, action, state, stage, note FROM "
                           "requests_events WHERE number = ? ORDER BY step",
                           {std::string(number)})) {
        events.push_back({row.integer(0), instant_of(row.integer(1)), row.text(2), row.text(3), row.text(4),
                          row.text(5), parse_state(row.text(6)).value_or(State::created),
                          parse_stage(row.text(7)).value_or(Stage::none), row.text(8)});
    }
    return events;
}

std::string next_number(db::Transaction& transaction, Date day) {
    return codes::make_day_number("SQ", day, db::next_of_day(transaction, "requests_sequences", to_string(day)));
}

void store_review(db::Transaction& transaction, std::string_view grant, Date day, std::string_view actor,
                  std::string_view reason) {
    transaction.execute(
        "INSERT INTO requests_reviews (grant_id, reviewed_on, actor, reason) VALUES (?, ?, ?, ?) ON CONFLICT "
        "(grant_id) "
        "DO UPDATE SET reviewed_on = excluded.reviewed_on, actor = excluded.actor, reason = excluded.reason",
        {std::string(grant), to_string(day), std::string(actor), std::string(reason)});
}

std::vector<Review> load_reviews(db::Transaction& transaction) {
    std::vector<Review> reviews;
    for (const db::Row& row : transaction.query("SELECT grant_id, reviewed_on FROM requests_reviews")) {
        reviews.push_back({row.text(0), parse_date(row.text(1)).value_or(Date{})});
    }
    return reviews;
}

const db::RequestKeys& request_keys() {
    static const db::RequestKeys keys("requests_keys", "number", "requests.key_reused");
    return keys;
}

}  // namespace yici::requests
