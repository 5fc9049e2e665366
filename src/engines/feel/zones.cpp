#include "engines/feel/zones.h"

#include <unicode/basictz.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engines/feel/temporal.h"

namespace yici::feel {

namespace {

/// Every zone's name, sorted, and the zones as they are first asked for. Never changed once it is filled.
class Table {
  public:
    Table() {
        UErrorCode status = U_ZERO_ERROR;
        const std::unique_ptr<icu::StringEnumeration> all(
            icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status));
        if (U_FAILURE(status) || !all) return;
        int32_t length = 0;
        for (const char* name = all->next(&length, status); name != nullptr; name = all->next(&length, status))
            names_.emplace_back(name, static_cast<size_t>(length));
        std::sort(names_.begin(), names_.end());
        zones_ = std::vector<Entry>(names_.size());
    }

    [[nodiscard]] int32_t find(std::string_view name) const {
        const auto at = std::lower_bound(names_.begin(), names_.end(), name);
        return at != names_.end() && *at == name ? static_cast<int32_t>(at - names_.begin()) : -1;
    }
    [[nodiscard]] std::string_view name(int32_t index) const { return names_[static_cast<size_t>(index)]; }

    const icu::BasicTimeZone* zone(int32_t index) {
        Entry& entry = zones_[static_cast<size_t>(index)];
        std::call_once(entry.once, [&] {
            const auto id = icu::UnicodeString::fromUTF8(names_[static_cast<size_t>(index)]);
            entry.zone.reset(dynamic_cast<icu::BasicTimeZone*>(icu::TimeZone::createTimeZone(id)));
        });
        return entry.zone.get();
    }

  private:
    struct Entry {
        std::once_flag once;
        std::unique_ptr<icu::BasicTimeZone> zone;
    };
    std::vector<std::string> names_;
    std::vector<Entry> zones_;
};

Table& table() {
    static Table table;
    return table;
}

/// The Gregorian calendar repeats after 400 years, so far years are brought near.
double near(int64_t second) {
    constexpr int64_t kCycle = 146'097LL * 86'400;
    constexpr int64_t kReach = 8'000LL * 366 * 86'400;
    if (second > kReach || second < -kReach) second = second % kCycle + (second < 0 ? 0 : kCycle);
    return static_cast<double>(second) * 1000;
}

}  // namespace

namespace zones {

int32_t offset_at_utc(int32_t zone, int64_t second) {
    const icu::BasicTimeZone* const found = table().zone(zone);
    if (found == nullptr) return 0;
    int32_t raw = 0;
    int32_t summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    found->getOffset(near(second), false, raw, summer, status);
    return (raw + summer) / 1000;
}

int32_t offset_at_local(int32_t zone, int64_t second) {
    const icu::BasicTimeZone* const found = table().zone(zone);
    if (found == nullptr) return 0;
    int32_t raw = 0;
    int32_t summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    found->getOffsetFromLocal(near(second), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, summer, status);
    return (raw + summer) / 1000;
}

}  // namespace zones

std::optional<Zone> zone_named(std::string_view name) {
    const int32_t index = table().find(name);
    return index < 0 ? std::nullopt : std::optional(Zone{Zone::Kind::named, index});
}

std::string_view zone_name(const Zone& zone) {
    return zone.kind == Zone::Kind::named ? table().name(zone.offset) : std::string_view();
}

}  // namespace yici::feel
