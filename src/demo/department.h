#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "demo/population.h"
#include "foundation/base/clock.h"
#include "foundation/base/random.h"

namespace yici::demo {

enum class DepartmentKind { police, civil_affairs, human_resources };
[[nodiscard]] std::string_view name_of(DepartmentKind kind);
[[nodiscard]] std::optional<DepartmentKind> parse_department(std::string_view text);

/// What is wrong with a department's system on purpose; shown at GET /disturbances.
struct Disturbances {
    std::chrono::milliseconds slow_from{0};  // police: each answer waits from … to
    std::chrono::milliseconds slow_to{0};
    int fail_every = 0;         // human resources: every so many data calls fail, by turns 503 and code 06; 0 never
    bool wrong_record = false;  // civil affairs: the story's misspelt spouse
};
/// Those of the demonstration: police 400 to 900 ms, human resources every fourth call, civil affairs the wrong record.
[[nodiscard]] Disturbances usual_disturbances(DepartmentKind kind);

struct DepartmentOptions {
    DepartmentKind kind = DepartmentKind::police;
    std::filesystem::path data;  // folder; the database is data/KIND.sqlite …
    std::string database;        // … unless this says another, as db::open takes it
    std::filesystem::path pack;
    std::string address = "127.0.0.1";
    uint16_t port = 0;  // 0: any free one
    PopulationOptions population;
    std::string ticket_secret;      // HMAC-SM3 key of tickets, or
    std::string ticket_public_key;  // the node's SM2 key, PEM
    std::string app_key;            // human resources: the one client of its gateway
    std::string app_secret;
    Disturbances disturbances;
    std::chrono::seconds marry_every{0};  // civil affairs: a waiting couple marries this often; 0 never
    std::function<void(int64_t done, int64_t total)> progress;  // while seeding
    std::function<void(std::chrono::milliseconds)> wait;        // how police waits; none: sleeps
};

/// A department's own system: its own database, seeded when empty, and its own HTTP server. Every call must carry the
/// ticket of a live case (exchange/ticket.h), else it is refused with 403.
/// Errors: demo.ticket_key_missing, demo.bad_pack (invalid_input).
class Department {
  public:
    Department(DepartmentOptions options, const Clock& clock, RandomSource& random);
    ~Department();
    [[nodiscard]] uint16_t port() const;
    /// What db::open takes to read its database, for the SQL connector.
    [[nodiscard]] const std::string& database_url() const;
    [[nodiscard]] int64_t records() const;
    /// Civil affairs: the next waiting couple marries now; false when nobody waits any more.
    bool marry_next();
    void stop();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Runs a department until it is asked to stop; `ready` is told the port once it answers.
void run_department(const DepartmentOptions& options, const Clock& clock, RandomSource& random, std::stop_token stop,
                    const std::function<void(const Department&)>& ready);

}  // namespace yici::demo
