#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/quality/rule.h"
#include "engines/records/records.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/tables/table.h"

namespace yici::collection {

/// What the rows of a resource are and what they must be. The columns are those that the resource declares; a source
/// that brings others has drifted (collection.schema_drifted) and its batch is held.
struct Plan {
    std::string resource;              // its code in the catalogue
    std::vector<std::string> columns;  // in the order in which rows are kept
    std::vector<std::string> key;      // columns that name a row; a later row of the same key replaces it
    std::string subject;               // column with the ID number or credit code; empty when rows have no subject
    records::SubjectKind subject_kind = records::SubjectKind::person;
    /// Column with the row's own moment (YYYY-MM-DD or YYYY-MM-DD HH:MM:SS, times of China); a row that is older than
    /// what is kept goes to the history alone. Empty: the batch's moment, so the batch that comes later wins.
    std::string version;
    quality::RuleSet rules;  // those about one row decide; the others are for checks of the whole table
    /// Columns that become fields of typed records, with the type that these demand.
    std::vector<std::pair<std::string, records::DataType>> types;
};

/// What a document holds that is no row; quarantined under the rule.
struct Unreadable {
    int64_t line = 0;
    std::string rule, text;
};

/// Rows on their way in, from one source. The cells and what they lie in must outlive take().
struct Batch {
    records::Source source;
    Instant observed{};               // when the source said so
    std::string watermark;            // where the source stands after this batch: a position in its log, a file's name
    std::vector<std::string> header;  // of the cells, in the source's order
    tables::Cells cells;
    std::vector<Unreadable> unreadable;
    std::vector<uint32_t> removed;  // rows that say "deleted at the source"; only their keys count; ascending
    /// Line or position of a row at the source, for the quarantine; empty: the row's number in the batch.
    std::function<int64_t(size_t row)> line;
    /// Digest of the content, hex; empty: digest_of(). The same content at the same watermark is taken once.
    std::string digest;
};

/// SHA-256 over header, cells and removals, hex.
[[nodiscard]] std::string digest_of(const Batch& batch);

struct Receipt {
    int64_t batch = 0;      // its number; provenance of every row
    bool repeated = false;  // it was taken before, and the numbers are those of that time
    int64_t rows = 0;
    int64_t added = 0, changed = 0, unchanged = 0, late = 0, removed = 0, quarantined = 0;  // together all rows
    std::vector<int64_t> violations;  // rows by the place of their rule in the plan; empty for a repeated batch
};

/// What a batch says of a row that is new.
struct RowChange {
    std::vector<std::string> cells;   // by the plan's columns; of a removed row its last ones
    std::vector<std::string> before;  // as it stood; empty when it was not there
    Instant observed{};
    bool removed = false;
    bool late = false;  // older than what stands
};

/// What else belongs into the batch's transaction. May run twice, as database.h has it.
struct Alongside {
    std::function<void(db::Transaction&, const RowChange&)> row;
    std::function<void(db::Transaction&, const Receipt&)> batch;  // at its end, of a repeated batch too
};

/// A row as it is kept, with its provenance.
struct KeptRow {
    std::vector<std::string> cells;  // by the plan's columns
    std::string subject;
    Instant observed{};
    int64_t batch = 0;
    bool removed = false;
};

/// What became of a refused row. `passed`: the rules have changed.
enum class Outcome { waiting, corrected, released, passed, discarded };
[[nodiscard]] std::string_view name_of(Outcome outcome);
[[nodiscard]] std::optional<Outcome> parse_outcome(std::string_view name);

struct QuarantinedRow {
    int64_t id = 0, batch = 0, line = 0;
    std::vector<std::string> rules;  // ids of the rules that it violates
    std::vector<std::string> cells;
    Outcome outcome = Outcome::waiting;
    std::string settled_by, reason;
    Instant settled_at{};
    std::string watermark;  // of its batch: a file's name
};

/// Which refused rows, oldest first.
struct QuarantineFilter {
    std::string resource;
    std::optional<records::Source> source;
    std::optional<Outcome> outcome;
    int64_t batch = 0;  // 0: any
    int64_t row = 0;    // 0: any
};

/// Somebody's decision on a refused row.
struct Settlement {
    Outcome outcome = Outcome::corrected;
    std::vector<std::string> cells;  // corrected: all of the plan's columns
    std::string by, reason;
};

struct BatchEntry {
    int64_t id = 0;
    records::Source source;
    Instant observed{}, recorded{};
    std::string watermark, digest;
    Receipt receipt;
};

/// Takes batches in: checks every row, resolves its subject, keeps it with its provenance, or puts it into quarantine.
/// A batch is taken whole or not at all, and once: its rows, its receipt and the source's watermark are one
/// transaction, so after a kill the source goes on behind watermark(). Safe from several threads. Errors:
/// collection.schema_drifted (conflict; detail names the columns), collection.plan_invalid (invalid_input).
class Intake {
  public:
    Intake(db::Database& database, const Clock& clock);

    Receipt take(const Plan& plan, const Batch& batch, const Alongside& alongside = {});
    /// The same inside the caller's transaction.
    Receipt take(db::Transaction& transaction, const Plan& plan, const Batch& batch, const Alongside& alongside = {});
    /// A CSV file of any size as one batch, read by blocks on two threads; `source`, `observed` and `watermark` of
    /// `origin` count. Rows that are no CSV or no UTF-8 are quarantined under the rule "csv" or "utf8". `progress` is
    /// told how many bytes are read.
    Receipt take_file(const Plan& plan, const Batch& origin, const std::filesystem::path& file,
                      const std::function<void(int64_t)>& progress = {}, const Alongside& alongside = {});

    /// Of the last batch of this source; none before the first.
    [[nodiscard]] std::optional<std::string> watermark(std::string_view resource, const records::Source& source);
    /// A row by the values of its key columns; none when there is none. A removed one is there, and says so.
    [[nodiscard]] std::optional<KeptRow> row(const Plan& plan, const std::vector<std::string>& key);
    /// Its earlier states, newest first.
    [[nodiscard]] std::vector<KeptRow> history(const Plan& plan, const std::vector<std::string>& key);
    /// The keys of the rows about a subject.
    [[nodiscard]] std::vector<std::vector<std::string>> keys_of(const Plan& plan, std::string_view subject);
    /// Rows that are there and not removed.
    [[nodiscard]] int64_t count(std::string_view resource);
    /// Newest first.
    [[nodiscard]] std::vector<BatchEntry> batches(std::string_view resource, int64_t limit);
    /// The batch of this source that had this content; none when it is new.
    [[nodiscard]] std::optional<BatchEntry> taken(std::string_view resource, const records::Source& source,
                                                  std::string_view digest);
    /// Of all batches of a source together; `batch` is how many there were.
    [[nodiscard]] static Receipt total(db::Transaction& transaction, std::string_view resource,
                                       const records::Source& source);
    /// What one batch left in quarantine, in order.
    [[nodiscard]] std::vector<QuarantinedRow> refused_of(std::string_view resource, int64_t batch, int64_t limit);
    /// Rows that were refused, and how many.
    [[nodiscard]] std::vector<QuarantinedRow> quarantine(db::Transaction& transaction, const QuarantineFilter& filter,
                                                         int64_t offset, int64_t limit);
    [[nodiscard]] int64_t count(db::Transaction& transaction, const QuarantineFilter& filter);

    /// Settles a waiting row, inside the caller's transaction. A corrected one must pass the rules, a released one only
    /// what no row can be kept without (key, subject, version, type, text); both are taken in as a batch of their own,
    /// with the provenance and moment of the batch that brought them. Errors: collection.no_such_row (not_found),
    /// collection.already_settled (conflict), collection.still_refused (rule_violated; detail names the rules).
    QuarantinedRow settle(db::Transaction& transaction, const Plan& plan, int64_t id, const Settlement& settlement,
                          const Alongside& alongside = {});
    /// Holds waiting rows behind `after` against the plan's rules as they are now, at most `limit` of one batch; those
    /// that pass are taken in, of the others the violated rules are noted.
    struct Recheck {
        int64_t looked_at = 0, passed = 0;
        int64_t last = 0;  // id of the last row that was looked at; 0: there was none
    };
    Recheck recheck(db::Transaction& transaction, const Plan& plan, const QuarantineFilter& filter, int64_t after,
                    int64_t limit, const std::string& by, const Alongside& alongside = {});

  private:
    db::Database& database_;
    const Clock& clock_;
};

}  // namespace yici::collection
