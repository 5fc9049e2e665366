#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"

namespace yici::disputes {

struct Dispute {
    std::string id;
    std::string type;  // record type
    std::string field;
    std::string reason;
    std::string state;  // "recorded"
    Instant created{};
};

struct Page {
    std::vector<Dispute> items;
    int64_t total = 0;
};

/// The title of a record type's field; none when there is no such type or field.
using FieldTitle = std::function<std::optional<std::string>(std::string_view type, std::string_view field)>;

/// Safe from several threads.
class Disputes {
  public:
    Disputes(db::Database& database, journal::Journal& journal, journal::Subjects& subjects, const Clock& clock,
             RandomSource& random, FieldTitle title);

    struct Claim {
        std::string type;
        std::string field;
        std::string reason;
    };
    /// Records a dispute of the subject with this ID number or credit code, in one transaction with its journal entry.
    /// The same request key and claim gives the same dispute again. Errors: disputes.no_such_field,
    /// disputes.reason_length (rule_violated), disputes.key_reused (conflict).
    Dispute record(std::string_view code, const Claim& claim, std::string_view request_key);
    /// A subject's disputes, newest first; `page` counts from 1.
    [[nodiscard]] Page list(std::string_view code, int64_t page, int64_t size);
    /// Whether the subject with this code has disputed this field: whoever reads the value is warned.
    [[nodiscard]] bool is_open(std::string_view code, std::string_view type, std::string_view field);
    [[nodiscard]] std::string title_of(const Dispute& dispute) const;
    /// 16 random bytes in hex.
    [[nodiscard]] std::string new_id();

  private:
    db::Database& database_;
    journal::Journal& journal_;
    journal::Subjects& subjects_;
    const Clock& clock_;
    std::mutex random_mutex_;
    RandomSource& random_;
    FieldTitle title_;
};

/// The ID number or credit code of the citizen who sent the request; none when nobody is signed in.
using Citizen = std::function<std::optional<std::string>(const http::Request&)>;

/// POST and GET /api/v1/me/disputes.
void add_routes(http::Router& router, Disputes& disputes, Citizen citizen);

}  // namespace yici::disputes
