#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace yici {

/// A moment in UTC, to the microsecond.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
/// A civil day without a zone.
using Date = std::chrono::year_month_day;

/// The only source of time; rules get it passed in, so that tests decide what day it is.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override;
};

/// A clock that stands still until it is moved; safe to use from several threads.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Instant start) : now_(start) {}
    [[nodiscard]] Instant now() const override;
    void set(Instant instant);
    void advance(std::chrono::microseconds by);

  private:
    mutable std::mutex mutex_;
    Instant now_;
};

/// "2018-06-12T08:30:00.000000Z": fixed width, so text order is time order.
[[nodiscard]] std::string to_iso8601(Instant instant);
/// Takes what to_iso8601 writes, with 0 to 6 digits of fraction, and Z or an offset such as +08:00.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);
/// "2018-06-12"
[[nodiscard]] std::string to_string(Date date);
/// Takes "2018-06-12" alone; an impossible day such as 2018-02-30 is no date.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
/// The civil day of a moment in China (UTC+8, without daylight saving since 1991).
[[nodiscard]] Date china_date(Instant instant);
/// The moment at which a civil day begins in China.
[[nodiscard]] Instant china_midnight(Date date);

}  // namespace yici
