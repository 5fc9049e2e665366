#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/records/records.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/journal/journal.h"

namespace yici::registries {

/// What one field says about a pair: its level ("exact", "close", …) and weight (log2 of the odds), and how many
/// subjects have the value where both have the same one (0 where they differ): a rare value says more than a common
/// one.
struct FieldEvidence {
    std::string field;
    std::string level;
    double weight = 0;
    int64_t holders = 0;
};

/// Two subjects that may be one.
struct Review {
    int64_t number = 0;
    std::string type;
    std::string subject_a;
    std::string subject_b;
    double probability = 0;
    bool likely = false;  // above the model's own threshold; else between the two
    std::vector<FieldEvidence> evidence;
    std::string state;  // open, unsure, confirmed, refused
    Instant created{};
    std::optional<records::Act> decided;
    int64_t merge = 0;  // when confirmed
};

struct ReviewPage {
    std::vector<Review> items;
    int64_t total = 0;
};

struct Search {
    int64_t subjects = 0;
    int64_t pairs = 0;  // that are open now because of it
};

struct Decision {
    std::string by;
    std::string reason;
    std::string key;  // of the request
};

/// The clerical review: pairs above the lower threshold wait for a decision of the data authority; nothing is merged by
/// itself. Every change is journaled in its transaction. Safe from several threads.
class Reviews {
  public:
    Reviews(db::Database& database, journal::Journal& journal, journal::Subjects& subjects, const Clock& clock,
            records::Records& records);

    /// Compares all subjects of a record type with each other. A pair that was decided stays decided; an open one gets
    /// the new evidence. Errors: registries.too_many_subjects, records.no_such_type.
    Search search(std::string_view type, const std::string& by);
    /// Most probable first; an empty state is any.
    [[nodiscard]] ReviewPage list(std::string_view state, const http::Part& part);
    /// registries.no_such_review (not_found).
    [[nodiscard]] Review get(int64_t number);
    /// They are one: the second is merged into the first, or the first into the second. The same decision with the same
    /// key gives the same answer again. Errors: registries.already_decided (conflict), registries.reason_length.
    Review confirm(int64_t number, bool keep_second, const Decision& decision);
    /// They are two.
    Review refuse(int64_t number, const Decision& decision);
    /// Nobody can tell yet: the pair leaves the queue of open ones and can still be confirmed or refused.
    Review unsure(int64_t number, const Decision& decision);

    /// Keeps who wanted to see somebody's values in clear and why, and journals it without the reason.
    void unmasking(const std::string& subject, const std::string& known_on, const Decision& decision);

    /// "This subject is that one", found without a review. Said again in the same words it is the same merge.
    records::Merge merge(const std::string& subject, const std::string& into, const Decision& decision);
    records::Merge split(int64_t number, const Decision& decision);
    [[nodiscard]] std::vector<records::Merge> merges(std::string_view subject) { return records_.merges(subject); }

  private:
    records::Merge merge_journaled(db::Transaction& transaction, const std::string& subject, const std::string& into,
                                   const Decision& decision);
    Review decide(int64_t number, const std::string& state, bool keep_second, const Decision& decision);
    int64_t keep(db::Transaction& transaction, const std::vector<Review>& found);

    db::Database& database_;
    journal::Journal& journal_;
    journal::Subjects& subjects_;
    const Clock& clock_;
    records::Records& records_;
};

}  // namespace yici::registries
