#include "services/quality_runs/quality_runs.h"

#include <algorithm>
#include <map>

#include "foundation/base/log.h"
#include "services/quality_runs/quality_runs_state.h"
#include "services/quality_runs/run_store.h"
#include "services/quality_runs/schema_sql.h"

namespace yici::quality_runs {

namespace {

constexpr std::pair<State, std::string_view> kStates[] = {
    {State::queued, "queued"}, {State::running, "running"}, {State::done, "done"}, {State::failed, "failed"}};

}  // namespace

std::string_view to_string(State state) {
    return std::ranges::find(kStates, state, &std::pair<State, std::string_view>::first)->second;
}

std::optional<State> parse_state(std::string_view text) {
    for (const auto& [state, name] : kStates) {
        if (name == text) return state;
    }
    return std::nullopt;
}

QualityRuns::QualityRuns(const Parts& parts) : state_(new Inner(parts)) {
    parts.database.migrate("services/quality_runs", kSchemaSql);
    parts.database.write([](db::Transaction& transaction) { queue_interrupted(transaction); });
}

QualityRuns::~QualityRuns() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->wake.notify_all();
    if (state_->worker.joinable()) state_->worker.join();
}

const Plan& QualityRuns::Inner::plan_of(std::string_view name) const {
    const Plan* plan = parts.plans.find(name);
    if (plan == nullptr) throw Error(ErrorKind::not_found, "quality_runs.no_such_resource", std::string(name));
    return *plan;
}

bool QualityRuns::Inner::is_ending() {
    const std::lock_guard lock(mutex);
    return ending;
}

void QualityRuns::Inner::queue_due() {
    // A plan that has never run waits for its first night; a night that was missed is made up for.
    Instant night = china_midnight(china_date(now())) + std::chrono::hours(parts.plans.policy.hour);
    if (night > now()) night -= std::chrono::hours(24);
    for (const Plan& plan : parts.plans.all) {
        const auto newest = parts.database.read_value([&](db::Transaction& t) { return newest_run(t, plan.name); });
        if ((newest ? newest->asked : made) >= night) continue;
        parts.database.write([&](db::Transaction& transaction) {
            if (unfinished_run(transaction, plan.name)) return;
            Run run;
            run.plan = plan.name;
            run.cause = "schedule";
            run.asked = now();
            (void)insert_run(transaction, run);
        });
    }
}

std::optional<Run> QualityRuns::Inner::begin_next() {
    // Asked every second: nothing is written while nothing waits.
    if (!parts.database.read_value([](db::Transaction& t) { return next_queued(t); })) return std::nullopt;
    return parts.database.write_value([&](db::Transaction& transaction) {
        auto run = next_queued(transaction);
        if (!run) return run;
        run->state = State::running;
        if (!run->began) run->began = now();  // one that was broken off began then
        update_run(transaction, *run);
        return run;
    });
}

int QualityRuns::work_once() {
    const std::lock_guard one_at_a_time(state_->working);
    state_->queue_due();
    int ran = 0;
    while (!state_->is_ending()) {
        auto run = state_->begin_next();
        if (!run) break;
        try {
            state_->perform(*run);
        } catch (const Error& error) {
            if (error.key() == "quality_runs.broken_off") break;
            run->state = State::failed;
            run->fault = error.key();
        } catch (const std::exception&) {
            run->state = State::failed;
            run->fault = "base.internal";
        }
        if (run->state == State::failed) {
            log::warning("quality_runs.failed", {{"plan", run->plan}, {"error", run->fault}});
            run->ended = state_->now();
            state_->parts.database.write([&](db::Transaction& transaction) { update_run(transaction, *run); });
        }
        ++ran;
    }
    return ran;
}

void QualityRuns::start() {
    state_->worker = std::thread([this] {
        constexpr std::chrono::seconds kLook{1};
        std::unique_lock lock(state_->mutex);
        while (!state_->ending) {
            lock.unlock();
            try {
                (void)work_once();
            } catch (const std::exception& error) {
                log::error("quality_runs.failed", {{"error", error.what()}});
            }
            lock.lock();
            state_->wake.wait_for(lock, kLook, [this] { return state_->ending; });
        }
    });
}

Run QualityRuns::ask(std::string_view name, std::string_view actor, std::string_view request_key) {
    const Plan& plan = state_->plan_of(name);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        if (const auto earlier = request_keys().find(transaction, actor, request_key, plan.name)) {
            return load_run(transaction, parse_integer(*earlier).value()).value();
        }
        auto run = unfinished_run(transaction, plan.name);
        if (!run) {
            Run made;
            made.plan = plan.name;
            made.cause = actor;
            made.asked = state_->now();
            run = load_run(transaction, insert_run(transaction, made));
            state_->parts.journal.append(transaction, {"quality.run_asked", std::string(actor), "", plan.name,
                                                       R"({"run":)" + std::to_string(run->id) + "}"});
        }
        request_keys().keep(transaction, actor, request_key, plan.name, std::to_string(run->id));
        return *run;
    });
}

std::optional<Run> QualityRuns::last(std::string_view plan) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return newest_run(t, plan); });
}

RunPage QualityRuns::runs(std::string_view plan, const http::Part& part) {
    (void)state_->plan_of(plan);
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_runs(t, plan, part); });
}

Run QualityRuns::run(std::string_view plan, int64_t id) {
    auto found = state_->parts.database.read_value([&](db::Transaction& t) { return load_run(t, id); });
    if (!found || found->plan != plan) {
        throw Error(ErrorKind::not_found, "quality_runs.no_such_run", std::to_string(id));
    }
    return std::move(*found);
}

std::vector<Count> QualityRuns::counts(int64_t run) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_counts(t, run); });
}

FoundPage QualityRuns::findings(std::string_view name, int64_t run, const std::string& authority,
                                const http::Part& part) {
    const Plan& plan = state_->plan_of(name);
    std::vector<std::string> fields;
    if (!authority.empty()) {
        fields.emplace_back();  // no field has this name: a body without fields of its own sees none
        for (const records::Field& field : state_->parts.records.types().find(plan.record_type)->fields) {
            if (field.authority == authority) fields.push_back(field.name);
        }
    }
    return state_->parts.database.read_value([&](db::Transaction& transaction) {
        const auto wanted = run == 0 ? newest_run(transaction, plan.name, "done") : load_run(transaction, run);
        if (!wanted || wanted->plan != plan.name) {
            if (run == 0) return FoundPage{};
            throw Error(ErrorKind::not_found, "quality_runs.no_such_run", std::to_string(run));
        }
        return load_findings(transaction, wanted->id, fields, part);
    });
}

std::vector<BodyFigures> QualityRuns::figures() {
    std::map<std::string, BodyFigures> bodies;
    for (disputes::BodyFigures& one : state_->parts.disputes.figures()) {
        BodyFigures& body = bodies[one.authority];
        body.tickets = std::move(one);
    }
    for (const Plan& plan : state_->parts.plans.all) {
        const records::RecordType& type = *state_->parts.records.types().find(plan.record_type);
        const auto counts = state_->parts.database.read_value([&](db::Transaction& transaction) {
            const auto newest = newest_run(transaction, plan.name, "done");
            return newest ? load_counts(transaction, newest->id) : std::vector<Count>{};
        });
        for (const Count& count : counts) {
            const records::Field* field = count.part == "field" ? type.find(count.name) : nullptr;
            if (field != nullptr) bodies[field->authority].cells += count.cells;
        }
    }
    std::vector<BodyFigures> figures;
    for (auto& [code, body] : bodies) {
        body.body = code;
        figures.push_back(std::move(body));
    }
    std::ranges::stable_sort(figures, std::greater{}, &BodyFigures::cells);
    return figures;
}

}  // namespace yici::quality_runs
