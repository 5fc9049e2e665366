#include "services/procedures/workers.h"

#include <chrono>
#include <map>
#include <thread>
#include <vector>

#include "foundation/base/log.h"
#include "foundation/db/locking.h"
#include "services/procedures/procedures_state.h"

namespace yici::procedures {

namespace {

constexpr std::chrono::milliseconds kPause{500};
constexpr std::chrono::seconds kLease{15};  // so long a job is away when its worker was killed
constexpr int64_t kJobsAtOnce = 1;          // more would only be away for longer when the program is killed
constexpr int kThreads = 4;

/// What is refused for a reason would be refused again: an operator must look. All else may pass.
bool is_refusal(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::invalid_input:
        case ErrorKind::not_found:
        case ErrorKind::forbidden:
        case ErrorKind::conflict:
        case ErrorKind::rule_violated:
            return true;
        default:
            return false;
    }
}

}  // namespace

struct Workers::Inner {
    explicit Inner(Procedures::Inner& given) : procedures(given) {}
    ~Inner() {
        procedures.alarm.end();
        for (std::thread& thread : threads) thread.join();
    }

    int64_t fire_timers() {
        // Asking costs a look at an index; writing is for when there is something to do.
        const auto next = procedures.parts.database.read_value(
            [&](db::Transaction& transaction) { return procedures.engine.next_due(transaction); });
        return next && *next <= procedures.parts.clock.now() ? procedures.engine.run_due() : 0;
    }

    int64_t do_jobs() {
        int64_t done = 0;
        for (const auto& [kind, worker] : kinds) {
            for (auto jobs = take(kind); !jobs.empty(); jobs = take(kind)) {
                for (const process::Job& job : jobs) do_job(job, worker);
                done += std::ssize(jobs);
            }
        }
        return done;
    }

    std::vector<process::Job> take(const std::string& kind) {
        const bool any = procedures.parts.database.read_value(
            [&](db::Transaction& transaction) { return procedures.engine.has_jobs(transaction, kind); });
        if (!any) return {};
        return db::write_locking_value(procedures.parts.database, [&](db::Transaction& transaction) {
            return procedures.engine.take_jobs(transaction, kind, kJobsAtOnce, kLease);
        });
    }

    void do_job(const process::Job& job, const Worker& worker) {
        try {
            const feel::Context outputs = worker(job);
            db::write_locking(procedures.parts.database, [&](db::Transaction& transaction) {
                procedures.engine.complete_job(transaction, job, outputs);
            });
        } catch (const Error& error) {
            // Somebody else has it by now, or its procedure was ended: nobody waits for an answer.
            if (error.key() == "process.lease_lost" || error.key() == "process.work_not_open") return;
            if (error.key().starts_with("db.")) return log::error("procedures.job_put_off", {{"key", error.key()}});
            fail(job, error.key() + " " + error.detail(), !is_refusal(error));
        } catch (const std::exception& error) {
            fail(job, error.what(), true);
        }
    }

    void fail(const process::Job& job, const std::string& problem, bool again) {
        try {
            db::write_locking(procedures.parts.database, [&](db::Transaction& transaction) {
                procedures.engine.fail_job(transaction, job, problem, again);
            });
        } catch (const Error& error) {
            log::error("procedures.job_put_off", {{"key", error.key()}});
        }
    }

    template <typename Work>
    void go_on(const Work& work) {
        for (uint64_t seen = 0; procedures.alarm.wait(seen, kPause);) {
            try {
                (void)work();
            } catch (const Error& error) {
                log::error("procedures.pulse_failed", {{"key", error.key()}});
            }
        }
    }

    Procedures::Inner& procedures;
    std::map<std::string, Worker> kinds;
    std::vector<std::thread> threads;
};

Workers::Workers(Procedures& procedures) : inner_(std::make_unique<Inner>(*procedures.inner_)) {}

Workers::~Workers() = default;

void Workers::add(std::string kind, Worker worker) {
    inner_->kinds.insert_or_assign(std::move(kind), std::move(worker));
}

void Workers::start() {
    Inner& inner = *inner_;
    if (!inner.threads.empty()) return;
    inner.threads.emplace_back([&inner] { inner.go_on([&inner] { return inner.fire_timers(); }); });
    for (int i = 0; i < kThreads; ++i) {
        inner.threads.emplace_back([&inner] { inner.go_on([&inner] { return inner.do_jobs(); }); });
    }
}

int64_t Workers::run_due() {
    const int64_t fired = inner_->fire_timers();
    return fired + inner_->do_jobs();
}

}  // namespace yici::procedures
