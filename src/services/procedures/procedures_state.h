#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "services/procedures/procedures.h"

namespace yici::procedures {

/// What an operator did to an instance, and why.
struct Intervention {
    int64_t instance = 0;
    std::string element;  // empty: the instance as a whole
    std::string action;   // "retry", "skip", "cancel", "migrate", …
    std::string reason;
    std::string by;
    Instant at{};
};

/// Wakes the workers when there is something to do, and ends them.
class Alarm {
  public:
    void ring();
    void end();
    /// Until it rings again after `seen`, or the pause is over; false at the end.
    [[nodiscard]] bool wait(uint64_t& seen, std::chrono::milliseconds pause);

  private:
    std::mutex mutex_;
    std::condition_variable wake_;
    uint64_t rung_ = 0;
    bool ended_ = false;
};

/// Accounts by id, as they were when they last asked for something.
class People {
  public:
    void remember(const accounts::Account& account);
    [[nodiscard]] std::optional<accounts::Account> find(std::string_view id) const;

  private:
    mutable std::mutex mutex_;
    std::map<std::string, accounts::Account, std::less<>> people_;
};

/// What every function of the room works on.
struct Procedures::Inner final : process::Listener {
    explicit Inner(const Parts& given);
    void stepped(db::Transaction& transaction, const process::Heard& heard) override;

    Parts parts;
    process::Engine engine;

    /// Runs `work` once for this account and request key; asked again with the same content it answers what it
    /// answered. The same key for something else is procedures.key_reused (conflict). An empty key runs each time.
    std::string once(const accounts::Account& by, std::string_view request_key, const std::string& content,
                     const std::function<std::string(db::Transaction&)>& work);
    Alarm alarm;
    People people;
    process::Listener* listener = nullptr;

    /// See Procedures::complete.
    void complete(db::Transaction& transaction, const Done& done);

    void journal_read(db::Transaction& transaction, const accounts::Account& by, int64_t instance);

    /// Keeps why somebody stepped in; the engine has journaled that it was done.
    void note(db::Transaction& transaction, const Intervention& one) const;
    [[nodiscard]] std::vector<Intervention> interventions(db::Transaction& transaction, int64_t instance) const;
};

/// Where the user tasks of a model and the forms that they name do not fit.
void check_forms(const std::string& file, const process::Model& model, const forms::Forms& forms,
                 std::vector<Finding>& findings);

/// The path's id, or procedures.not_found.
[[nodiscard]] int64_t id_of(const http::Request& request);
/// The signed-in member of staff, or procedures.staff_alone.
[[nodiscard]] accounts::Account staff_of(accounts::Accounts& accounts, const http::Request& request);

/// What is looked at and not changed: instances, incidents, a case's steps, the check of a drawing.
void add_view_routes(http::Router& router, Procedures::Inner& inner, accounts::Accounts& accounts);

}  // namespace yici::procedures
