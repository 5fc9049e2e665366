#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engines/process/engine.h"

namespace yici::process {

/// Parsed models by id: they never change, so they are kept.
class Models {
  public:
    explicit Models(const Store& store) : store_(store) {}
    [[nodiscard]] std::shared_ptr<const Model> get(db::Transaction& transaction, int64_t id) const;
    void put(int64_t id, std::shared_ptr<const Model> model) const;

  private:
    const Store& store_;
    mutable std::mutex mutex_;
    mutable std::map<int64_t, std::shared_ptr<const Model>> models_;
};

/// Who did what, for the journal.
struct Step {
    std::string by;
    std::string action;   // "completed", "fired", …
    std::string element;  // where
    int64_t work = 0;
};

/// One instance in memory for the length of a transaction.
struct Loaded {
    InstanceRow row;
    std::shared_ptr<const Model> model;
    State state;
    feel::Context variables;
    bool clocks_stood = false;
    bool is_new = false;
};

/// What every part of the engine works on.
struct Engine::Inner {
    explicit Inner(const Parts& given) : parts(given), store(given.database.dialect()), models(store) {}

    Parts parts;
    Store store;
    Models models;

    [[nodiscard]] Instant now() const { return parts.clock.now(); }
    [[nodiscard]] Loaded load(db::Transaction& transaction, InstanceRow row) const;
    [[nodiscard]] Loaded lock(db::Transaction& transaction, int64_t instance) const;
    [[nodiscard]] Execution execution(Loaded& loaded) const;
    /// Writes what a run brought about, for this instance and those that it calls or was called by.
    void store_step(db::Transaction& transaction, Loaded& loaded, Execution& execution, const Step& step) const;
    int64_t begin(db::Transaction& transaction, const ModelRow& model, const Start& request, int element,
                  std::optional<int64_t> parent, std::optional<int64_t> parent_token, int depth) const;
    void journal(db::Transaction& transaction, const Loaded& loaded, const Step& step) const;
    void tell(db::Transaction& transaction, const Loaded& loaded, const Step& step, const Effects& effects) const;

    /// An open row of that kind with its instance, or process.work_gone, process.work_not_open.
    [[nodiscard]] Store::Both open_work(db::Transaction& transaction, int64_t id) const;
    [[nodiscard]] Store::Both own_task(db::Transaction& transaction, int64_t id, const std::string& person) const;
    [[nodiscard]] Store::Both own_job(db::Transaction& transaction, const Job& job) const;
    /// A timer, message or signal happened; begins an instance where the row is a model's start.
    std::optional<int64_t> trigger(db::Transaction& transaction, const Store::Both& both, const feel::Context& outputs,
                                   std::string_view key, const std::string& by) const;
    void deliver(db::Transaction& transaction, WorkRow row) const;
    std::optional<int64_t> correlate(db::Transaction& transaction, const Message& message) const;
    void make_incident(db::Transaction& transaction, WorkRow row, const Error& error) const;
    [[nodiscard]] WorkView view_of(db::Transaction& transaction, WorkRow row) const;

  private:
    void write_instance(db::Transaction& transaction, Loaded& loaded, Effects& effects) const;
    void write_work(db::Transaction& transaction, const Loaded& loaded, const Effects& effects) const;
    void write_thrown(db::Transaction& transaction, const Loaded& loaded, const Effects& effects) const;
    void turn_clocks(db::Transaction& transaction, Loaded& loaded, Effects& effects) const;
    /// What an instance was called by.
    struct Above {
        int64_t root = 0;  // the instance itself, when nothing called it
        int depth = 0;
    };
    [[nodiscard]] Above above(db::Transaction& transaction, const InstanceRow& row) const;
    void start_calls(db::Transaction& transaction, const Loaded& loaded, const Effects& effects,
                     const Step& step) const;
    void tell_parent(db::Transaction& transaction, const Loaded& loaded, const Effects& effects,
                     const Step& step) const;
};

}  // namespace yici::process
