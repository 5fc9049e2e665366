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
    [[nodiscard]] const RecordTypes& types() const { return types_; }

  private:
    void check(const Observation& observation) const;

    db::Database& database_;
    const RecordTypes& types_;
    const Clock& clock_;
    MemoryRegistry* memory_;
};

}  // namespace yici::records
