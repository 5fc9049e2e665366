#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
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
};

/// Rows on their way in, from one source. The cells and what they lie in must outlive take().
struct Batch {
    records::Source source;
    Instant observed{};               // when the source said so
    std::string watermark;            // where the source stands after this batch: a position in its log, a file's name
    std::vector<std::string> header;  // of the cells, in the source's order
    tables::Cells cells;
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

/// A row as it is kept, with its provenance.
struct KeptRow {
    std::vector<std::string> cells;  // by the plan's columns
    std::string subject;
    Instant observed{};
    int64_t batch = 0;
    bool removed = false;
};

struct QuarantinedRow {
    int64_t id = 0, batch = 0, line = 0;
    std::vector<std::string> rules;  // ids of the rules that it violates
    std::vector<std::string> cells;
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

    Receipt take(const Plan& plan, const Batch& batch);
    /// A CSV file of any size as one batch, read by blocks on two threads; `source`, `observed` and `watermark` of
    /// `origin` count. Rows that are no CSV or no UTF-8 are quarantined under the rule "csv" or "utf8". `progress` is
    /// told how many bytes are read.
    Receipt take_file(const Plan& plan, const Batch& origin, const std::filesystem::path& file,
                      const std::function<void(int64_t)>& progress = {});

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
    /// Oldest first, beyond `after`.
    [[nodiscard]] std::vector<QuarantinedRow> quarantine(std::string_view resource, int64_t after, int64_t limit);

  private:
    db::Database& database_;
    const Clock& clock_;
};

}  // namespace yici::collection
