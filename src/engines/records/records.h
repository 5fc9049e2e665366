#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/records/record_type.h"
#include "engines/records/registry_reader.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"

namespace yici::records {

/// Who said it: the organisation's credit code and the name of its system.
struct Source {
    std::string organisation;
    std::string system;
};

/// What one source said about one subject at one moment. Values are text as fits() demands; a field that is not named
/// is not spoken of, an empty one says that there is none.
struct Observation {
    std::string type;
    std::string subject;
    Source source;
    Instant observed{};      // when it was true at the source
    std::string answer_sm3;  // hex digest of the source's answer, or empty when there was none to keep
    std::vector<std::pair<std::string, std::string>> values;
};

/// An observation as it is kept, for ever.
struct Version {
    int64_t id = 0;
    Instant recorded{};
    Observation observation;
};

/// The value that counts (一数一源): the newest that the field's authority has said; while the authority has said
/// nothing, the newest of any source, and by_authority is false.
struct GoldenValue {
    const Field* field = nullptr;
    std::string value;
    Source source;
    Instant observed{};
    Instant recorded{};
    bool by_authority = false;
};

/// Another source says otherwise than the golden value.
struct Contradiction {
    std::string field;
    std::string golden;
    std::string value;
    Source source;
    Instant observed{};
};

/// Who said it, when and why.
struct Act {
    std::string by;  // account
    std::string reason;
    Instant at{};
};

/// "This subject is that one": from then on all that is known of either is known of both, until they are split.
struct Merge {
    int64_t number = 0;
    std::string subject;
    std::string into;
    Act merged;
    std::optional<Act> split;
};

/// Typed records with all their versions, on either database.
/// Errors: records.no_such_type, records.no_such_field, records.value_wrong_type (rule_violated; no value in the
/// detail).
class Records {
  public:
    /// Makes its tables. `memory`, when given, is kept current by every write.
    Records(db::Database& database, const RecordTypes& types, const Clock& clock, MemoryRegistry* memory = nullptr);

    /// Keeps a new version and weighs the golden values again, inside the caller's transaction.
    void add(db::Transaction& transaction, const Observation& observation);
    void add(const Observation& observation);

    /// Loads subjects that have no record of the type yet, in one transaction: for seeding. `next` fills the
    /// observation and returns true, or false at the end; `progress` is told how many are in. A subject that is
    /// already there is db.constraint. The number loaded.
    int64_t bulk_load(const std::function<bool(Observation&)>& next, const std::function<void(int64_t)>& progress = {});

    /// Golden values in the order of the type's fields, only those that exist. No such subject: empty.
    [[nodiscard]] std::vector<GoldenValue> golden(std::string_view type, std::string_view subject);
    [[nodiscard]] std::optional<std::string> golden_value(std::string_view type, std::string_view subject,
                                                          std::string_view field);
    /// Every version, newest first.
    [[nodiscard]] std::vector<Version> history(std::string_view type, std::string_view subject);
    [[nodiscard]] std::vector<Contradiction> contradictions(std::string_view type, std::string_view subject);
    /// The types that hold something about a subject.
    [[nodiscard]] std::vector<std::string> types_of(std::string_view subject);
    [[nodiscard]] int64_t count(std::string_view type);
    /// Every subject of a type with its golden values, in order of subjects.
    using EachGolden =
        std::function<void(const std::string& subject, std::vector<std::pair<std::string, std::string>> values)>;
    void each_golden(std::string_view type, const EachGolden& each);

    /// Says that a subject is another one. Golden values of all who are one are weighed again from all their versions;
    /// no version is touched. Errors: records.already_one (conflict), records.same_subject, records.unlike_subjects
    /// (rule_violated; a person and a legal entity), records.nothing_known (not_found).
    Merge merge(db::Transaction& transaction, const std::string& subject, const std::string& into,
                const std::string& by, const std::string& reason);
    /// Takes a merge back: each side's golden values are again what its own versions say. Errors: records.no_such_merge
    /// (not_found), records.already_split (conflict).
    Merge split(db::Transaction& transaction, int64_t number, const std::string& by, const std::string& reason);
    /// Every merge that a subject has ever been in, and those of all it is one with, oldest first.
    [[nodiscard]] std::vector<Merge> merges(std::string_view subject);
    [[nodiscard]] std::optional<Merge> merge_of(db::Transaction& transaction, int64_t number);
    /// All subjects that are one with it, itself among them, in order.
    [[nodiscard]] std::vector<std::string> one_with(std::string_view subject);

    /// Golden values as they were known at a moment: by the versions recorded until then, and the merges that stood.
    [[nodiscard]] std::vector<GoldenValue> golden_known_at(std::string_view type, std::string_view subject,
                                                           Instant known);
    /// The types that something was known of at that moment.
    [[nodiscard]] std::vector<std::string> types_known_at(std::string_view subject, Instant known);
    [[nodiscard]] const RecordTypes& types() const { return types_; }

  private:
    void check(const Observation& observation) const;
    /// Subjects that are one with it now, or were at a moment.
    static std::vector<std::string> group_of(db::Transaction& transaction, const std::string& subject,
                                             std::optional<int64_t> at = std::nullopt);
    /// Weighs the versions of all of them, oldest first, and gives each the outcome.
    void weigh_group(db::Transaction& transaction, const std::string& type, const std::vector<std::string>& group);
    void weigh_all_types(db::Transaction& transaction, const std::vector<std::string>& group);

    db::Database& database_;
    const RecordTypes& types_;
    const Clock& clock_;
    MemoryRegistry* memory_;
};

}  // namespace yici::records
