#include "services/quality_runs/run_store.h"

#include <cstdio>
#include "foundation/base/instants.h"

namespace yici::quality_runs {

namespace {

constexpr std::string_view kRun =
    "SELECT id, plan, state, cause, asked_at, began_at, ended_at, checked, cells, opened, standing, beyond, total, "
    "scores, fault FROM quality_runs";

int64_t count_of(const std::optional<Instant>& instant) {
    return instant ? micros(*instant) : 0;
}

std::optional<Instant> instant_or_none(int64_t microseconds) {
    if (microseconds == 0) return std::nullopt;
    return instant_of(microseconds);
}

/// Six numbers or blanks, apart by commas.
std::string text_of(const quality::Score& score) {
    std::string text;
    for (size_t i = 0; i < quality::kDimensions; ++i) {
        if (i > 0) text += ',';
        if (!score.dimensions[i]) continue;
        char number[32];
        (void)std::snprintf(number, sizeof number, "%.4f", *score.dimensions[i]);
        text += number;
    }
    return text;
}

quality::Score score_of(const std::string& text, double total) {
    quality::Score score;
    score.total = total;
    size_t at = 0;
    for (const std::string_view part : split(text, ',')) {
        if (at < quality::kDimensions && !part.empty()) score.dimensions[at] = std::stod(std::string(part));
        ++at;
    }
    return score;
}

Run run_of(const db::Row& row) {
    Run run;
    run.id = row.integer(0);
    run.plan = row.text(1);
    run.state = parse_state(row.text(2)).value_or(State::failed);
    run.cause = row.text(3);
    run.asked = instant_of(row.integer(4));
    run.began = instant_or_none(row.integer(5));
    run.ended = instant_or_none(row.integer(6));
    run.rows = row.integer(7);
    run.cells = row.integer(8);
    run.opened = row.integer(9);
    run.standing = row.integer(10);
    run.beyond = row.integer(11);
    run.score = score_of(row.text(13), row.number(12));
    run.fault = row.text(14);
    return run;
}

std::optional<Run> one(db::Transaction& transaction, const std::string& condition, std::vector<db::Value> values) {
    const auto rows = transaction.query(std::string(kRun) + condition, db::Values(values));
    if (rows.empty()) return std::nullopt;
    return run_of(rows.front());
}

}  // namespace

int64_t insert_run(db::Transaction& transaction, const Run& run) {
    return transaction
        .query_one(
            "INSERT INTO quality_runs (plan, state, cause, asked_at, began_at, ended_at, checked, cells, opened, "
            "standing, beyond, total, scores, fault) VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, '', '') RETURNING id",
            {run.plan, std::string(to_string(run.state)), run.cause, count_of(run.asked)})
        ->integer(0);
}

void update_run(db::Transaction& transaction, const Run& run) {
    transaction.execute(
        "UPDATE quality_runs SET state = ?, began_at = ?, ended_at = ?, checked = ?, cells = ?, opened = ?, standing = "
        "?, beyond = ?, total = ?, scores = ?, fault = ? WHERE id = ?",
        {std::string(to_string(run.state)), count_of(run.began), count_of(run.ended), run.rows, run.cells, run.opened,
         run.standing, run.beyond, run.score.total, text_of(run.score), run.fault, run.id});
}

std::optional<Run> load_run(db::Transaction& transaction, int64_t id) {
    return one(transaction, " WHERE id = ?", {id});
}

std::optional<Run> newest_run(db::Transaction& transaction, std::string_view plan, std::string_view state) {
    if (state.empty()) return one(transaction, " WHERE plan = ? ORDER BY id DESC LIMIT 1", {std::string(plan)});
    return one(transaction, " WHERE plan = ? AND state = ? ORDER BY id DESC LIMIT 1",
               {std::string(plan), std::string(state)});
}

std::optional<Run> unfinished_run(db::Transaction& transaction, std::string_view plan) {
    return one(transaction, " WHERE plan = ? AND state IN ('queued', 'running') ORDER BY id LIMIT 1",
               {std::string(plan)});
}

std::optional<Run> next_queued(db::Transaction& transaction) {
    return one(transaction, " WHERE state = 'queued' ORDER BY id LIMIT 1", {});
}

void queue_interrupted(db::Transaction& transaction) {
    transaction.execute("UPDATE quality_runs SET state = 'queued' WHERE state = 'running'");
}

RunPage load_runs(db::Transaction& transaction, std::string_view plan, const http::Part& part) {
    RunPage page;
    page.total =
        transaction.query_one("SELECT COUNT(*) FROM quality_runs WHERE plan = ?", {std::string(plan)})->integer(0);
    for (const db::Row& row : transaction.query(std::string(kRun) + " WHERE plan = ? ORDER BY id DESC LIMIT ? OFFSET ?",
                                                {std::string(plan), part.size, part.offset()})) {
        page.items.push_back(run_of(row));
    }
    return page;
}

void insert_counts(db::Transaction& transaction, int64_t run, const std::vector<Count>& counts) {
    for (const Count& one_count : counts) {
        transaction.execute("INSERT INTO quality_counts (run, part, name, cells) VALUES (?, ?, ?, ?)",
                            {run, one_count.part, one_count.name, one_count.cells});
    }
}

std::vector<Count> load_counts(db::Transaction& transaction, int64_t run) {
    std::vector<Count> counts;
    for (const db::Row& row : transaction.query(
             "SELECT part, name, cells FROM quality_counts WHERE run = ? ORDER BY part, cells DESC, name", {run})) {
        counts.push_back({row.text(0), row.text(1), row.integer(2)});
    }
    return counts;
}

void insert_findings(db::Transaction& transaction, int64_t run, const std::vector<Found>& findings) {
    static const std::vector<std::string> kColumns{"run", "position", "rule", "subject", "field", "ticket"};
    size_t at = 0;
    transaction.bulk_load("quality_findings", kColumns, [&](std::vector<db::Value>& values) {
        if (at == findings.size()) return false;
        const Found& found = findings[at];
        values = {run, static_cast<int64_t>(at), found.rule, found.subject, found.field, found.ticket};
        ++at;
        return true;
    });
    for (size_t position = 0; position < findings.size(); ++position) {
        int64_t place = 0;
        for (const Found::Word& word : findings[position].words) {
            transaction.execute(
                "INSERT INTO quality_words (run, position, place, organisation, shown, golden) VALUES (?, ?, ?, ?, ?, "
                "?)",
                {run, static_cast<int64_t>(position), place++, word.organisation, word.value,
                 int64_t{word.golden ? 1 : 0}});
        }
    }
}

FoundPage load_findings(db::Transaction& transaction, int64_t run, const std::vector<std::string>& fields,
                        const http::Part& part) {
    std::string where = " WHERE run = ?";
    std::vector<db::Value> values{run};
    if (!fields.empty()) {
        where += " AND field IN (";
        for (size_t i = 0; i < fields.size(); ++i) {
            where += i == 0 ? "?" : ", ?";
            values.emplace_back(fields[i]);
        }
        where += ")";
    }
    FoundPage page;
    page.run = run;
    page.total =
        transaction.query("SELECT COUNT(*) FROM quality_findings" + where, db::Values(values)).at(0).integer(0);
    values.emplace_back(part.size);
    values.emplace_back(part.offset());
    for (const db::Row& row : transaction.query("SELECT rule, subject, field, ticket, position FROM quality_findings" +
                                                    where + " ORDER BY position LIMIT ? OFFSET ?",
                                                db::Values(values))) {
        page.items.push_back({row.text(0), row.text(1), row.text(2), row.text(3), {}});
        for (const db::Row& word :
             transaction.query("SELECT organisation, shown, golden FROM quality_words WHERE run = ? AND position = ? "
                               "ORDER BY place",
                               {run, row.integer(4)})) {
            page.items.back().words.push_back({word.text(0), word.text(1), word.integer(2) != 0});
        }
    }
    return page;
}

void prune(db::Transaction& transaction, std::string_view plan, int64_t kept) {
    const auto oldest = transaction.query_one(
        "SELECT id FROM quality_runs WHERE plan = ? ORDER BY id DESC LIMIT 1 OFFSET ?", {std::string(plan), kept - 1});
    if (!oldest) return;
    for (const char* table : {"quality_findings", "quality_words", "quality_counts"}) {
        transaction.execute(std::string("DELETE FROM ") + table +
                                " WHERE run IN (SELECT id FROM quality_runs WHERE plan = ? AND id < ?)",
                            {std::string(plan), oldest->integer(0)});
    }
}

std::optional<Reported> load_reported(db::Transaction& transaction, std::string_view plan, const Found& found) {
    const auto row = transaction.query_one(
        "SELECT ticket, run FROM quality_reported WHERE plan = ? AND subject = ? AND field = ? AND rule = ?",
        {std::string(plan), found.subject, found.field, found.rule});
    if (!row) return std::nullopt;
    return Reported{row->text(0), row->integer(1)};
}

void store_reported(db::Transaction& transaction, std::string_view plan, const Found& found, int64_t run) {
    transaction.execute(
        "INSERT INTO quality_reported (plan, subject, field, rule, ticket, run) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT "
        "(plan, subject, field, rule) DO UPDATE SET ticket = excluded.ticket, run = excluded.run",
        {std::string(plan), found.subject, found.field, found.rule, found.ticket, run});
}

const db::RequestKeys& request_keys() {
    static const db::RequestKeys keys("quality_keys", "run", "quality_runs.key_reused");
    return keys;
}

}  // namespace yici::quality_runs
