#include "services/census/census.h"

#include "foundation/base/instants.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "foundation/db/request_keys.h"
#include "services/census/cell_values.h"
#include "services/census/census_json.h"
#include "services/census/census_state.h"
#include "services/census/schema_sql.h"

namespace yici::census {

namespace {

System system_of(const db::Row& row) {
    return {row.text(0), row.text(1), parse_values(row.text(2))};
}

std::string digest_of(std::string_view text) {
    return to_hex(crypto::sm3(text));
}

}  // namespace

Census::Census(db::Database& database, journal::Journal& journal, const organisations::Directory& organisations,
               const Clock& clock)
    : state_(new Inner{database, journal, organisations, clock, {}}) {
    database.migrate("services/census", kSchemaSql);
    for (const auto* body : organisations.all()) state_->body_by_name.emplace(body->name, body->code);
}

Census::~Census() = default;

std::vector<System> load_systems(db::Transaction& transaction, const std::string& body) {
    std::vector<System> systems;
    const std::string select = "SELECT id, body, content FROM census_systems";
    const auto rows = body.empty() ? transaction.query(select + " ORDER BY body, name")
                                   : transaction.query(select + " WHERE body = ? ORDER BY name", {body});
    systems.reserve(rows.size());
    for (const db::Row& row : rows) systems.push_back(system_of(row));
    return systems;
}

std::string Census::Inner::body_of(const System& system, const std::string& fallback) const {
    const auto named = body_by_name.find(system.value("unit"));
    return named != body_by_name.end() ? named->second : fallback;
}

Census::Inner::Outcome Census::Inner::take(db::Transaction& transaction, System& system) {
    const auto known = transaction.query_one("SELECT id, body, content FROM census_systems WHERE body = ? AND name = ?",
                                             {system.body, system.name()});
    Outcome outcome = Outcome::added;
    if (known) {
        System merged = system_of(*known);
        const auto before = merged.values;
        for (const auto& [key, value] : system.values) merged.values[key] = value;
        outcome = merged.values == before ? Outcome::unchanged : Outcome::changed;
        system = std::move(merged);
    } else {
        system.id = digest_of(system.body + "\n" + system.name()).substr(0, 16);
    }
    if (outcome == Outcome::unchanged) return outcome;
    transaction.execute(
        "INSERT INTO census_systems (id, body, bare_name, name, state, content, updated_at) VALUES (?, ?, ?, ?, ?, ?, "
        "?) "
        "ON CONFLICT (id) DO UPDATE SET bare_name = excluded.bare_name, name = excluded.name, state = excluded.state, "
        "content = excluded.content, updated_at = excluded.updated_at",
        {system.id, system.body, bare_name(system.name()), system.name(), system.value("state"),
         values_json(system.values), micros(clock.now())});
    return outcome;
}

ImportResult Census::import(const std::vector<tables::Sheet>& sheets, const std::string& body, const std::string& actor,
                            bool only_body) {
    if (!body.empty() && state_->organisations.find(body) == nullptr) {
        throw Error(ErrorKind::invalid_input, "census.body_unknown", body);
    }
    const FormReading reading = read_form(sheets);
    return state_->database.write_value([&](db::Transaction& transaction) {
        ImportResult result{{}, reading.faults, reading.columns};
        result.counts.rejected = reading.rejected_rows;
        for (const Row& row : reading.rows) {
            System system = row.system;
            system.body = state_->body_of(system, body);
            if (system.body.empty()) {
                ++result.counts.rejected;
                result.faults.push_back({row.sheet, row.row, "", "单位名称", system.value("unit"),
                                         "census.body_unknown", "机构名录中的单位全称，或导入时指明单位"});
                continue;
            }
            if (only_body && system.body != body) {
                ++result.counts.rejected;
                result.faults.push_back({row.sheet, row.row, "", "单位名称", system.value("unit"), "census.not_yours",
                                         "本单位的全称，或不填"});
                continue;
            }
            switch (state_->take(transaction, system)) {
                case Inner::Outcome::added:
                    ++result.counts.added;
                    break;
                case Inner::Outcome::changed:
                    ++result.counts.changed;
                    break;
                case Inner::Outcome::unchanged:
                    ++result.counts.unchanged;
                    break;
            }
        }
        if (result.counts.added + result.counts.changed > 0) {
            state_->journal.append(transaction, {"census.imported", actor, "", body, counts_json(result.counts)});
        }
        return result;
    });
}

System Census::save(const System& given, const std::string& actor, std::string_view request_key) {
    if (state_->organisations.find(given.body) == nullptr) {
        throw Error(ErrorKind::invalid_input, "census.body_unknown", given.body);
    }
    System system{given.id, given.body, {}};
    for (const auto& [key, text] : given.values) {
        const Field* known = field(key);
        if (known == nullptr) throw Error(ErrorKind::invalid_input, "census.field_unknown", key);
        // What is kept already is in its own form: money in fen, not in 万元.
        const auto value =
            known->kind == Kind::money && parse_integer(text) ? std::optional(text) : read_value(*known, text, "");
        if (!value) throw Error(ErrorKind::rule_violated, "census.value_invalid", std::string(known->title));
        if (!value->empty()) system.values[key] = *value;
    }
    if (trim(system.name()).empty()) throw Error(ErrorKind::rule_violated, "census.name_missing");
    const std::string fingerprint = digest_of(system.id + system.body + values_json(system.values));
    static const db::RequestKeys keys("census_requests", "system", "census.key_reused");
    return state_->database.write_value([&](db::Transaction& transaction) {
        if (const auto earlier = keys.find(transaction, actor, request_key, fingerprint)) {
            return system_of(
                *transaction.query_one("SELECT id, body, content FROM census_systems WHERE id = ?", {*earlier}));
        }
        System saved = system;
        const auto same = transaction.query_one("SELECT id FROM census_systems WHERE body = ? AND name = ?",
                                                {saved.body, saved.name()});
        if (same && same->text(0) != saved.id) throw Error(ErrorKind::conflict, "census.name_taken", saved.name());
        if (!saved.id.empty()) {
            // The whole system is replaced, so that a value can be taken away.
            transaction.execute("DELETE FROM census_systems WHERE id = ?", {saved.id});
        }
        const std::string kept_id = saved.id;
        (void)state_->take(transaction, saved);
        if (!kept_id.empty() && saved.id != kept_id) {
            transaction.execute("UPDATE census_systems SET id = ? WHERE id = ?", {kept_id, saved.id});
            saved.id = kept_id;
        }
        keys.keep(transaction, actor, request_key, fingerprint, saved.id);
        state_->journal.append(transaction, {"census.saved", actor, "", saved.id,
                                             R"({"digest":")" + digest_of(values_json(saved.values)) + "\"}"});
        return saved;
    });
}

System Census::get(std::string_view id) {
    const auto row = state_->database.read_value([&](db::Transaction& transaction) {
        return transaction.query_one("SELECT id, body, content FROM census_systems WHERE id = ?", {std::string(id)});
    });
    if (!row) throw Error(ErrorKind::not_found, "census.not_found", std::string(id));
    return system_of(*row);
}

Page Census::list(const Filter& filter) {
    std::string where = " WHERE 1 = 1";
    std::vector<db::Value> values;
    const auto narrow = [&](std::string_view condition, std::string value) {
        if (value.empty()) return;
        where += " AND " + std::string(condition);
        values.emplace_back(std::move(value));
    };
    narrow("body = ?", filter.body);
    narrow("state = ?", filter.state);
    narrow("name LIKE ?", filter.text.empty() ? "" : "%" + filter.text + "%");
    return state_->database.read_value([&](db::Transaction& transaction) {
        Page page;
        page.total = transaction.query("SELECT COUNT(*) FROM census_systems" + where, values)[0].integer(0);
        values.emplace_back(filter.part.size);
        values.emplace_back(filter.part.offset());
        const std::string sql =
            "SELECT id, body, content FROM census_systems" + where + " ORDER BY body, name LIMIT ? OFFSET ?";
        for (const db::Row& row : transaction.query(sql, values)) page.items.push_back(system_of(row));
        return page;
    });
}

std::vector<System> Census::all(const std::string& body) {
    return state_->database.read_value([&](db::Transaction& transaction) { return load_systems(transaction, body); });
}

void Census::submit(const std::string& body, const std::string& actor) {
    if (state_->organisations.find(body) == nullptr) throw Error(ErrorKind::invalid_input, "census.body_unknown", body);
    state_->database.write([&](db::Transaction& transaction) {
        transaction.execute(
            "INSERT INTO census_bodies (body, submitted_at, submitted_by) VALUES (?, ?, ?) ON CONFLICT (body) DO "
            "UPDATE "
            "SET submitted_at = excluded.submitted_at, submitted_by = excluded.submitted_by",
            {body, micros(state_->clock.now()), actor});
        state_->journal.append(transaction, {"census.submitted", actor, "", body, "{}"});
    });
}

}  // namespace yici::census
