#include <algorithm>

#include "engines/process/steps.h"
#include "foundation/base/error.h"

namespace yici::process {

namespace {

constexpr std::chrono::seconds kFirstPause{10};
constexpr std::chrono::hours kLongestPause{24};

/// The pause before attempt `attempt` + 1: doubled each time, a day at most.
std::chrono::microseconds pause_after(int64_t attempt, std::chrono::microseconds first) {
    std::chrono::microseconds pause = first;
    for (int64_t i = 1; i < attempt && pause < kLongestPause; ++i) pause *= 2;
    return std::min<std::chrono::microseconds>(pause, kLongestPause);
}

}  // namespace

/// The job's row while this worker still has it: a later attempt of somebody else forbids an answer.
Store::Both Engine::Inner::own_job(db::Transaction& transaction, const Job& job) const {
    auto both = open_work(transaction, job.work);
    if (both.work.kind != WorkKind::job || !both.instance) {
        throw Error(ErrorKind::conflict, "process.no_job", std::to_string(job.work));
    }
    if (both.work.attempts != job.attempt) {
        throw Error(ErrorKind::conflict, "process.lease_lost", std::to_string(job.work));
    }
    return both;
}

std::vector<Job> Engine::take_jobs(db::Transaction& transaction, std::string_view kind, int64_t limit,
                                   std::chrono::seconds lease) {
    std::vector<Job> jobs;
    const Instant now = inner_->now();
    for (const WorkRow& row : inner_->store.take_jobs(transaction, kind, now, now + lease, limit)) {
        const auto instance = inner_->store.instance(transaction, row.instance);
        if (!instance) continue;
        Loaded loaded = inner_->load(transaction, *instance);
        const Token* token = loaded.state.token(row.owner);
        if (token == nullptr) continue;
        Job job;
        job.work = row.id;
        job.instance = row.instance;
        job.attempt = row.attempts;
        job.kind = row.reference;
        job.element = row.element;
        job.key = "yici-" + std::to_string(row.instance) + "-" + std::to_string(row.id);
        job.business_key = loaded.row.key;
        job.variables = inner_->execution(loaded).job_variables(*token);
        jobs.push_back(std::move(job));
    }
    return jobs;
}

bool Engine::has_jobs(db::Transaction& transaction, std::string_view kind) const {
    return !transaction
                .query(
                    "SELECT 1 FROM process_work WHERE state = 0 AND kind = 2 AND reference = ? AND due_at <= ? LIMIT 1",
                    {std::string(kind), micros(inner_->now())})
                .empty();
}

void Engine::complete_job(db::Transaction& transaction, const Job& job, const feel::Context& outputs) {
    auto both = inner_->own_job(transaction, job);
    Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    Execution run = inner_->execution(loaded);
    inner_->store.finish_work(transaction, both.work.id, "system", inner_->now());
    const int element = loaded.model->find(both.work.element).value();
    feel::Context results = outputs;
    // A job that has one result variable puts its answer there as a whole.
    if (const std::string& name = loaded.model->at(element).result; !name.empty() && outputs.find(name) == nullptr) {
        results = {};
        results.put(name, feel::Value(outputs));
    }
    run.done(both.work.owner, element, results);
    inner_->store_step(transaction, loaded, run, {"system", "job_done", both.work.element, both.work.id});
}

void Engine::fail_job(db::Transaction& transaction, const Job& job, const std::string& problem, bool again) {
    auto both = inner_->own_job(transaction, job);
    Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    const Element& element = loaded.model->at(loaded.model->find(both.work.element).value());
    both.work.problem = problem.substr(0, 2000);
    if (!again || both.work.attempts >= element.retries) {
        both.work.state = WorkState::incident;
        inner_->journal(transaction, loaded, {"system", "incident", both.work.element, both.work.id});
    } else {
        std::chrono::microseconds first = kFirstPause;
        if (element.backoff) {
            feel::Run run(inner_->parts.clock);
            const auto later = plus(Instant{}, element.backoff.evaluate(Lookup({&loaded.variables}), run));
            if (later) first = later->time_since_epoch();
        }
        both.work.due = inner_->now() + pause_after(both.work.attempts, first);
    }
    inner_->store.update_work(transaction, both.work);
}

void Engine::throw_error(db::Transaction& transaction, const Job& job, const std::string& code,
                         const std::string& text) {
    auto both = inner_->own_job(transaction, job);
    Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    Execution run = inner_->execution(loaded);
    if (!run.throw_error(both.work.owner, code, text)) {
        both.work.state = WorkState::incident;
        both.work.problem = "process.error_uncaught " + code;
        inner_->store.update_work(transaction, both.work);
        inner_->journal(transaction, loaded, {"system", "incident", both.work.element, both.work.id});
        return;
    }
    both.work.problem = "error " + code;
    inner_->store.update_work(transaction, both.work);
    inner_->store_step(transaction, loaded, run, {"system", "error_caught", both.work.element, both.work.id});
}

}  // namespace yici::process
