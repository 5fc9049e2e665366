#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "foundation/db/database.h"

namespace yici::db {

/// What a room answered to requests that carried a key, so that the same request again gives the same answer and is not
/// done twice. Its table has the columns actor, request_key, fingerprint and one for the answer, its primary key being
/// the first two.
class RequestKeys {
  public:
    /// `reused` is the room's error for a key that comes again with another content (conflict).
    RequestKeys(std::string_view table, std::string_view answer_column, std::string_view reused);

    /// The earlier answer; none for a new request, and always none for an empty key.
    [[nodiscard]] std::optional<std::string> find(Transaction& transaction, std::string_view actor,
                                                  std::string_view key, std::string_view fingerprint) const;
    /// Keeps the answer in the transaction of what was done; nothing for an empty key.
    void keep(Transaction& transaction, std::string_view actor, std::string_view key, std::string_view fingerprint,
              std::string_view answer) const;

  private:
    std::string find_;
    std::string keep_;
    std::string reused_;
};

/// The next number of a day, from 1; `table` has the columns day (its primary key) and last.
[[nodiscard]] int64_t next_of_day(Transaction& transaction, std::string_view table, std::string_view day);

}  // namespace yici::db
