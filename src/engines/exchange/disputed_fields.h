#pragma once

#include <atomic>
#include <map>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

namespace yici::exchange {

/// Fields of records whose value somebody disputes (数据异议): whoever reads one is warned. Held in memory, because
/// every call asks; while nothing is disputed, that costs one read of a number. Safe from several threads. A subject
/// appears as journal::Subjects::digest_of.
class DisputedFields {
  public:
    void add(std::string_view subject_digest, std::string_view type, std::string_view field);
    void remove(std::string_view subject_digest, std::string_view type, std::string_view field);
    [[nodiscard]] bool none() const { return count_.load(std::memory_order_relaxed) == 0; }
    [[nodiscard]] bool has(std::string_view subject_digest, std::string_view type, std::string_view field) const;

  private:
    std::atomic<size_t> count_{0};
    mutable std::shared_mutex mutex_;
    std::map<std::string, std::set<std::pair<std::string, std::string>>, std::less<>> by_subject_;
};

}  // namespace yici::exchange
