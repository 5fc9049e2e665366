#pragma once

#include <chrono>
#include <mutex>
#include <string_view>

#include "foundation/base/clock.h"

namespace yici::exchange {

/// Spares a system that fails, and us from waiting for it. closed: all may try; after `failures_to_open` failures in a
/// row it is open: nobody may; after `open_for` it is half open: one may try, its success closes, its failure opens
/// again. Safe from several threads.
class CircuitBreaker {
  public:
    enum class State { closed, open, half_open };

    CircuitBreaker(const Clock& clock, int failures_to_open, std::chrono::seconds open_for)
        : clock_(clock), failures_to_open_(failures_to_open), open_for_(open_for) {}

    /// True when an attempt may be made now; each true is followed by one succeeded() or failed().
    [[nodiscard]] bool allow();
    void succeeded();
    void failed();
    [[nodiscard]] State state() const;
    [[nodiscard]] int failures() const;

  private:
    const Clock& clock_;
    const int failures_to_open_;
    const std::chrono::seconds open_for_;
    mutable std::mutex mutex_;
    State state_ = State::closed;
    int failures_ = 0;
    bool trying_ = false;
    Instant opened_{};
};

[[nodiscard]] std::string_view to_string(CircuitBreaker::State state);

}  // namespace yici::exchange
