#include <algorithm>
#include <set>

#include "engines/records/record_body.h"
#include "engines/records/records.h"
#include "engines/records/weighing.h"
#include "foundation/base/error.h"

namespace yici::records {

namespace {

constexpr std::string_view kColumns =
    "number, subject, into_subject, merged_by, merged_reason, merged_at, split_by, split_reason, split_at";

Merge merge_from(const db::Row& row) {
    Merge merge{row.integer(0), row.text(1), row.text(2), {row.text(3), row.text(4), instant_of(row.integer(5))}, {}};
    if (row.integer(8) != 0) merge.split = Act{row.text(6), row.text(7), instant_of(row.integer(8))};
    return merge;
}

/// Folds the versions of some subjects, in the order in which they were recorded, until a moment.
WeighedFields fold(db::Transaction& transaction, const RecordType& type, const std::vector<std::string>& group,
                   int64_t until) {
    struct Said {
        int64_t id;
        Source source;
        int64_t observed;
        int64_t recorded;
        std::vector<std::pair<std::string, std::string>> values;
    };
    std::vector<Said> all;
    for (const std::string& subject : group) {
        const auto rows = transaction.query(
            "SELECT id, organisation, system, observed, recorded, body FROM records_versions "
            "WHERE subject = ? AND type = ? AND recorded <= ?",
            {subject, type.type, until});
        for (const db::Row& row : rows) {
            Said said{row.integer(0), {row.text(1), row.text(2)}, row.integer(3), row.integer(4), {}};
            const bool whole = scan_body(row.text(5), [&](std::string_view name, std::string_view json) {
                said.values.emplace_back(std::string(name), from_json_value(json));
            });
            if (!whole) throw Error(ErrorKind::internal, "base.internal", "records_versions.body is damaged");
            all.push_back(std::move(said));
        }
    }
    std::ranges::sort(all, {}, &Said::id);
    WeighedFields fields;
    for (const Said& said : all) weigh(type, said.source, said.observed, said.recorded, said.values, fields);
    return fields;
}

std::vector<std::string> types_about(db::Transaction& transaction, const std::vector<std::string>& group,
                                     int64_t until) {
    std::set<std::string> types;
    for (const std::string& subject : group)
        for (const db::Row& row : transaction.query(
                 "SELECT DISTINCT type FROM records_versions WHERE subject = ? AND recorded <= ?", {subject, until}))
            types.insert(row.text(0));
    return {types.begin(), types.end()};
}

}  // namespace

std::vector<std::string> Records::group_of(db::Transaction& transaction, const std::string& subject,
                                           std::optional<int64_t> at) {
    const std::string standing = at ? "merged_at <= ? AND (split_at = 0 OR split_at > ?)" : "split_at = 0";
    const std::string sql = "SELECT subject, into_subject FROM records_merges WHERE ";
    std::set<std::string> group{subject};
    for (std::vector<std::string> open{subject}; !open.empty();) {
        const std::string one = std::move(open.back());
        open.pop_back();
        for (const char* side : {"subject", "into_subject"}) {
            const std::string query = sql + side + " = ? AND " + standing;
            const auto rows = at ? transaction.query(query, {one, *at, *at}) : transaction.query(query, {one});
            for (const db::Row& row : rows)
                for (const std::string& found : {row.text(0), row.text(1)})
                    if (group.insert(found).second) open.push_back(found);
        }
    }
    return {group.begin(), group.end()};
}

void Records::weigh_group(db::Transaction& transaction, const std::string& type_name,
                          const std::vector<std::string>& group) {
    const auto index = types_.index_of(type_name);
    if (!index) return;  // of a pack that had it
    const RecordType& type = types_.all()[*index];
    const int64_t merged = group.size() > 1 ? 1 : 0;
    // Raising the revisions first, in order of subjects, locks the rows.
    for (const std::string& subject : group)
        transaction.execute(
            "INSERT INTO records_golden (subject, type, body, sources, revision, merged) "
            "VALUES (?, ?, '{}', '[]', 1, ?) ON CONFLICT (subject, type) "
            "DO UPDATE SET revision = records_golden.revision + 1, merged = excluded.merged",
            {subject, type_name, merged});
    const auto [body, sources] = write_golden(type, fold(transaction, type, group, INT64_MAX));
    for (const std::string& subject : group) {
        transaction.execute("UPDATE records_golden SET body = ?, sources = ? WHERE subject = ? AND type = ?",
                            {body, sources, subject, type_name});
        if (memory_ == nullptr) continue;
        transaction.after_commit(
            [memory = memory_, at = *index, subject, text = body] { memory->put(at, subject, text); });
    }
}

void Records::weigh_all_types(db::Transaction& transaction, const std::vector<std::string>& group) {
    // Types of golden rows too: after a split a subject may hold rows whose versions are the other's.
    std::set<std::string> types;
    for (const std::string& subject : group)
        for (const db::Row& row : transaction.query("SELECT type FROM records_golden WHERE subject = ?", {subject}))
            types.insert(row.text(0));
    for (const std::string& type : types_about(transaction, group, INT64_MAX)) types.insert(type);
    for (const std::string& type : types) weigh_group(transaction, type, group);
    // Nothing of its own is left of a type: then there never was such a record.
    for (const std::string& subject : group)
        transaction.execute("DELETE FROM records_golden WHERE subject = ? AND body = '{}' AND merged = 0", {subject});
}

Merge Records::merge(db::Transaction& transaction, const std::string& subject, const std::string& into,
                     const std::string& by, const std::string& reason) {
    if (subject == into) throw Error(ErrorKind::rule_violated, "records.same_subject");
    const auto mine = group_of(transaction, subject);
    const auto theirs = group_of(transaction, into);
    if (std::ranges::find(mine, into) != mine.end()) throw Error(ErrorKind::conflict, "records.already_one");
    std::set<SubjectKind> kinds;
    for (const auto* group : {&mine, &theirs}) {
        const auto types = types_about(transaction, *group, INT64_MAX);
        if (types.empty()) throw Error(ErrorKind::not_found, "records.nothing_known");
        for (const std::string& name : types)
            if (const RecordType* type = types_.find(name)) kinds.insert(type->subject);
    }
    if (kinds.size() > 1) throw Error(ErrorKind::rule_violated, "records.unlike_subjects");
    const int64_t now = micros(clock_.now());
    const int64_t added = transaction.execute(
        "INSERT INTO records_merges (subject, into_subject, merged_by, merged_reason, merged_at) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (subject) WHERE split_at = 0 DO NOTHING",
        {subject, into, by, reason, now});
    if (added == 0) throw Error(ErrorKind::conflict, "records.already_one");
    const auto row = transaction.query_one(
        "SELECT " + std::string(kColumns) + " FROM records_merges WHERE subject = ? AND split_at = 0", {subject});
    weigh_all_types(transaction, group_of(transaction, subject));
    return merge_from(*row);
}

Merge Records::split(db::Transaction& transaction, int64_t number, const std::string& by, const std::string& reason) {
    const auto before = merge_of(transaction, number);
    if (!before) throw Error(ErrorKind::not_found, "records.no_such_merge");
    const int64_t done = transaction.execute(
        "UPDATE records_merges SET split_by = ?, split_reason = ?, split_at = ? WHERE number = ? AND split_at = 0",
        {by, reason, micros(clock_.now()), number});
    if (done == 0) throw Error(ErrorKind::conflict, "records.already_split");
    weigh_all_types(transaction, group_of(transaction, before->subject));
    weigh_all_types(transaction, group_of(transaction, before->into));
    return *merge_of(transaction, number);
}

std::optional<Merge> Records::merge_of(db::Transaction& transaction, int64_t number) {
    const auto row =
        transaction.query_one("SELECT " + std::string(kColumns) + " FROM records_merges WHERE number = ?", {number});
    if (!row) return std::nullopt;
    return merge_from(*row);
}

std::vector<Merge> Records::merges(std::string_view subject) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::map<int64_t, Merge> found;
        std::set<std::string> seen{std::string(subject)};
        for (std::vector<std::string> open{std::string(subject)}; !open.empty();) {
            const std::string one = std::move(open.back());
            open.pop_back();
            const auto rows = transaction.query(
                "SELECT " + std::string(kColumns) + " FROM records_merges WHERE subject = ? OR into_subject = ?",
                {one, one});
            for (const db::Row& row : rows) {
                found.emplace(row.integer(0), merge_from(row));
                for (const std::string& other : {row.text(1), row.text(2)})
                    if (seen.insert(other).second) open.push_back(other);
            }
        }
        std::vector<Merge> merges;
        for (auto& [number, merge] : found) merges.push_back(std::move(merge));
        return merges;
    });
}

std::vector<std::string> Records::one_with(std::string_view subject) {
    return database_.read_value(
        [&](db::Transaction& transaction) { return group_of(transaction, std::string(subject)); });
}

std::vector<GoldenValue> Records::golden_known_at(std::string_view type_name, std::string_view subject, Instant known) {
    const RecordType* type = types_.find(type_name);
    if (type == nullptr) throw Error(ErrorKind::rule_violated, "records.no_such_type", std::string(type_name));
    return database_.read_value([&](db::Transaction& transaction) {
        const auto group = group_of(transaction, std::string(subject), micros(known));
        return golden_values(*type, fold(transaction, *type, group, micros(known)));
    });
}

std::vector<std::string> Records::types_known_at(std::string_view subject, Instant known) {
    return database_.read_value([&](db::Transaction& transaction) {
        return types_about(transaction, group_of(transaction, std::string(subject), micros(known)), micros(known));
    });
}

}  // namespace yici::records
