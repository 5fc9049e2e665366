#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engines/exchange/applications.h"
#include "engines/exchange/call.h"
#include "engines/exchange/disputed_fields.h"
#include "engines/exchange/grants.h"
#include "engines/exchange/live_cases.h"
#include "engines/exchange/resource.h"
#include "engines/exchange/system.h"
#include "engines/records/registry_reader.h"
#include "foundation/crypto/keys.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"

namespace yici::exchange {

/// buffered: the answer leaves when its entry is in the journal, which is durable within flush_interval;
/// durable: the answer leaves after fdatasync.
enum class Journaling { buffered, durable };

struct GatewayOptions {
    Journaling journaling = Journaling::durable;
    bool sign = true;                                     // a batch signature for every answer
    size_t answers_a_signature = 1024;                    // at most
    bool refuse_replays = true;                           // over HTTP: the same request again is exchange.replayed
    size_t replay_memory = 64 << 20;                      // bytes; when full, the accepted age of requests shrinks
    std::chrono::seconds clock_behind{300};               // how far Yici-Time may lie before our time
    std::chrono::seconds clock_ahead{30};                 // and after it
    std::chrono::milliseconds backoff{50};                // before the second attempt; doubles each time
    int failures_to_open = 5;                             // in a row, then the circuit opens
    std::chrono::seconds open_for{10};                    // then one attempt may try
    int worker_threads = 4;                               // for what waits: SQL, gateway, retries
    std::function<void(std::chrono::milliseconds)> wait;  // between attempts; none: sleeps
};

struct GatewayParts {
    const Resources& resources;
    const records::RecordTypes& types;
    Grants& grants;
    Applications& applications;
    const LiveCases& cases;
    const records::RegistryReader& registry;
    journal::Journal& journal;
    const crypto::PrivateKey& key;
    const Clock& clock;
    RandomSource& random;
    const DisputedFields* disputed = nullptr;  // none: no answer warns
};

struct RecentCall {
    Instant time{};
    std::string organisation;
    std::string resource;
    std::string result;
    int64_t milliseconds = 0;
};
struct Statistics {
    double calls_per_second = 0;  // over the last ten seconds
    int64_t calls_today = 0;
    int64_t failed_today = 0;
    int64_t refused_today = 0;
    std::vector<RecentCall> recent;  // newest first, at most 50
};

/// What became of the calls for one material of a matter from one resource, since the node started. Refused calls are
/// not counted: they say nothing about the provider.
struct UseCount {
    std::string resource;
    std::string matter;
    std::string material;
    int64_t answered = 0;  // with a value, yes or no
    int64_t nothing = 0;   // there is no such record
    int64_t failed = 0;
    int64_t failed_in_a_row = 0;
    Instant last_answered{};  // 1970: never
    Instant last_failed{};
};

/// The circuit of a system as operators see it.
struct SystemHealth {
    std::string system;
    std::string circuit;  // closed, open, half_open
    int failures = 0;     // in a row
};

/// Where every call goes through: checks it against grant and live case, fetches, keeps only what was asked, journals,
/// signs. What a provider's side would check is checked here again even for our own desk. A server that carries its
/// routes must be stopped before it goes.
class Gateway {
  public:
    /// A delivery that names no system of `systems` is exchange.system_missing when it is called.
    Gateway(const GatewayParts& parts, std::vector<System> systems, const GatewayOptions& options);
    ~Gateway();

    /// Waits for the answer. Refusals and failures are answers too, with their reason; only a journal that cannot be
    /// written throws, because then nothing may leave.
    [[nodiscard]] Answer call(const Call& call);

    /// POST /api/v1/calls.
    void add_routes(http::Router& router);
    /// The provincial gateway protocol: /gateway/app/… and /gateway/api/….
    void add_provincial_routes(http::Router& router);

    [[nodiscard]] Statistics statistics() const;
    [[nodiscard]] std::vector<SystemHealth> health() const;
    [[nodiscard]] std::vector<UseCount> uses() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace yici::exchange
