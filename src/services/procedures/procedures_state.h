#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "services/procedures/procedures.h"

namespace yici::procedures {

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
};

/// What an account is to the engine.
[[nodiscard]] process::Engine::Seat seat_of(const accounts::Account& account);

}  // namespace yici::procedures
