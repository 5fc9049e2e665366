#include <algorithm>
#include <array>
#include <map>

#include "engines/collection/intake.h"
#include "engines/collection/prepared.h"
#include "foundation/base/instants.h"
#include "foundation/base/text.h"

namespace yici::collection {
namespace {

constexpr std::array<std::string_view, 5> kOutcomes{"waiting", "corrected", "released", "passed", "discarded"};

constexpr std::string_view kFrom =
    " FROM collection_quarantine q JOIN collection_batches b ON b.id = q.batch WHERE q.resource = "
    "(SELECT id FROM collection_resources WHERE name = ?)";

/// What the tables hold of an outcome: a waiting row has none.
std::string stored(Outcome outcome) {
    return outcome == Outcome::waiting ? std::string() : std::string(name_of(outcome));
}

struct Where {
    std::string sql{kFrom};
    std::vector<db::Value> values;

    explicit Where(const QuarantineFilter& filter) : values{filter.resource} {
        if (filter.source) {
            sql += " AND b.organisation = ? AND b.system = ?";
            values.emplace_back(filter.source->organisation);
            values.emplace_back(filter.source->system);
        }
        // Literals, so that the indexes of waiting and of settled rows serve.
        if (filter.outcome == Outcome::waiting) {
            sql += " AND q.outcome = ''";
        } else if (filter.outcome) {
            sql += " AND q.outcome <> '' AND q.outcome = ?";
            values.emplace_back(stored(*filter.outcome));
        }
        if (filter.batch != 0) {
            sql += " AND q.batch = ?";
            values.emplace_back(filter.batch);
        }
        if (filter.row != 0) {
            sql += " AND q.id = ?";
            values.emplace_back(filter.row);
        }
    }
};

constexpr std::string_view kColumns =
    "SELECT q.id, q.batch, q.line, q.rules, q.body, q.outcome, q.settled_by, q.settled_at, q.reason, b.watermark, "
    "b.organisation, b.system, b.observed";

QuarantinedRow row_of(const db::Row& row) {
    QuarantinedRow found;
    found.id = row.integer(0);
    found.batch = row.integer(1);
    found.line = row.integer(2);
    for (const std::string_view rule : split(row.text(3), '\n')) found.rules.emplace_back(rule);
    found.cells = split_cells(row.text(4));
    found.outcome = row.text(5).empty() ? Outcome::waiting : parse_outcome(row.text(5)).value_or(Outcome::waiting);
    found.settled_by = row.text(6);
    found.settled_at = instant_of(row.integer(7));
    found.reason = row.text(8);
    found.watermark = row.text(9);
    return found;
}

/// A row that never was one: it has no cells of columns.
bool is_unreadable(const QuarantinedRow& row) {
    return row.rules == std::vector<std::string>{"csv"} || row.rules == std::vector<std::string>{"utf8"} ||
           row.rules == std::vector<std::string>{"record"};
}

struct Waiting {
    QuarantinedRow row;
    records::Source source;
    Instant observed{};
};

Waiting waiting_of(const db::Row& row) {
    return {row_of(row), {row.text(10), row.text(11)}, instant_of(row.integer(12))};
}

/// The columns may have become more since the row came.
std::vector<std::string_view> fitted(const std::vector<std::string>& cells, size_t columns) {
    std::vector<std::string_view> views(cells.begin(), cells.end());
    views.resize(columns);
    return views;
}

void note(db::Transaction& transaction, int64_t id, Outcome outcome, const std::string& by, Instant now,
          const std::string& reason) {
    transaction.execute(
        "UPDATE collection_quarantine SET outcome = ?, settled_by = ?, settled_at = ?, reason = ? WHERE id = ?",
        {stored(outcome), by, micros(now), reason, id});
}

/// The batch that rows out of quarantine make: where the source stands does not change by it.
Batch batch_of(const Waiting& first, const tables::Table& table, const std::string& digest) {
    Batch batch;
    batch.source = first.source;
    batch.observed = first.observed;
    batch.watermark = first.row.watermark;
    batch.header = table.header();
    batch.cells = table.cells();
    batch.digest = digest;
    return batch;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
    return kOutcomes[static_cast<size_t>(outcome)];
}

std::optional<Outcome> parse_outcome(std::string_view name) {
    for (size_t i = 0; i < kOutcomes.size(); ++i)
        if (kOutcomes[i] == name) return static_cast<Outcome>(i);
    return std::nullopt;
}

std::vector<QuarantinedRow> Intake::quarantine(db::Transaction& transaction, const QuarantineFilter& filter,
                                               int64_t offset, int64_t limit) {
    Where where(filter);
    where.values.emplace_back(limit);
    where.values.emplace_back(offset);
    std::vector<QuarantinedRow> rows;
    transaction.query_each(std::string(kColumns) + where.sql + " ORDER BY q.id LIMIT ? OFFSET ?",
                           db::Values(where.values), [&](const db::Row& row) {
                               rows.push_back(row_of(row));
                               return true;
                           });
    return rows;
}

int64_t Intake::count(db::Transaction& transaction, const QuarantineFilter& filter) {
    const Where where(filter);
    return transaction.query("SELECT COUNT(*)" + where.sql, db::Values(where.values)).at(0).integer(0);
}

QuarantinedRow Intake::settle(db::Transaction& transaction, const Plan& plan, int64_t id, const Settlement& settlement,
                              const Alongside& alongside) {
    const auto found =
        transaction.query_one(std::string(kColumns) + std::string(kFrom) + " AND q.id = ?" +
                                  (database_.dialect() == db::Dialect::postgresql ? " FOR UPDATE OF q" : ""),
                              {plan.resource, id});
    if (!found) throw Error(ErrorKind::not_found, "collection.no_such_row", std::to_string(id));
    Waiting waiting = waiting_of(*found);
    if (waiting.row.outcome != Outcome::waiting)
        throw Error(ErrorKind::conflict, "collection.already_settled", std::string(name_of(waiting.row.outcome)));
    if (settlement.outcome != Outcome::discarded) {
        const bool corrected = settlement.outcome == Outcome::corrected;
        const std::vector<std::string>& cells = corrected ? settlement.cells : waiting.row.cells;
        if (corrected ? cells.size() != plan.columns.size() : is_unreadable(waiting.row))
            throw Error(ErrorKind::rule_violated, "collection.still_refused", join(waiting.row.rules, ", "));
        Plan followed = plan;
        if (!corrected) followed.rules.rules.clear();
        tables::Table table(plan.columns);
        table.add_row(1, fitted(cells, plan.columns.size()));
        const Preparer preparer(followed, table.header(), waiting.observed, clock_);
        const Prepared tried = preparer.prepare(table.cells(), {}, [](size_t) { return int64_t{1}; });
        if (!tried.refused.empty()) {
            std::string rules = tried.refused[0].rules;
            std::replace(rules.begin(), rules.end(), '\n', ' ');
            throw Error(ErrorKind::rule_violated, "collection.still_refused", rules);
        }
        take(transaction, followed, batch_of(waiting, table, "quarantine " + std::to_string(id)), alongside);
        waiting.row.cells = cells;
    }
    note(transaction, id, settlement.outcome, settlement.by, clock_.now(), settlement.reason);
    waiting.row.outcome = settlement.outcome;
    waiting.row.settled_by = settlement.by;
    waiting.row.settled_at = clock_.now();
    waiting.row.reason = settlement.reason;
    return waiting.row;
}

Intake::Recheck Intake::recheck(db::Transaction& transaction, const Plan& plan, const QuarantineFilter& filter,
                                int64_t after, int64_t limit, const std::string& by, const Alongside& alongside) {
    QuarantineFilter wanted = filter;
    wanted.outcome = Outcome::waiting;
    Where where(wanted);
    where.values.emplace_back(after);
    where.values.emplace_back(limit);
    Recheck done;
    std::map<int64_t, std::vector<Waiting>> by_batch;
    transaction.query_each(std::string(kColumns) + where.sql + " AND q.id > ? ORDER BY q.id LIMIT ?",
                           db::Values(where.values), [&](const db::Row& row) {
                               Waiting each = waiting_of(row);
                               ++done.looked_at;
                               done.last = each.row.id;
                               if (!is_unreadable(each.row)) by_batch[each.row.batch].push_back(std::move(each));
                               return true;
                           });
    for (const auto& [batch, rows] : by_batch) {
        tables::Table all(plan.columns), passing(plan.columns);
        for (const Waiting& each : rows) all.add_row(each.row.id, fitted(each.row.cells, plan.columns.size()));
        const Preparer preparer(plan, all.header(), rows.front().observed, clock_);
        std::map<int64_t, std::string> refused;
        for (Prepared::Refused& each :
             preparer.prepare(all.cells(), {}, [&](size_t row) { return all.line(row); }).refused)
            refused[each.line] = std::move(each.rules);
        for (const Waiting& each : rows) {
            const auto again = refused.find(each.row.id);
            if (again == refused.end()) {
                passing.add_row(each.row.id, fitted(each.row.cells, plan.columns.size()));
                note(transaction, each.row.id, Outcome::passed, by, clock_.now(), "");
                ++done.passed;
            } else if (again->second != join(each.row.rules, "\n")) {
                transaction.execute("UPDATE collection_quarantine SET rules = ? WHERE id = ?",
                                    {again->second, each.row.id});
            }
        }
        if (passing.rows() == 0) continue;
        take(transaction, plan,
             batch_of(rows.front(), passing, "quarantine " + std::to_string(passing.line(0)) + " passed"), alongside);
    }
    return done;
}

}  // namespace yici::collection
