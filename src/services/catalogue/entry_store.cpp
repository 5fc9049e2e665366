#include "services/catalogue/entry_store.h"

#include "foundation/base/instants.h"
#include "foundation/base/text.h"

namespace yici::catalogue {

namespace {

constexpr std::string_view kColumns =
    "id, source, state, stage, version, body, published, reason, created_at, updated_at, published_at, digest";

Stored stored_of(const db::Row& row) {
    Stored stored;
    stored.id = row.text(0);
    stored.source = row.text(1);
    stored.position = {static_cast<State>(row.integer(2)), parse_stage(row.text(3)), static_cast<int>(row.integer(4))};
    stored.entry = parse_entry(row.text(5));
    if (!row.text(6).empty()) stored.published = parse_entry(row.text(6));
    stored.reason = row.text(7);
    stored.created = instant_of(row.integer(8));
    stored.updated = instant_of(row.integer(9));
    stored.digest = row.text(11);
    if (const auto at = row.integer_or_none(10)) stored.published_at = instant_of(*at);
    return stored;
}

std::string select(std::string_view rest) {
    return "SELECT " + std::string(kColumns) + " FROM catalogue_entries " + std::string(rest);
}

std::optional<Stored> first_of(const std::vector<db::Row>& rows) {
    if (rows.empty()) return std::nullopt;
    return stored_of(rows.front());
}

}  // namespace

std::optional<Stored> load_entry(db::Transaction& transaction, std::string_view id) {
    return first_of(transaction.query(select("WHERE id = ?"), {std::string(id)}));
}

std::optional<Stored> load_by_code(db::Transaction& transaction, std::string_view source, std::string_view code) {
    return first_of(
        transaction.query(select("WHERE source = ? AND code = ?"), {std::string(source), std::string(code)}));
}

std::vector<Stored> load_source(db::Transaction& transaction, std::string_view source) {
    std::vector<Stored> kept;
    for (const db::Row& row : transaction.query(select("WHERE source = ? ORDER BY code"), {std::string(source)})) {
        kept.push_back(stored_of(row));
    }
    return kept;
}

Page load_page(db::Transaction& transaction, const Filter& filter) {
    std::string where = " WHERE 1 = 1";
    std::vector<db::Value> values;
    const auto narrow = [&](std::string_view condition, db::Value value) {
        where += " AND " + std::string(condition);
        values.push_back(std::move(value));
    };
    if (!filter.provider.empty()) narrow("provider = ?", filter.provider);
    if (const auto state = parse_integer(filter.state)) {
        narrow("state = ?", *state);
    } else {
        where += " AND state <> 7";
    }
    if (filter.source) narrow("source = ?", *filter.source);
    if (filter.visible_only) where += " AND visible = 1";
    Page page;
    page.total = transaction.query("SELECT COUNT(*) FROM catalogue_entries" + where, values)[0].integer(0);
    values.emplace_back(filter.part.size);
    values.emplace_back(filter.part.offset());
    for (const db::Row& row : transaction.query(select(where + " ORDER BY source, code LIMIT ? OFFSET ?"), values)) {
        page.items.push_back(stored_of(row));
    }
    return page;
}

std::vector<Stored> load_visible(db::Transaction& transaction) {
    std::vector<Stored> all;
    for (const db::Row& row : transaction.query(select("WHERE visible = 1 ORDER BY source, code"))) {
        all.push_back(stored_of(row));
    }
    return all;
}

std::vector<Version> load_versions(db::Transaction& transaction, std::string_view id) {
    std::vector<Version> versions;
    for (const db::Row& row : transaction.query(
             "SELECT version, body, published_at, approved_by FROM catalogue_versions WHERE entry = ? ORDER BY version "
             "DESC",
             {std::string(id)})) {
        versions.push_back(
            {static_cast<int>(row.integer(0)), parse_entry(row.text(1)), instant_of(row.integer(2)), row.text(3)});
    }
    return versions;
}

void save_entry(db::Transaction& transaction, const Stored& stored) {
    transaction.execute(
        "INSERT INTO catalogue_entries (id, source, code, provider, state, stage, version, visible, body, published, "
        "digest, reason, created_at, updated_at, published_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET code = excluded.code, provider = excluded.provider, state = excluded.state, "
        "stage = excluded.stage, version = excluded.version, visible = excluded.visible, body = excluded.body, "
        "published = excluded.published, digest = excluded.digest, reason = excluded.reason, "
        "updated_at = excluded.updated_at, published_at = excluded.published_at",
        {stored.id, stored.source, stored.entry.code, stored.entry.provider,
         static_cast<int64_t>(stored.position.state), std::string(to_string(stored.position.stage)),
         static_cast<int64_t>(stored.position.version), static_cast<int64_t>(stored.visible() ? 1 : 0),
         to_json(stored.entry), stored.published ? to_json(*stored.published) : std::string(), stored.digest,
         stored.reason, micros(stored.created), micros(stored.updated),
         stored.published_at ? db::Value(micros(*stored.published_at)) : db::Value()});
}

void save_version(db::Transaction& transaction, const Stored& stored, std::string_view approved_by) {
    transaction.execute(
        "INSERT INTO catalogue_versions (entry, version, body, published_at, approved_by) VALUES (?, ?, ?, ?, ?)",
        {stored.id, static_cast<int64_t>(stored.position.version), to_json(stored.entry), micros(stored.updated),
         std::string(approved_by)});
}

int64_t next_sequence(db::Transaction& transaction, std::string_view front) {
    int64_t last = 0;
    const std::string like = std::string(front) + "%";
    for (const db::Row& row :
         transaction.query("SELECT code FROM catalogue_entries WHERE source = '' AND code LIKE ?", {like})) {
        last = std::max(last, parse_integer(std::string_view(row.text(0)).substr(front.size())).value_or(0));
    }
    return last + 1;
}

const db::RequestKeys& request_keys() {
    static const db::RequestKeys keys("catalogue_requests", "entry", "catalogue.key_reused");
    return keys;
}

}  // namespace yici::catalogue
