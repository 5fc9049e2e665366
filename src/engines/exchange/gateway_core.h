#pragma once

#include <exception>
#include <functional>
#include <span>

#include "engines/exchange/call_work.h"
#include "engines/exchange/fetcher.h"
#include "engines/exchange/gateway.h"
#include "engines/exchange/statistics.h"

namespace yici::exchange {

/// The steps that every call takes, whichever door it came through: admit, read or fetch, seal, append. Only what
/// append() has told of without an error may leave.
class GatewayCore {
  public:
    GatewayCore(const GatewayParts& parts, const std::vector<System>& systems, const GatewayOptions& options);

    /// Holds the call against its rules and counts it against the quota; false when it is refused, with the reason in
    /// the work.
    bool admit(CallWork& work, Instant now);
    /// True when the work's resource lies in our own registry.
    [[nodiscard]] static bool is_registry(const CallWork& work);
    /// Answers from the registry, one snapshot for all.
    void read_registry(std::span<CallWork* const> works);
    [[nodiscard]] Fetcher& fetcher() { return fetcher_; }
    /// Writes the answers, hashes them in lanes and signs them once. request_sm3 must be there.
    void seal(std::span<CallWork* const> works);
    /// Journals all works; then `done`, with the failure that forbids them to leave. In buffered mode `done` is called
    /// before this returns, in durable mode on the journal's thread.
    void append(std::span<CallWork* const> works, std::function<void(std::exception_ptr)> done);

    [[nodiscard]] const GatewayParts& parts() const { return parts_; }
    [[nodiscard]] const GatewayOptions& options() const { return options_; }
    [[nodiscard]] const CallStatistics& statistics() const { return statistics_; }

  private:
    /// Names the asked fields whose value somebody disputes.
    void warn(std::span<CallWork* const> works) const;

    const GatewayParts parts_;
    const GatewayOptions options_;
    CallStatistics statistics_;
    Fetcher fetcher_;
};

}  // namespace yici::exchange
