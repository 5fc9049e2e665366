#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engines/exchange/circuit_breaker.h"
#include "engines/exchange/connector.h"
#include "engines/exchange/gateway.h"

namespace yici::exchange {

/// Brings what departments' systems answer into a work: attempts with a growing pause between them, a circuit breaker a
/// system. Never throws; what went wrong is in the work.
class Fetcher {
  public:
    Fetcher(const GatewayParts& parts, const std::vector<System>& systems, const GatewayOptions& options);

    /// All attempts that are left; waits.
    void fetch(CallWork& work);
    /// Told whether the work is finished; else fetch() goes on with the rest.
    using Done = std::function<void(CallWork& work, bool finished)>;
    /// One attempt each, without waiting, none where the connector has to wait; no work is touched after its `done`.
    void fetch_later(std::span<CallWork* const> works, const Done& done);
    [[nodiscard]] std::vector<SystemHealth> health() const;

  private:
    struct Line {
        Line(const System& own_system, const Clock& clock, const GatewayOptions& options)
            : system(own_system), breaker(clock, options.failures_to_open, options.open_for) {}
        System system;
        CircuitBreaker breaker;
        std::unique_ptr<Connector> connector;
        HttpJsonConnector* http = nullptr;
    };
    [[nodiscard]] Line* line_of(const CallWork& work) const;
    /// False when the circuit forbids it; the work has then failed.
    bool begin_attempt(Line& line, CallWork& work);
    void end_attempt(Line& line, CallWork& work, const Fetched& fetched);
    /// The end of an attempt that was made without waiting: whether the work is finished.
    bool end_attempt(Line& line, CallWork& work, const http::Response& response, const std::exception_ptr& failed);
    /// True when another attempt may help.
    bool end_attempt(Line& line, CallWork& work, const std::exception_ptr& thrown);
    [[nodiscard]] const records::RecordType& type_of(const CallWork& work) const;
    [[nodiscard]] bool attempts_left(const CallWork& work) const;

    const GatewayParts parts_;
    const GatewayOptions options_;
    std::map<std::string, std::unique_ptr<Line>, std::less<>> lines_;
    http::Client client_;  // last: its threads end first
};

}  // namespace yici::exchange
