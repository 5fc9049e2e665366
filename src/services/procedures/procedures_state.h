#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
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

/// What every function of the room works on.
struct Procedures::Inner {
    explicit Inner(const Parts& given);
    ~Inner();
    void pulse();

    Parts parts;
    process::Engine engine;

    /// Runs `work` once for this account and request key; asked again with the same content it answers what it
    /// answered. The same key for something else is procedures.key_reused (conflict). An empty key runs each time.
    std::string once(const accounts::Account& by, std::string_view request_key, const std::string& content,
                     const std::function<std::string(db::Transaction&)>& work);
    std::mutex pulse_mutex;
    std::condition_variable pulse_wake;
    bool ending = false;
    std::thread pulse_thread;

    void journal_read(db::Transaction& transaction, const accounts::Account& by, int64_t instance);

    /// Keeps why somebody stepped in; the engine has journaled that it was done.
    void note(db::Transaction& transaction, const Intervention& one) const;
    [[nodiscard]] std::vector<Intervention> interventions(db::Transaction& transaction, int64_t instance) const;
};

/// What an account is to the engine.
[[nodiscard]] process::Engine::Seat seat_of(const accounts::Account& account);
/// The path's id, or procedures.not_found.
[[nodiscard]] int64_t id_of(const http::Request& request);
/// The signed-in member of staff, or procedures.staff_alone.
[[nodiscard]] accounts::Account staff_of(accounts::Accounts& accounts, const http::Request& request);

/// What is looked at and not changed: instances, incidents, a case's steps, the check of a drawing.
void add_view_routes(http::Router& router, Procedures::Inner& inner, accounts::Accounts& accounts);

}  // namespace yici::procedures
