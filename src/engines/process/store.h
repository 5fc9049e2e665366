#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/process/execution.h"
#include "foundation/base/clock.h"
#include "foundation/base/instants.h"
#include "foundation/db/database.h"

namespace yici::process {

enum class WorkState : int64_t { open = 0, done = 1, dropped = 2, incident = 3, held = 4 };
enum class InstanceState : int64_t { running = 0, done = 1, terminated = 2, cancelled = 3, failed = 4 };

struct WorkRow {
    int64_t id = 0;
    int64_t instance = 0;  // 0: the start event of a model
    int64_t model = 0;
    std::string element;
    int64_t owner = 0;
    WorkKind kind = WorkKind::user;
    WorkState state = WorkState::open;
    Instant created{};
    std::optional<Instant> due;
    std::string rule;
    std::string reference;
    std::string key;
    std::string assignee;
    std::string delegated_by;
    std::string organisation;
    std::string role;
    std::string payload;
    int64_t attempts = 0;
    std::string problem;
    std::optional<Instant> done;
    std::string done_by;
};

struct InstanceRow {
    int64_t id = 0;
    int64_t model = 0;
    std::string key;
    InstanceState state = InstanceState::running;
    Instant started{};
    std::optional<Instant> ended;
    std::optional<Instant> due;
    std::string rule;
    std::optional<int64_t> parent;
    std::optional<int64_t> parent_token;
    std::string tokens;
    std::string variables;
};

struct ModelRow {
    int64_t id = 0;
    std::string key;
    int64_t version = 0;
    std::string name;
    std::string digest;
    Instant deployed{};
};

/// The tables of this room; each function is one statement, unless it says more. Rows that are loaded to be changed are
/// locked where the database knows row locks.
class Store {
  public:
    explicit Store(db::Dialect dialect);

    [[nodiscard]] int64_t insert_model(db::Transaction& transaction, const ModelRow& row, std::string_view xml) const;
    [[nodiscard]] std::optional<ModelRow> latest_model(db::Transaction& transaction, std::string_view key) const;
    [[nodiscard]] std::optional<ModelRow> model(db::Transaction& transaction, int64_t id) const;
    [[nodiscard]] std::vector<ModelRow> models(db::Transaction& transaction) const;
    [[nodiscard]] std::string model_xml(db::Transaction& transaction, int64_t id) const;

    [[nodiscard]] int64_t insert_instance(db::Transaction& transaction, const InstanceRow& row) const;
    void update_instance(db::Transaction& transaction, const InstanceRow& row) const;
    [[nodiscard]] std::optional<InstanceRow> lock_instance(db::Transaction& transaction, int64_t id) const;
    [[nodiscard]] std::optional<InstanceRow> instance(db::Transaction& transaction, int64_t id) const;
    [[nodiscard]] std::vector<int64_t> children(db::Transaction& transaction, int64_t parent, int64_t token) const;

    /// The id of the new row; candidates beyond the first are rows of their own.
    int64_t insert_work(db::Transaction& transaction, int64_t instance, int64_t model, std::string_view element,
                        const Opened& work, Instant now) const;
    /// A copy of a user task's row for another signer.
    [[nodiscard]] int64_t insert_row(db::Transaction& transaction, const WorkRow& row) const;
    [[nodiscard]] std::optional<WorkRow> work(db::Transaction& transaction, int64_t id) const;
    /// The row with its instance; without an instance when it waits for a model's start.
    struct Both {
        WorkRow work;
        std::optional<InstanceRow> instance;
    };
    [[nodiscard]] std::optional<Both> lock_work(db::Transaction& transaction, int64_t id) const;
    void finish_work(db::Transaction& transaction, int64_t id, std::string_view by, Instant now) const;
    void drop_work(db::Transaction& transaction, int64_t instance, int64_t owner, Instant now) const;
    /// State, due, rule, assignee, delegated_by, payload, attempts, problem, owner.
    void update_work(db::Transaction& transaction, const WorkRow& row) const;
    [[nodiscard]] std::vector<WorkRow> works(db::Transaction& transaction, int64_t instance, bool open_alone) const;

    /// Ids of what is due, oldest first; rows that another worker holds are passed over.
    [[nodiscard]] std::vector<int64_t> due_timers(db::Transaction& transaction, Instant now, int64_t limit) const;
    [[nodiscard]] std::vector<int64_t> due_deliveries(db::Transaction& transaction, Instant now, int64_t limit) const;
    /// Jobs of a kind that are due become this caller's until `lease`.
    [[nodiscard]] std::vector<WorkRow> take_jobs(db::Transaction& transaction, std::string_view reference, Instant now,
                                                 Instant lease, int64_t limit) const;
    [[nodiscard]] std::optional<int64_t> waiting_message(db::Transaction& transaction, std::string_view name,
                                                         std::string_view key, bool of_model) const;
    [[nodiscard]] std::vector<int64_t> waiting_signals(db::Transaction& transaction, std::string_view name,
                                                       int64_t after, int64_t before, int64_t limit) const;
    /// False when a message of that id was taken before; `instance` is then what it reached.
    bool remember_message(db::Transaction& transaction, std::string_view id, Instant now,
                          std::optional<int64_t>& instance) const;
    void message_reached(db::Transaction& transaction, std::string_view id, int64_t instance) const;

    [[nodiscard]] static WorkRow read_work(const db::Row& row, size_t from = 0);
    [[nodiscard]] static InstanceRow read_instance(const db::Row& row, size_t from = 0);
    static constexpr const char* kWorkColumns =
        "w.id, w.instance, w.model, w.element, w.owner, w.kind, w.state, w.created_at, w.due_at, w.rule, w.reference, "
        "w.key, w.assignee, w.delegated_by, w.organisation, w.role, w.payload, w.attempts, w.problem, w.done_at, "
        "w.done_by";
    static constexpr size_t kWorkWidth = 21;
    static constexpr const char* kInstanceColumns =
        "i.id, i.model, i.business_key, i.state, i.started_at, i.ended_at, i.due_at, i.rule, i.parent, i.parent_token, "
        "i.tokens, i.variables";

  private:
    struct Texts {
        std::string lock_instance;
        std::string instance;
        std::string work;
        std::string lock_work;
        std::string both;
        std::string lock_instance_of;
        std::string works;
        std::string open_works;
        std::string due_timers;
        std::string due_starts;
        std::string due_deliveries;
        std::string take_jobs;
    };
    Texts texts_;
};

}  // namespace yici::process
