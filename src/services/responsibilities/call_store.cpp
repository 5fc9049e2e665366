#include "services/responsibilities/call_store.h"

#include "foundation/base/instants.h"

namespace yici::responsibilities {

void add_calls(db::Transaction& transaction, Date day, const exchange::UseCount& now,
               const exchange::UseCount& before) {
    const int64_t answered = now.answered + now.nothing - before.answered - before.nothing;
    const int64_t failed = now.failed - before.failed;
    // A row of failures that began before this program did goes on, unless something was answered since.
    const int64_t carried =
        answered > 0 ? 0
                     : transaction
                           .query_one(
                               "SELECT COALESCE(MAX(failed_in_a_row), 0) FROM responsibilities_calls WHERE "
                               "resource = ? AND matter = ? AND material = ? AND day = (SELECT MAX(day) FROM "
                               "responsibilities_calls WHERE resource = ? AND matter = ? AND material = ?)",
                               {now.resource, now.matter, now.material, now.resource, now.matter, now.material})
                           ->integer(0);
    const int64_t in_a_row = answered > 0 ? now.failed_in_a_row : carried + failed;
    transaction.execute(
        "INSERT INTO responsibilities_calls (resource, matter, material, day, answered, failed, failed_in_a_row, "
        "last_answered) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (resource, matter, material, day) DO UPDATE SET "
        "answered = responsibilities_calls.answered + excluded.answered, failed = responsibilities_calls.failed + "
        "excluded.failed, failed_in_a_row = excluded.failed_in_a_row, last_answered = CASE WHEN excluded.last_answered "
        "> responsibilities_calls.last_answered THEN excluded.last_answered ELSE responsibilities_calls.last_answered "
        "END",
        {now.resource, now.matter, now.material, to_string(day), answered, failed, in_a_row,
         micros(now.last_answered)});
}

std::map<UseKey, Calls> load_calls(db::Transaction& transaction, Date since) {
    std::map<UseKey, Calls> all;
    for (const db::Row& row :
         transaction.query("SELECT resource, matter, material, answered, failed, failed_in_a_row, last_answered FROM "
                           "responsibilities_calls WHERE day >= ? ORDER BY day",
                           {to_string(since)})) {
        Calls& calls = all[{row.text(0), row.text(1), row.text(2)}];
        calls.answered += row.integer(3);
        calls.failed += row.integer(4);
        calls.failed_in_a_row = row.integer(5);
        if (row.integer(6) > 0) calls.last_answered = instant_of(row.integer(6));
    }
    return all;
}

std::map<std::string, Kept, std::less<>> load_kept(db::Transaction& transaction) {
    std::map<std::string, Kept, std::less<>> all;
    for (const db::Row& row :
         transaction.query("SELECT id, due_on, assigned_by, note, state, state_since FROM responsibilities")) {
        all[row.text(0)] = {parse_date(row.text(1)).value_or(Date{}), row.text(2), row.text(3), row.text(4),
                            parse_date(row.text(5)).value_or(Date{})};
    }
    return all;
}

void store_kept(db::Transaction& transaction, std::string_view id, Date first_seen, const Kept& kept) {
    transaction.execute(
        "INSERT INTO responsibilities (id, first_seen, due_on, assigned_by, note, state, state_since) VALUES (?, ?, ?, "
        "?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET due_on = excluded.due_on, assigned_by = excluded.assigned_by, note "
        "= excluded.note, state = excluded.state, state_since = excluded.state_since",
        {std::string(id), to_string(first_seen), to_string(kept.due), kept.assigned_by, kept.note, kept.state,
         to_string(kept.since)});
}

}  // namespace yici::responsibilities
