#include "services/credit/credit_store.h"

#include "engines/codes/codes.h"
#include "foundation/base/instants.h"

namespace yici::credit {

namespace {

constexpr std::string_view kEntry =
    "SELECT number, file, subject, kind, list, organ, document, decided_on, published_until, state, made_up, "
    "created_by, created_at, ended_at, ended_reason FROM credit_entries";
constexpr std::string_view kPublished = "state = 'published' AND (published_until = '' OR published_until >= ?)";

Entry entry_of(const db::Row& row) {
    Entry entry;
    entry.number = row.text(0);
    entry.file = row.integer(1);
    entry.subject = row.text(2);
    entry.kind = row.text(3);
    entry.list = row.text(4);
    entry.organ = row.text(5);
    entry.document = row.text(6);
    entry.decided_on = parse_date(row.text(7)).value_or(Date{});
    entry.published_until = parse_date(row.text(8));
    entry.state = parse_standing(row.text(9)).value_or(Standing::published);
    entry.made_up = row.integer(10) != 0;
    entry.created_by = row.text(11);
    entry.created_at = instant_of(row.integer(12));
    if (row.integer(13) != 0) entry.ended_at = instant_of(row.integer(13));
    entry.ended_reason = row.text(14);
    return entry;
}

FileHead head_of(const db::Row& row) {
    return {row.integer(0), row.text(1), row.text(2), row.integer(3) != 0, 0};
}

struct Where {
    std::string sql = " WHERE 1 = 1";
    std::vector<db::Value> parameters;

    void add(const std::string& condition, std::vector<db::Value> values) {
        sql += " AND " + condition;
        for (db::Value& value : values) parameters.push_back(std::move(value));
    }
};

Where where_of(const EntryFilter& filter, Date today) {
    const std::string day = to_string(today);
    Where where;
    if (!filter.organ.empty()) where.add("organ = ?", {filter.organ});
    if (!filter.kind.empty()) where.add("kind = ?", {filter.kind});
    if (!filter.list.empty()) where.add("list = ?", {filter.list});
    if (!filter.document.empty()) where.add("document LIKE ?", {"%" + filter.document + "%"});
    if (filter.standing == "published") where.add(std::string(kPublished), {day});
    if (filter.standing == "expired") {
        where.add("state = 'published' AND published_until <> '' AND published_until < ?", {day});
    }
    if (filter.standing == "repaired" || filter.standing == "removed") where.add("state = ?", {filter.standing});
    return where;
}

}  // namespace

int64_t file_of(db::Transaction& transaction, const std::string& subject, const std::string& name, bool person) {
    transaction.execute(
        "INSERT INTO credit_files (subject, name, person) VALUES (?, ?, ?) ON CONFLICT (subject) DO UPDATE SET name = "
        "CASE WHEN excluded.name = '' THEN credit_files.name ELSE excluded.name END",
        {subject, name, int64_t{person ? 1 : 0}});
    return transaction.query_one("SELECT id FROM credit_files WHERE subject = ?", {subject})->integer(0);
}

std::optional<FileHead> load_file(db::Transaction& transaction, int64_t id) {
    const auto row = transaction.query_one("SELECT id, subject, name, person FROM credit_files WHERE id = ?", {id});
    if (!row) return std::nullopt;
    return head_of(*row);
}

std::optional<FileHead> load_file(db::Transaction& transaction, std::string_view subject) {
    const auto row = transaction.query_one("SELECT id, subject, name, person FROM credit_files WHERE subject = ?",
                                           {std::string(subject)});
    if (!row) return std::nullopt;
    return head_of(*row);
}

FilePage search_files(db::Transaction& transaction, const std::string& query, bool exact, const http::Part& part) {
    const std::string where = exact ? "subject = ?" : "person = 0 AND name LIKE ?";
    const std::string value = exact ? query : "%" + query + "%";
    FilePage page;
    page.total = transaction.query_one("SELECT COUNT(*) FROM credit_files WHERE " + where, {value})->integer(0);
    for (const db::Row& row : transaction.query("SELECT id, subject, name, person FROM credit_files WHERE " + where +
                                                    " ORDER BY name, id LIMIT ? OFFSET ?",
                                                {value, part.size, part.offset()})) {
        page.items.push_back(head_of(row));
    }
    return page;
}

std::optional<Entry> load_entry(db::Transaction& transaction, std::string_view number) {
    const auto row = transaction.query_one(std::string(kEntry) + " WHERE number = ?", {std::string(number)});
    if (!row) return std::nullopt;
    return entry_of(*row);
}

void insert_entry(db::Transaction& transaction, const Entry& entry) {
    transaction.execute(
        "INSERT INTO credit_entries (number, file, subject, kind, list, organ, document, decided_on, published_until, "
        "state, counted, made_up, created_by, created_at, ended_at, ended_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, 1, ?, ?, ?, 0, '')",
        {entry.number, entry.file, entry.subject, entry.kind, entry.list, entry.organ, entry.document,
         to_string(entry.decided_on), entry.published_until ? to_string(*entry.published_until) : std::string(),
         std::string(to_string(entry.state)), int64_t{entry.made_up ? 1 : 0}, entry.created_by,
         micros(entry.created_at)});
}

void update_entry(db::Transaction& transaction, const Entry& entry) {
    transaction.execute(
        "UPDATE credit_entries SET document = ?, decided_on = ?, published_until = ?, state = ?, counted = ?, ended_at "
        "= ?, ended_reason = ? WHERE number = ?",
        {entry.document, to_string(entry.decided_on),
         entry.published_until ? to_string(*entry.published_until) : std::string(), std::string(to_string(entry.state)),
         int64_t{entry.state == Standing::published ? 1 : 0}, entry.ended_at ? micros(*entry.ended_at) : int64_t{0},
         entry.ended_reason, entry.number});
}

std::vector<Entry> entries_of(db::Transaction& transaction, std::string_view subject) {
    std::vector<Entry> entries;
    for (const db::Row& row : transaction.query(
             std::string(kEntry) + " WHERE file = (SELECT id FROM credit_files WHERE subject = ?) ORDER BY "
                                   "decided_on DESC, number DESC",
             {std::string(subject)})) {
        entries.push_back(entry_of(row));
    }
    return entries;
}

EntryPage load_entries(db::Transaction& transaction, const EntryFilter& filter, Date today) {
    Where where = where_of(filter, today);
    EntryPage page;
    page.total = transaction.query("SELECT COUNT(*) FROM credit_entries" + where.sql, db::Values(where.parameters))
                     .at(0)
                     .integer(0);
    where.parameters.emplace_back(filter.part.size);
    where.parameters.emplace_back(filter.part.offset());
    for (const db::Row& row :
         transaction.query(std::string(kEntry) + where.sql + " ORDER BY decided_on DESC, number DESC LIMIT ? OFFSET ?",
                           db::Values(where.parameters))) {
        page.items.push_back(entry_of(row));
    }
    return page;
}

bool has_document(db::Transaction& transaction, const Entry& entry) {
    if (entry.document.empty()) return false;
    return transaction
               .query_one(
                   "SELECT COUNT(*) FROM credit_entries WHERE file = ? AND organ = ? AND kind = ? AND list = ? AND "
                   "document = ?",
                   {entry.file, entry.organ, entry.kind, entry.list, entry.document})
               ->integer(0) > 0;
}

std::vector<std::string> take_expired(db::Transaction& transaction, Date today) {
    std::vector<std::string> subjects;
    const std::string day = to_string(today);
    for (const db::Row& row : transaction.query(
             "SELECT DISTINCT subject FROM credit_entries WHERE counted = 1 AND published_until <> '' AND "
             "published_until < ? ORDER BY subject",
             {day})) {
        subjects.push_back(row.text(0));
    }
    transaction.execute(
        "UPDATE credit_entries SET counted = 0 WHERE counted = 1 AND published_until <> '' AND published_until < ?",
        {day});
    return subjects;
}

std::vector<Figure> load_figures(db::Transaction& transaction, Date today) {
    std::vector<Figure> figures;
    for (const db::Row& row :
         transaction.query("SELECT organ, kind, COUNT(*), CAST(SUM(CASE WHEN " + std::string(kPublished) +
                               " THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN state = 'repaired' THEN 1 ELSE 0 "
                               "END) AS BIGINT) FROM credit_entries GROUP "
                               "BY organ, kind ORDER BY organ, kind",
                           {to_string(today)})) {
        figures.push_back({row.text(0), row.text(1), row.integer(2), row.integer(3), row.integer(4)});
    }
    return figures;
}

void insert_event(db::Transaction& transaction, std::string_view about, const Actor& by, std::string_view action,
                  std::string_view note, Instant time) {
    const int64_t step =
        transaction.query_one("SELECT COALESCE(MAX(step), 0) FROM credit_events WHERE about = ?", {std::string(about)})
            ->integer(0) +
        1;
    transaction.execute(
        "INSERT INTO credit_events (about, step, time, actor, actor_name, organisation, action, note) VALUES (?, ?, ?, "
        "?, ?, ?, ?, ?)",
        {std::string(about), step, micros(time), by.id, by.name, by.organisation, std::string(action),
         std::string(note)});
}

std::vector<Event> load_events(db::Transaction& transaction, std::string_view about) {
    std::vector<Event> events;
    for (const db::Row& row : transaction.query(
             "SELECT step, time, actor_name, organisation, action, note FROM credit_events WHERE about = ? ORDER BY "
             "step",
             {std::string(about)})) {
        events.push_back(
            {row.integer(0), instant_of(row.integer(1)), row.text(2), row.text(3), row.text(4), row.text(5)});
    }
    return events;
}

std::string next_number(db::Transaction& transaction, std::string_view prefix, Date day) {
    return codes::make_day_number(
        prefix, day, db::next_of_day(transaction, "credit_sequences", std::string(prefix) + to_string(day)));
}

const db::RequestKeys& request_keys() {
    static const db::RequestKeys keys("credit_keys", "number", "credit.key_reused");
    return keys;
}

}  // namespace yici::credit
