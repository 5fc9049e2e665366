#include "services/cases/case_store.h"

#include <algorithm>
#include <array>
#include <map>

#include "foundation/base/instants.h"
#include "services/cases/case_json.h"

namespace yici::cases {

namespace {

constexpr const char* kColumns =
    "number, national_number, query_password, matter, department, window_organisation, subject, applicant_name, "
    "channel, form, state, received_at, confirmed_at, accepted_at, accepted_on, promised_due, legal_due, yellow_from, "
    "counted, decided_at, granted, opinion, decided_by, correction, corrected_at, licence, licence_name, "
    "version, steps, stops, live";
constexpr const char* kOpenFlags =
    ", (SELECT COUNT(*) FROM cases_flags f WHERE f.case_number = cases.number AND f.verdict = '' AND f.state <> "
    "'confirmed' AND f.effect <> 'unchanged') FROM cases";

db::Value value_of(const std::optional<Instant>& instant) {
    if (!instant) return std::monostate{};
    return micros(*instant);
}

std::string value_of(const std::optional<Date>& date) {
    return date ? to_string(*date) : std::string();
}

std::optional<Instant> instant_or_none(const db::Row& row, size_t column) {
    const auto value = row.integer_or_none(column);
    if (!value) return std::nullopt;
    return instant_of(*value);
}

Case case_of(const db::Row& row) {
    Case item;
    item.number = row.text(0);
    item.national_number = row.text(1);
    item.query_password = row.text(2);
    item.matter = row.text(3);
    item.department = row.text(4);
    item.window_organisation = row.text(5);
    item.subject = row.text(6);
    item.applicant_name = row.text(7);
    item.channel = row.text(8);
    item.form = row.text(9);
    item.state = parse_state(row.text(10)).value_or(State::draft);
    item.received_at = instant_of(row.integer(11));
    item.confirmed_at = instant_or_none(row, 12);
    item.accepted_at = instant_or_none(row, 13);
    item.accepted_on = parse_date(row.text(14));
    item.promised_due = parse_date(row.text(15));
    item.legal_due = parse_date(row.text(16));
    item.yellow_from = parse_date(row.text(17));
    item.counted = row.text(18);
    item.decided_at = instant_or_none(row, 19);
    if (const auto granted = row.integer_or_none(20)) item.granted = *granted != 0;
    item.opinion = row.text(21);
    item.decided_by = row.text(22);
    item.correction = correction_from(row.text(23));
    item.corrected_at = instant_or_none(row, 24);
    item.licence = row.text(25);
    item.licence_name = row.text(26);
    item.version = row.integer(27);
    item.steps = row.integer(28);
    item.stops = stops_from(row.text(29));
    return item;
}

/// In the order of kColumns.
std::vector<db::Value> values_of(const Case& item) {
    return {item.number,
            item.national_number,
            item.query_password,
            item.matter,
            item.department,
            item.window_organisation,
            item.subject,
            item.applicant_name,
            item.channel,
            item.form,
            std::string(code_of(item.state)),
            micros(item.received_at),
            value_of(item.confirmed_at),
            value_of(item.accepted_at),
            value_of(item.accepted_on),
            value_of(item.promised_due),
            value_of(item.legal_due),
            value_of(item.yellow_from),
            item.counted,
            value_of(item.decided_at),
            item.granted ? db::Value(int64_t{*item.granted}) : db::Value(std::monostate{}),
            item.opinion,
            item.decided_by,
            item.correction.empty() ? std::string() : store_text(item.correction),
            value_of(item.corrected_at),
            item.licence,
            item.licence_name,
            item.version,
            item.steps,
            store_text(item.stops),
            int64_t{is_live(item.state)}};
}

/// The conditions of a filter with their parameters; the same for counting and for reading.
struct Where {
    std::string sql = " WHERE 1 = 1";
    std::vector<db::Value> parameters;

    void add(const std::string& condition, std::vector<db::Value> values) {
        sql += " AND " + condition;
        for (db::Value& value : values) parameters.push_back(std::move(value));
    }
};

void add_light(Where& where, const std::string& light, Date today) {
    const std::string day = to_string(today);
    where.add("live = 1 AND state IN ('05', '08', '09')", {});
    if (light == "green") where.add("(yellow_from > ? OR state = '09')", {day});
    if (light == "yellow") where.add("yellow_from <= ? AND promised_due >= ? AND state <> '09'", {day, day});
    if (light == "red") where.add("promised_due < ? AND legal_due >= ? AND state <> '09'", {day, day});
    if (light == "double_red") where.add("legal_due < ? AND state <> '09'", {day});
}

Where where_of(const Filter& filter) {
    Where where;
    if (!filter.department.empty() && !filter.window_organisation.empty()) {
        where.add("(department = ? OR window_organisation = ?)", {filter.department, filter.window_organisation});
    } else if (!filter.department.empty()) {
        where.add("department = ?", {filter.department});
    }
    if (!filter.subject.empty()) where.add("subject = ?", {filter.subject});
    if (const auto state = parse_state(filter.state)) {
        where.add("state = ? AND live = ?", {filter.state, int64_t{is_live(*state)}});
    } else if (!filter.state.empty()) {
        where.add("1 = 0", {});
    }
    if (!filter.light.empty()) add_light(where, filter.light, filter.today);
    if (!filter.search.empty()) {
        where.add("(number = ? OR applicant_name = ? OR subject = ?)", {filter.search, filter.search, filter.search});
    }
    return where;
}

}  // namespace

std::optional<Case> load_case(db::Transaction& transaction, std::string_view number) {
    static const std::string kSql = std::string("SELECT ") + kColumns + " FROM cases WHERE number = ?";
    const auto row = transaction.query_one(kSql, {std::string(number)});
    if (!row) return std::nullopt;
    return case_of(*row);
}

void lock_case(db::Transaction& transaction, std::string_view number) {
    (void)transaction.query_one("SELECT version FROM cases WHERE number = ? FOR UPDATE", {std::string(number)});
}

int64_t version_of(db::Transaction& transaction, const std::string& number) {
    const auto row = transaction.query_one("SELECT version FROM cases WHERE number = ?", {number});
    return row ? row->integer(0) : 0;
}

void insert_case(db::Transaction& transaction, const Case& item) {
    static const std::string kSql = std::string("INSERT INTO cases (") + kColumns +
                                    ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    const auto values = values_of(item);
    transaction.execute(kSql, db::Values(values));
}

namespace {

struct PartColumns {
    unsigned part;
    std::string_view assignments;
};
constexpr std::array<PartColumns, 7> kParts{{
    {kConfirmation, ", confirmed_at = ?"},
    {kAcceptance, ", national_number = ?, accepted_at = ?, accepted_on = ?"},
    {kClock, ", promised_due = ?, legal_due = ?, yellow_from = ?, counted = ?, stops = ?"},
    {kDecision, ", decided_at = ?, granted = ?, opinion = ?, decided_by = ?, licence = ?, licence_name = ?"},
    {kCorrection, ", correction = ?, corrected_at = ?"},
    {kForm, ", form = ?"},
    {kEnd, ", live = 0"},
}};

std::string update_sql(unsigned parts) {
    std::string sql = "UPDATE cases SET state = ?, version = ?, steps = ?";
    for (const PartColumns& one : kParts) {
        if (parts & one.part) sql += one.assignments;
    }
    return sql + " WHERE number = ? AND version = ?";
}

template <typename... Each>
void push(std::vector<db::Value>& values, Each&&... each) {
    (values.emplace_back(std::forward<Each>(each)), ...);
}

}  // namespace

bool update_case(db::Transaction& transaction, Case& item, unsigned parts) {
    static const std::array<std::string, kEveryPart + 1> kSql = [] {
        std::array<std::string, kEveryPart + 1> all;
        for (unsigned i = 0; i <= kEveryPart; ++i) all[i] = update_sql(i);
        return all;
    }();
    const int64_t before = item.version++;
    std::vector<db::Value> values;
    values.reserve(22);
    push(values, std::string(code_of(item.state)), item.version, item.steps);
    if (parts & kConfirmation) push(values, value_of(item.confirmed_at));
    if (parts & kAcceptance) {
        push(values, item.national_number, value_of(item.accepted_at), value_of(item.accepted_on));
    }
    if (parts & kClock) {
        push(values, value_of(item.promised_due), value_of(item.legal_due), value_of(item.yellow_from), item.counted,
             store_text(item.stops));
    }
    if (parts & kDecision) {
        push(values, value_of(item.decided_at),
             item.granted ? db::Value(int64_t{*item.granted}) : db::Value(std::monostate{}), item.opinion,
             item.decided_by, item.licence, item.licence_name);
    }
    if (parts & kCorrection) {
        push(values, item.correction.empty() ? std::string() : store_text(item.correction),
             value_of(item.corrected_at));
    }
    if (parts & kForm) push(values, item.form);
    push(values, item.number, before);
    return transaction.execute(kSql[parts], db::Values(values)) == 1;
}

void name_applicant(db::Transaction& transaction, std::string_view number, std::string_view name) {
    transaction.execute("UPDATE cases SET applicant_name = ?, version = version + 1 WHERE number = ?",
                        {std::string(name), std::string(number)});
}

void take_over_stops(db::Transaction& transaction) {
    std::map<std::string, std::vector<Stop>> stops;
    for (const db::Row& row : transaction.query("SELECT case_number, kind, reason, from_date, to_date FROM "
                                                "cases_suspensions ORDER BY case_number, step")) {
        stops[row.text(0)].push_back(
            {row.text(1), row.text(2), parse_date(row.text(3)).value(), parse_date(row.text(4))});
    }
    if (stops.empty()) return;
    for (const auto& [number, its] : stops) {
        transaction.execute("UPDATE cases SET stops = ?, version = version + 1 WHERE number = ?",
                            {store_text(its), number});
    }
    transaction.execute("DELETE FROM cases_suspensions");
}

Page load_page(db::Transaction& transaction, const Filter& filter) {
    Page page;
    Where where = where_of(filter);
    page.total =
        transaction.query("SELECT COUNT(*) FROM cases" + where.sql, db::Values(where.parameters))[0].integer(0);
    where.parameters.emplace_back(filter.part.size);
    where.parameters.emplace_back(filter.part.offset());
    for (const db::Row& row : transaction.query(std::string("SELECT ") + kColumns + kOpenFlags + where.sql +
                                                    " ORDER BY received_at DESC, number DESC LIMIT ? OFFSET ?",
                                                db::Values(where.parameters))) {
        page.items.push_back(case_of(row));
        page.items.back().open_flags = row.integer(31);
    }
    return page;
}

void each_live_case(db::Transaction& transaction, const std::function<void(const Case&)>& each) {
    transaction.query_each(std::string("SELECT ") + kColumns + " FROM cases WHERE live = 1", {},
                           [&](const db::Row& row) {
                               each(case_of(row));
                               return true;
                           });
}

void insert_event(db::Transaction& transaction, std::string_view number, const Event& event) {
    transaction.execute(
        "INSERT INTO cases_events (case_number, step, time, actor, actor_name, action, state, note) "
        "VALUES (?,?,?,?,?,?,?,?)",
        {std::string(number), event.step, micros(event.time), event.actor, event.actor_name, event.action,
         std::string(code_of(event.state)), event.note});
}

std::vector<Event> load_events(db::Transaction& transaction, std::string_view number) {
    std::vector<Event> events;
    for (const db::Row& row : transaction.query(
             "WITH RECURSIVE numbers (step) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT step + 1 FROM numbers WHERE "
             "step < (SELECT steps FROM cases WHERE number = ?)) SELECT e.step, e.time, e.actor, e.actor_name, "
             "e.action, e.state, e.note FROM numbers n JOIN cases_events e ON e.step = n.step AND e.case_number = ? "
             "ORDER BY e.step",
             {std::string(number), std::string(number)})) {
        events.push_back({row.integer(0), instant_of(row.integer(1)), row.text(2), row.text(3), row.text(4),
                          parse_state(row.text(5)).value_or(State::draft), row.text(6)});
    }
    return events;
}

void store_material(db::Transaction& transaction, std::string_view number, const MaterialResult& result, Instant now) {
    transaction.execute(
        "INSERT INTO cases_materials (case_number, material, status, source, content, updated_at) VALUES (?,?,?,?,?,?) "
        "ON CONFLICT (case_number, material) DO UPDATE SET status = excluded.status, source = excluded.source, content "
        "= excluded.content, "
        "updated_at = excluded.updated_at",
        {std::string(number), result.material, std::string(to_string(result.status)), result.source, store_text(result),
         micros(now)});
}

std::vector<MaterialResult> load_materials(db::Transaction& transaction, std::string_view number) {
    std::vector<MaterialResult> results;
    for (const db::Row& row :
         transaction.query("SELECT content FROM cases_materials WHERE case_number = ?", {std::string(number)})) {
        results.push_back(material_from(row.text(0)));
    }
    return results;
}

void store_file(db::Transaction& transaction, std::string_view number, std::string_view material,
                const BroughtFile& file, Instant now) {
    transaction.execute(
        "INSERT INTO cases_files (case_number, material, name, content, brought_at) VALUES (?,?,?,?,?) "
        "ON CONFLICT (case_number, material, name) DO UPDATE SET content = excluded.content, brought_at = "
        "excluded.brought_at",
        {std::string(number), std::string(material), file.name, file.content, micros(now)});
}

int64_t next_in_sequence(db::Transaction& transaction, std::string_view scope, Date day) {
    return transaction
        .query_one(
            "INSERT INTO cases_sequences (scope, day, last) VALUES (?, ?, 1) ON CONFLICT (scope, day) DO UPDATE "
            "SET last = cases_sequences.last + 1 RETURNING last",
            {std::string(scope), to_string(day)})
        ->integer(0);
}

const db::RequestKeys& request_keys() {
    static const db::RequestKeys keys("cases_requests", "case_number", "cases.request_key_reused");
    return keys;
}

Tracking load_tracking(db::Transaction& transaction, std::string_view number) {
    const auto row = transaction.query_one("SELECT wrong, locked_until FROM cases_tracking WHERE case_number = ?",
                                           {std::string(number)});
    return row ? Tracking{row->integer(0), row->integer(1)} : Tracking{};
}

void store_tracking(db::Transaction& transaction, std::string_view number, const Tracking& tracking) {
    transaction.execute(
        "INSERT INTO cases_tracking (case_number, wrong, locked_until) VALUES (?,?,?) "
        "ON CONFLICT (case_number) DO UPDATE SET wrong = excluded.wrong, locked_until = excluded.locked_until",
        {std::string(number), tracking.wrong, tracking.locked_until});
}

}  // namespace yici::cases
