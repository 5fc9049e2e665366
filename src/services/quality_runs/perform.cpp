#include <map>

#include "foundation/base/log.h"
#include "services/quality_runs/quality_runs_state.h"
#include "services/quality_runs/run_store.h"

namespace yici::quality_runs {

namespace {

constexpr const char* kSubjectColumn = "subject code";

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

tables::Table table_of(records::Records& records, const records::RecordType& type) {
    std::vector<std::string> header{kSubjectColumn};
    for (const records::Field& field : type.fields) header.push_back(field.name);
    tables::Table table(header);
    int64_t line = 0;
    std::vector<std::string_view> cells;
    records.each_golden(
        type.type, [&](const std::string& subject, const std::vector<std::pair<std::string, std::string>>& values) {
            cells.assign(header.size(), {});
            cells[0] = subject;
            for (const auto& [name, value] : values) {
                if (const auto position = type.position_of(name)) cells[*position + 1] = value;
            }
            table.add_row(++line, cells);
        });
    return table;
}

Found Reporter::take(const quality::Rule& rule, const std::string& subject, const std::string& field) {
    db::Database& database = state_.parts.database;
    Found found{rule.id, state_.parts.subjects.digest_of(subject), field, ""};
    const auto known = database.read_value(
        [&](db::Transaction& transaction) { return load_reported(transaction, plan_.name, found); });
    const bool open = state_.parts.disputes.is_open(subject, plan_.record_type, field);
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
    disputes::Report report;
    report.subject = subject;
    report.type = plan_.record_type;
    report.field = field;
    report.source = disputes::SourceKind::quality;
    report.by = plan_.name + "/" + rule.id;
    report.reason = reason_of(rule);
    const disputes::Ticket ticket = state_.parts.disputes.report(report);
    found.ticket = ticket.id;
    const bool by_this_run = ticket.outcome == disputes::Outcome::open && ticket.opened >= *run_.began;
    if (by_this_run && opened_.insert(ticket.id).second) ++run_.opened;
    if (!by_this_run) ++run_.standing;
    database.write([&](db::Transaction& transaction) {
        store_reported(transaction, plan_.name, found, by_this_run ? run_.id : 0);
    });
    return found;
}

void QualityRuns::Inner::perform(Run& run) {
    const Plan& plan = plan_of(run.plan);
    const records::RecordType& type = *parts.records.types().find(plan.record_type);
    const tables::Table table = table_of(parts.records, type);
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
        for (const quality::CellAt& cell : report.outcomes[place].suspects) {
            if (cell.column == 0) continue;  // the code under which the record is kept is no field of it
            if (is_ending()) throw Error(ErrorKind::unavailable, "quality_runs.broken_off", plan.name);
            const std::string field = type.fields[cell.column - 1].name;
            Found found = reporter.take(rule, std::string(table.cell(cell.row, 0)), field);
            ++run.cells;
            tally.add("rule", rule.id);
            tally.add("field", field);
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
