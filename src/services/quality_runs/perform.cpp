#include <map>

#include "foundation/base/log.h"
#include "services/quality_runs/quality_runs_state.h"
#include "services/quality_runs/run_store.h"

namespace yici::quality_runs {

namespace {

/// A ticket's reason must tell the rule, not the value.
std::string reason_of(const quality::Rule& rule) {
    return "不符合数据质量规则：" + rule.text;
}

class Tally {
  public:
    void add(const std::string& part, const std::string& name) { ++cells_[{part, name}]; }
    [[nodiscard]] std::vector<Count> counts() const {
        std::vector<Count> counts;
        for (const auto& [key, cells] : cells_) counts.push_back({key.first, key.second, cells});
        return counts;
    }

  private:
    std::map<std::pair<std::string, std::string>, int64_t> cells_;
};

}  // namespace

Found Reporter::take(const Wrong& wrong) {
    db::Database& database = state_.parts.database;
    Found found{wrong.rule.id, state_.parts.subjects.digest_of(wrong.subject), wrong.field.name, "", {}};
    for (const Found::Word& word : wrong.words) {
        found.words.push_back({word.organisation, records::mask(wrong.field.mask, word.value), word.golden});
    }
    const auto known = database.read_value(
        [&](db::Transaction& transaction) { return load_reported(transaction, plan_.name, found); });
    const bool open = state_.parts.disputes.is_open(wrong.subject, plan_.record_type, wrong.field.name);
    if (known && (open || known->run == run_.id)) {
        found.ticket = known->ticket;
        if (known->run == run_.id) {
            if (opened_.insert(found.ticket).second) ++run_.opened;  // by this run, before it was broken off
        } else {
            ++run_.standing;
        }
        return found;
    }
    if (!open && run_.opened >= state_.parts.plans.policy.most_tickets) {
        ++run_.beyond;
        return found;
    }
    const disputes::Ticket ticket = report(wrong);
    found.ticket = ticket.id;
    const bool by_this_run = ticket.outcome == disputes::Outcome::open && ticket.opened >= *run_.began;
    if (by_this_run && opened_.insert(ticket.id).second) ++run_.opened;
    if (!by_this_run) ++run_.standing;
    database.write([&](db::Transaction& transaction) {
        store_reported(transaction, plan_.name, found, by_this_run ? run_.id : 0);
    });
    return found;
}

disputes::Ticket Reporter::report(const Wrong& wrong) {
    disputes::Report report;
    report.subject = wrong.subject;
    report.type = plan_.record_type;
    report.field = wrong.field.name;
    report.source = disputes::SourceKind::quality;
    report.by = plan_.name + "/" + wrong.rule.id;
    report.reason = reason_of(wrong.rule);
    std::optional<disputes::Ticket> ticket;
    for (const Found::Word& word : wrong.words) {
        if (word.golden) continue;
        report.by_name = state_.parts.organisations.name_of(word.organisation);
        report.organisation = word.organisation;
        report.claimed = word.value;
        ticket = state_.parts.disputes.report(report);
    }
    return ticket ? *std::move(ticket) : state_.parts.disputes.report(report);
}

void QualityRuns::Inner::perform(Run& run) {
    const Plan& plan = plan_of(run.plan);
    const records::RecordType& type = *parts.records.types().find(plan.record_type);
    const tables::Table table = table_of(parts, plan, type);
    std::vector<Finding> faults;
    std::vector<std::string> notes;
    const quality::Report report = quality::check(table, plan.rules, parts.clock, faults, notes);
    for (const Finding& fault : faults) {
        log::warning("quality_runs.rule_not_checked", {{"plan", plan.name}, {"error", fault.key}});
    }
    run.rows = static_cast<int64_t>(report.rows);
    run.score = quality::score(report, plan.rules, 0);
    run.cells = run.opened = run.standing = run.beyond = 0;  // one that was broken off counts anew
    Tally tally;
    Reporter reporter(*this, plan, run);
    std::vector<Found> findings;
    for (size_t place = 0; place < report.outcomes.size(); ++place) {
        const quality::Rule& rule = plan.rules.rules[place];
        const auto* compared = std::get_if<quality::Sources>(&rule.what);
        const auto sources =
            compared ? quality::sources_in(table.header(), *compared) : std::vector<quality::SourceAt>();
        for (const quality::CellAt& cell : report.outcomes[place].suspects) {
            // The code under which the record is kept is no field of it.
            if (cell.column == 0 || cell.column > type.fields.size()) continue;
            if (is_ending()) throw Error(ErrorKind::unavailable, "quality_runs.broken_off", plan.name);
            const records::Field& field = type.fields[cell.column - 1];
            Wrong wrong{rule, std::string(table.cell(cell.row, 0)), field, {}};
            for (const auto& [column, source] : sources) {
                const std::string_view said = table.cell(cell.row, column);
                if (said.empty()) continue;
                wrong.words.push_back({source, std::string(said), said == table.cell(cell.row, cell.column)});
            }
            Found found = reporter.take(wrong);
            ++run.cells;
            tally.add("rule", rule.id);
            tally.add("field", field.name);
            if (std::ssize(findings) < parts.plans.policy.most_findings) findings.push_back(std::move(found));
        }
    }
    finish(run, tally.counts(), findings);
}

void QualityRuns::Inner::finish(Run& run, const std::vector<Count>& counts, const std::vector<Found>& findings) {
    run.state = State::done;
    run.ended = now();
    parts.database.write([&](db::Transaction& transaction) {
        update_run(transaction, run);
        insert_counts(transaction, run.id, counts);
        insert_findings(transaction, run.id, findings);
        prune(transaction, run.plan, parts.plans.policy.kept_runs);
        parts.journal.append(transaction, {"quality.run_ended", run.cause, "", run.plan,
                                           R"({"run":)" + std::to_string(run.id) + R"(,"rows":)" +
                                               std::to_string(run.rows) + R"(,"cells":)" + std::to_string(run.cells) +
                                               R"(,"opened":)" + std::to_string(run.opened) + "}"});
    });
}

}  // namespace yici::quality_runs
