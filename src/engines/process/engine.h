#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/feel/value.h"
#include "engines/process/execution.h"
#include "engines/process/model.h"
#include "engines/process/store.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/journal/journal.h"

namespace yici::process {

/// A step of an instance, as others hear of it.
struct Heard {
    int64_t instance = 0;
    int64_t root = 0;          // what was started: the instance itself, or what called it, or that one's caller …
    std::string_view key;      // the business key
    std::string_view process;  // the model's
    std::string_view by;
    std::string_view action;  // "started", "claimed", "completed", "fired", "cancelled" …
    bool clocks_stand = false;
    std::string hold;  // the name of the step that holds them; empty when none does
    bool ended = false;
    bool has_jobs = false;  // it has given work to machines
    Instant at{};
    std::span<const Decided> decided;  // what its business rule tasks were told
};

/// Hears of every step inside the step's transaction, so that what depends on a procedure changes with it. It may move
/// the instance on by the same transaction.
class Listener {
  public:
    virtual ~Listener() = default;
    virtual void stepped(db::Transaction& transaction, const Heard& heard) = 0;
};

struct Parts {
    db::Database& database;
    const Clock& clock;
    const codes::WorkingCalendar& calendar;
    const DecisionRunner* decisions = nullptr;
    journal::Journal* journal = nullptr;  // none: nothing is journaled
    Listener* listener = nullptr;
};

struct Deployed {
    int64_t id = 0;
    std::string key;
    int64_t version = 0;
    bool is_new = false;
};

struct Start {
    std::string process;  // the key; its newest version runs
    std::string key;      // business key: a case number
    feel::Context variables;
    std::string by;       // account
    int64_t version = 0;  // 0: the newest
    std::string element;  // a start event; empty: the plain one
};

struct Completion {
    int64_t work = 0;
    std::string by;
    feel::Context outputs;
};

struct Message {
    std::string name;
    std::string key;  // correlation key
    feel::Context variables;
    std::string id;  // the same id is taken once; empty: not looked at
    std::string by;
};

/// A piece of work for a machine. It may be given out again when the lease ends, so what it does must be safe to repeat
/// under `key`.
struct Job {
    int64_t work = 0;
    int64_t instance = 0;
    int64_t attempt = 0;
    std::string kind;
    std::string element;
    std::string key;  // idempotency: the same for every attempt at this piece of work
    std::string business_key;
    feel::Context variables;
};

enum class Signing { beside, before };

/// How models were worked on: who waits where (a heat map), for how long.
struct ElementCount {
    std::string element;
    int64_t open = 0;
    int64_t late = 0;
    int64_t incidents = 0;
    int64_t done = 0;
    int64_t dropped = 0;
    std::optional<Instant> oldest_open;
    double mean_seconds = 0;  // of what is done
};

struct RunningCount {
    int64_t model = 0;
    int64_t running = 0;
    int64_t late = 0;
};

struct WorkView {
    WorkRow row;
    std::string name;  // the element's
    codes::Light light = codes::Light::none;
};

struct TokenView {
    std::string element;
    std::string name;
    char stand = 'w';
    int64_t id = 0;
};

struct InstanceView {
    InstanceRow row;
    std::string process;
    int64_t version = 0;
    std::string name;
    codes::Light light = codes::Light::none;
    bool clocks_stand = false;
    bool suspended = false;  // by command
    bool holds = false;      // a step of the model stops the clocks
    std::vector<TokenView> tokens;
    std::vector<WorkView> work;  // all that waited and waits, in order: its history
};

/// What a migration to another version would meet.
struct MigrationPlan {
    int64_t target = 0;                                        // model id
    std::vector<std::pair<std::string, std::string>> mapping;  // element ids that are called otherwise there
};

/// Runs procedures durably: each method moves instances inside the caller's transaction, with the journal entry of the
/// step, so that a kill loses or doubles nothing. Any number of engines may work on one PostgreSQL database; the
/// transactions of their steps are best those of db::write_locking(), since every step locks the rows it moves.
/// Errors: process.* of errors.yaml; a step on what is done, gone or of somebody else is a conflict.
class Engine {
  public:
    /// Brings the tables to their newest version.
    explicit Engine(const Parts& parts);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Every executable process of a BPMN text; one whose text is unchanged keeps its version. Faults are
    /// process.model_faulty (rule_violated) with the first ones.
    std::vector<Deployed> deploy(db::Transaction& transaction, std::string_view xml, const std::string& file = {});
    [[nodiscard]] std::vector<ModelRow> models(db::Transaction& transaction) const;
    [[nodiscard]] std::string model_xml(db::Transaction& transaction, int64_t id) const;
    [[nodiscard]] std::shared_ptr<const Model> model(db::Transaction& transaction, int64_t id) const;

    /// The new instance's id.
    int64_t start(db::Transaction& transaction, const Start& request);
    void complete(db::Transaction& transaction, const Completion& completion);
    /// The instance that took the message or was begun by it; none when nobody waits for it.
    std::optional<int64_t> correlate(db::Transaction& transaction, const Message& message);
    /// A signal goes to everybody who waits for it, soon (run_due).
    void signal(db::Transaction& transaction, std::string_view name, std::string_view by);

    // Tasks of people.
    void claim(db::Transaction& transaction, int64_t work, const std::string& person);
    void release(db::Transaction& transaction, int64_t work, const std::string& person);
    /// 转办: for good. 委托: it comes back when the other one is done.
    void transfer(db::Transaction& transaction, int64_t work, const std::string& by, const std::string& to);
    void delegate(db::Transaction& transaction, int64_t work, const std::string& by, const std::string& to);
    /// 退回: to an activity that was passed before.
    void send_back(db::Transaction& transaction, int64_t work, const std::string& by, std::string_view element,
                   const std::string& reason);
    /// 加签: one more person must sign, beside the task or before it; on a countersigned task (会签) one more
    /// iteration.
    void add_signer(db::Transaction& transaction, int64_t work, const std::string& by, const std::string& signer,
                    Signing signing);

    // Machines.
    [[nodiscard]] std::vector<Job> take_jobs(db::Transaction& transaction, std::string_view kind, int64_t limit,
                                             std::chrono::seconds lease);
    /// Whether take_jobs() would find one.
    [[nodiscard]] bool has_jobs(db::Transaction& transaction, std::string_view kind) const;
    void complete_job(db::Transaction& transaction, const Job& job, const feel::Context& outputs);
    /// Tried again after a pause that doubles; an incident when the model's retries are used up, or when it is not to
    /// be tried `again`.
    void fail_job(db::Transaction& transaction, const Job& job, const std::string& problem, bool again = true);
    /// A BPMN error, for the model to catch; an incident where it does not.
    void throw_error(db::Transaction& transaction, const Job& job, const std::string& code, const std::string& text);
    /// Fires what is due: timers, messages and signals on their way; in transactions of its own. How many.
    int64_t run_due(int64_t limit = 100);
    /// When run_due() has something to do next; none: nothing is set.
    [[nodiscard]] std::optional<Instant> next_due(db::Transaction& transaction) const;

    // Operators.
    [[nodiscard]] std::vector<WorkView> incidents(db::Transaction& transaction, int64_t limit, int64_t offset) const;
    [[nodiscard]] int64_t incident_count(db::Transaction& transaction) const;
    /// Again, with variables set before it; or on as if it were done (`flow`: a flow's id where there are several).
    void retry(db::Transaction& transaction, int64_t work, const std::string& by, const feel::Context& set = {});
    void skip(db::Transaction& transaction, int64_t work, const std::string& by, std::string_view flow = {});
    void set_variables(db::Transaction& transaction, int64_t instance, const std::string& by, const feel::Context& set);
    void cancel(db::Transaction& transaction, int64_t instance, const std::string& by, const std::string& reason);
    /// 特别程序: limits and timers counted in days stand still until they are resumed.
    void suspend_clocks(db::Transaction& transaction, int64_t instance, const std::string& by);
    void resume_clocks(db::Transaction& transaction, int64_t instance, const std::string& by);
    /// What forbids the migration of a running instance; empty: it can be done.
    [[nodiscard]] std::vector<Finding> check_migration(db::Transaction& transaction, int64_t instance,
                                                       const MigrationPlan& plan) const;
    /// process.migration_refused (rule_violated) with the first finding.
    void migrate(db::Transaction& transaction, int64_t instance, const MigrationPlan& plan, const std::string& by);

    // Views.
    [[nodiscard]] std::optional<InstanceView> view(db::Transaction& transaction, int64_t instance) const;
    struct Brief {
        std::string key;
        bool suspended = false;  // by command
    };
    [[nodiscard]] std::optional<Brief> brief(db::Transaction& transaction, int64_t instance) const;
    [[nodiscard]] std::vector<int64_t> find_by_key(db::Transaction& transaction, std::string_view key) const;
    /// Running instances of a model, oldest first, by pages, with how many there are.
    [[nodiscard]] std::vector<int64_t> running(db::Transaction& transaction, int64_t model, int64_t limit,
                                               int64_t offset, int64_t& total) const;
    /// How many instances run by model, and how many of them are past their limit.
    [[nodiscard]] std::vector<RunningCount> running_counts(db::Transaction& transaction) const;
    /// What an instance waits for, oldest first.
    [[nodiscard]] std::vector<WorkView> open_work(db::Transaction& transaction, int64_t instance) const;
    /// Open tasks of people in the instances of a business key, oldest first.
    [[nodiscard]] std::vector<WorkView> tasks_of_key(db::Transaction& transaction, std::string_view key) const;
    /// Open tasks for somebody's role in an organisation, oldest first; `after` is the last id of the page before.
    [[nodiscard]] std::vector<WorkView> tasks(db::Transaction& transaction, std::string_view organisation,
                                              std::string_view role, int64_t after, int64_t limit) const;
    [[nodiscard]] std::vector<WorkView> tasks_of(db::Transaction& transaction, std::string_view person, int64_t after,
                                                 int64_t limit) const;
    /// What a member of an organisation with these roles (six at most) may do: tasks for them or for anybody, unclaimed
    /// or claimed by the person. By pages, with how many there are.
    struct Seat {
        std::string person;
        std::string organisation;
        std::vector<std::string> roles;
    };
    [[nodiscard]] std::vector<WorkView> tasks_for(db::Transaction& transaction, const Seat& seat, int64_t limit,
                                                  int64_t offset, int64_t& total) const;
    [[nodiscard]] bool may_take(db::Transaction& transaction, const Seat& seat, int64_t work) const;
    [[nodiscard]] std::optional<WorkView> work(db::Transaction& transaction, int64_t id) const;
    /// Organisations and roles who may do a task.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> candidates(db::Transaction& transaction,
                                                                              int64_t work) const;
    [[nodiscard]] std::vector<ElementCount> heat(db::Transaction& transaction, int64_t model) const;

  private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

}  // namespace yici::process
