#include "engines/records/records.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engines/records/record_body.h"
#include "engines/records/schema_sql.h"
#include "engines/records/weighing.h"
#include "foundation/base/error.h"

namespace yici::records {
namespace {

constexpr std::string_view kInsertVersion =
    "INSERT INTO records_versions (type, subject, organisation, system, observed, recorded, answer_sm3, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

}  // namespace

Records::Records(db::Database& database, const RecordTypes& types, const Clock& clock, MemoryRegistry* memory)
    : database_(database), types_(types), clock_(clock), memory_(memory) {
    database_.migrate("engines/records", kSchemaSql);
}

void Records::check(const Observation& observation) const {
    const RecordType* type = types_.find(observation.type);
    if (type == nullptr) throw Error(ErrorKind::rule_violated, "records.no_such_type", observation.type);
    for (const auto& [name, value] : observation.values) {
        const Field* field = type->find(name);
        if (field == nullptr) throw Error(ErrorKind::rule_violated, "records.no_such_field", name);
        if (!fits(field->data_type, value)) throw Error(ErrorKind::rule_violated, "records.value_wrong_type", name);
    }
}

void Records::add(db::Transaction& transaction, const Observation& observation) {
    check(observation);
    const size_t index = *types_.index_of(observation.type);
    const RecordType& type = types_.all()[index];
    const int64_t observed = micros(observation.observed);
    const int64_t recorded = micros(clock_.now());
    transaction.execute(kInsertVersion, {observation.type, observation.subject, observation.source.organisation,
                                         observation.source.system, observed, recorded, observation.answer_sm3,
                                         write_body(type, observation.values)});
    // Raising the revision first locks the row, so that two writers weigh one after the other.
    transaction.execute(
        "INSERT INTO records_golden (subject, type, body, sources, revision) VALUES (?, ?, '{}', '[]', 1) "
        "ON CONFLICT (subject, type) DO UPDATE SET revision = records_golden.revision + 1",
        {observation.subject, observation.type});
    const auto row =
        transaction.query_one("SELECT body, sources, merged FROM records_golden WHERE subject = ? AND type = ?",
                              {observation.subject, observation.type});
    if (row->integer(2) != 0 || row->text(0) == "{}") {
        // A subject that is one with others, or a new one that may be: all of them hold the same golden values.
        if (const auto group = group_of(transaction, observation.subject); group.size() > 1) {
            weigh_group(transaction, observation.type, group);
            return;
        }
    }
    WeighedFields fields = read_golden(row->text(0), row->text(1));
    weigh(type, observation.source, observed, recorded, observation.values, fields);
    auto [body, sources] = write_golden(type, fields);
    transaction.execute("UPDATE records_golden SET body = ?, sources = ? WHERE subject = ? AND type = ?",
                        {body, sources, observation.subject, observation.type});
    if (memory_ != nullptr) {
        transaction.after_commit([memory = memory_, index, subject = observation.subject, body = std::move(body)] {
            memory->put(index, subject, body);
        });
    }
}

void Records::add(const Observation& observation) {
    database_.write([&](db::Transaction& transaction) { add(transaction, observation); });
}

std::vector<GoldenValue> Records::golden(std::string_view type_name, std::string_view subject) {
    const RecordType* type = types_.find(type_name);
    if (type == nullptr) throw Error(ErrorKind::rule_violated, "records.no_such_type", std::string(type_name));
    std::vector<GoldenValue> values;
    database_.read([&](db::Transaction& transaction) {
        const auto row =
            transaction.query_one("SELECT body, sources FROM records_golden WHERE subject = ? AND type = ?",
                                  {std::string(subject), std::string(type_name)});
        if (!row) return;
        values = golden_values(*type, read_golden(row->text(0), row->text(1)));
    });
    return values;
}

std::optional<std::string> Records::golden_value(std::string_view type, std::string_view subject,
                                                 std::string_view field) {
    for (GoldenValue& value : golden(type, subject)) {
        if (value.field->name == field) return std::move(value.value);
    }
    return std::nullopt;
}

std::vector<Version> Records::history(std::string_view type, std::string_view subject) {
    std::vector<Version> versions;
    database_.read([&](db::Transaction& transaction) {
        const auto rows = transaction.query(
            "SELECT id, organisation, system, observed, recorded, answer_sm3, body FROM records_versions "
            "WHERE subject = ? AND type = ? ORDER BY observed DESC, id DESC",
            {std::string(subject), std::string(type)});
        for (const db::Row& row : rows) {
            Version version{row.integer(0), instant_of(row.integer(4)), {}};
            version.observation = {std::string(type),          std::string(subject), {row.text(1), row.text(2)},
                                   instant_of(row.integer(3)), row.text(5),          {}};
            if (!scan_body(row.text(6), [&](std::string_view name, std::string_view json) {
                    version.observation.values.emplace_back(std::string(name), from_json_value(json));
                })) {
                throw Error(ErrorKind::internal, "base.internal", "records_versions.body is damaged");
            }
            versions.push_back(std::move(version));
        }
    });
    return versions;
}

std::vector<Contradiction> Records::contradictions(std::string_view type, std::string_view subject) {
    std::map<std::string, GoldenValue> golden_by_field;
    for (GoldenValue& value : golden(type, subject)) golden_by_field.emplace(value.field->name, std::move(value));
    std::set<std::pair<std::string, std::string>> spoken;  // the newest word of a source on a field decides
    std::vector<Contradiction> found;
    for (const Version& version : history(type, subject)) {
        const Observation& said = version.observation;
        for (const auto& [name, value] : said.values) {
            if (!spoken.emplace(said.source.organisation + "\n" + said.source.system, name).second) continue;
            const auto golden_value = golden_by_field.find(name);
            if (golden_value == golden_by_field.end() || golden_value->second.value == value) continue;
            if (golden_value->second.source.organisation == said.source.organisation) continue;
            found.push_back({name, golden_value->second.value, value, said.source, said.observed});
        }
    }
    return found;
}

std::vector<std::string> Records::types_of(std::string_view subject) {
    std::vector<std::string> types;
    database_.read([&](db::Transaction& transaction) {
        for (const db::Row& row : transaction.query("SELECT type FROM records_golden WHERE subject = ? ORDER BY type",
                                                    {std::string(subject)})) {
            types.push_back(row.text(0));
        }
    });
    return types;
}

int64_t Records::count(std::string_view type) {
    return database_.read_value([&](db::Transaction& transaction) {
        return transaction.query_one("SELECT COUNT(*) FROM records_golden WHERE type = ?", {std::string(type)})
            ->integer(0);
    });
}

void Records::each_golden(std::string_view type, const EachGolden& each) {
    database_.read([&](db::Transaction& transaction) {
        const std::array<db::Value, 1> parameters{std::string(type)};
        transaction.query_each("SELECT subject, body FROM records_golden WHERE type = ? ORDER BY subject", parameters,
                               [&](const db::Row& row) {
                                   std::vector<std::pair<std::string, std::string>> values;
                                   (void)scan_body(row.text(1), [&](std::string_view name, std::string_view json) {
                                       values.emplace_back(std::string(name), from_json_value(json));
                                   });
                                   each(row.text(0), std::move(values));
                                   return true;
                               });
    });
}

}  // namespace yici::records
