#include "foundation/base/instants.h"
#include "services/cases/case_store.h"
#include "services/cases/cases_state.h"

namespace yici::cases {

namespace {

/// From the row, not from the shelf: what others hold becomes stale and is read again.
std::shared_ptr<Case> row_of(db::Transaction& transaction, std::string_view number) {
    auto item = load_case(transaction, number);
    if (!item) throw Error(ErrorKind::not_found, "cases.not_found", std::string(number));
    return std::make_shared<Case>(std::move(*item));
}

void store_flag(db::Transaction& transaction, std::string_view number, const Flag& flag) {
    db::Value weighed;
    if (flag.weighed) weighed = micros(*flag.weighed);
    transaction.execute(
        "INSERT INTO cases_flags (case_number, ticket, material, type, field, title, state, effect, verdict, note, "
        "weighed_by, raised_at, weighed_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (case_number, ticket, "
        "material) DO UPDATE SET state = excluded.state, effect = excluded.effect, verdict = excluded.verdict, note = "
        "excluded.note, weighed_by = excluded.weighed_by, weighed_at = excluded.weighed_at",
        {std::string(number), flag.ticket, flag.material, flag.type, flag.field, flag.title, flag.state, flag.effect,
         flag.verdict, flag.note, flag.weighed_by, micros(flag.raised), weighed});
}

}  // namespace

std::vector<Flag> load_flags(db::Transaction& transaction, std::string_view number) {
    std::vector<Flag> flags;
    for (const db::Row& row :
         transaction.query("SELECT ticket, material, type, field, title, state, effect, verdict, note, weighed_by, "
                           "raised_at, weighed_at FROM cases_flags WHERE case_number = ? ORDER BY raised_at, material",
                           {std::string(number)})) {
        Flag flag{row.text(0),
                  row.text(1),
                  row.text(2),
                  row.text(3),
                  row.text(4),
                  row.text(5),
                  row.text(6),
                  row.text(7),
                  row.text(8),
                  row.text(9),
                  instant_of(row.integer(10)),
                  {}};
        if (const auto weighed = row.integer_or_none(11)) flag.weighed = instant_of(*weighed);
        flags.push_back(std::move(flag));
    }
    return flags;
}

void Cases::flag(db::Transaction& transaction, std::string_view number, const Flag& flag, const Actor& by) {
    const auto item = row_of(transaction, number);
    Flag kept = flag;
    for (const Flag& earlier : load_flags(transaction, number)) {
        if (earlier.ticket != flag.ticket || earlier.material != flag.material) continue;
        if (earlier.state == flag.state && earlier.effect == flag.effect) return;
        kept.raised = earlier.raised;
    }
    store_flag(transaction, number, kept);
    state_->record_step(transaction, item, 0, by, Action::flag, flag.ticket + " " + flag.title + " " + flag.state);
}

std::vector<Flag> Cases::flags(std::string_view number) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_flags(t, number); });
}

void Cases::weigh(std::string_view number, const Weighing& weighing, const Actor& by) {
    if (weighing.verdict != "stands" && weighing.verdict != "changed") {
        throw Error(ErrorKind::invalid_input, "cases.bad_request", "verdict");
    }
    if (trim(weighing.note).empty()) throw Error(ErrorKind::invalid_input, "cases.reason_missing");
    state_->parts.database.write([&](db::Transaction& transaction) {
        const auto item = row_of(transaction, number);
        bool found = false;
        bool changed = false;
        for (Flag& flag : load_flags(transaction, number)) {
            if (flag.ticket != weighing.ticket) continue;
            found = true;
            // The same verdict again is a request that was sent twice.
            if (flag.verdict == weighing.verdict && flag.note == weighing.note) continue;
            flag.verdict = weighing.verdict;
            flag.note = weighing.note;
            flag.weighed_by = by.name;
            flag.weighed = state_->now();
            store_flag(transaction, number, flag);
            changed = true;
        }
        if (!found) throw Error(ErrorKind::not_found, "cases.no_such_flag", weighing.ticket);
        if (!changed) return;
        state_->record_step(transaction, item, 0, by, Action::weigh, weighing.verdict + " " + weighing.ticket);
    });
}

}  // namespace yici::cases
