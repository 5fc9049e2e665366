#pragma once

#include <chrono>
#include <mutex>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "foundation/journal/journal.h"

namespace yici::access_log {

/// The subject's digest of an entry that tells of a read of somebody's data; none for every other entry. Looks at the
/// canonical text as it is written, for it runs over every call.
[[nodiscard]] std::optional<Bytes> subject_of_read(std::string_view canonical_text);

/// Its tables.
class AccessStore {
  public:
    explicit AccessStore(db::Database& database);
    /// The first entry that was not yet taken.
    [[nodiscard]] uint64_t place() const;
    /// Takes entries in order; writes when enough have come or a while has passed.
    void take(std::span<const journal::Stored> entries);
    /// Writes what was taken.
    void flush();

    /// Indices of a subject's entries, newest first.
    [[nodiscard]] std::vector<uint64_t> list(const Bytes& subject, int64_t skip, int64_t limit);
    [[nodiscard]] int64_t count(const Bytes& subject);
    [[nodiscard]] bool has(const Bytes& subject, uint64_t index);

  private:
    struct Taken {
        Bytes subject;
        uint64_t index;
    };
    void write();

    db::Database& database_;
    mutable std::mutex mutex_;
    std::vector<Taken> taken_;
    uint64_t place_ = 0;    // of what was taken
    uint64_t written_ = 0;  // of what is in the table
    std::chrono::steady_clock::time_point written_at_;
};

}  // namespace yici::access_log
