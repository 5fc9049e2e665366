#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/warehouse/table_source.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"

namespace yici::warehouse {

/// What one batch, or a whole pass, did.
struct Tally {
    int64_t read = 0;
    int64_t added = 0;
    int64_t changed = 0;
    int64_t gone = 0;
    int64_t late = 0;  // older than what is already known of the row, so left aside
    Tally& operator+=(const Tally& other);
};

/// What else belongs into the transaction: the caller's journal entry.
using Alongside = std::function<void(db::Transaction&)>;

/// Where a source stands.
struct SourceState {
    std::vector<Column> shape;  // empty: never read
    std::string held;           // why nothing is read until somebody has looked; empty: goes on
    int64_t pass = 0;
    Position position;  // within a pass that was broken off; empty: a pass begins
    int64_t batches = 0;
    int64_t changes = 0;  // number of the newest change
};

/// A row as it stands, with the number of its last change.
struct Change {
    int64_t number = 0;
    std::string key;
    std::string body;  // {"column":"text"|null, …}
    bool gone = false;
};

/// A department's data warehouse (数据仓): every row of its sources as it was last collected, on either database. A
/// batch is stored with the position behind it in one transaction, so that a kill loses and doubles nothing.
class Warehouse {
  public:
    Warehouse(db::Database& database, const Clock& clock);

    [[nodiscard]] SourceState state(std::string_view source);
    /// The first shape is taken as it is; another one holds the source (schema drift), with the reason.
    /// True when reading may go on.
    [[nodiscard]] bool settle_shape(std::string_view source, const std::vector<Column>& shape);
    /// Somebody has looked: the shape is what it is now, and reading goes on.
    void accept_shape(std::string_view source, const std::vector<Column>& shape, const Alongside& alongside = {});

    Tally store(std::string_view source, const std::vector<Column>& shape, const Piece& piece);
    /// After a full pass: rows that it did not meet are gone.
    Tally remove_unmet(std::string_view source);
    /// Ends a pass; the next one begins.
    void end_pass(std::string_view source, const Position& reached, const Alongside& alongside = {});
    /// Where a pass begins that must see again what passes ended before `moment` had not.
    [[nodiscard]] Position begin_from(std::string_view source, Instant moment);

    /// Rows that are there, and one digest over them all in the order of their keys, to compare with the source's own.
    struct Sum {
        int64_t rows = 0;
        std::string sm3;
    };
    [[nodiscard]] Sum sum(std::string_view source);
    [[nodiscard]] Tally total(std::string_view source);

    /// What changed behind `after`, in order.
    [[nodiscard]] std::vector<Change> changes(std::string_view source, int64_t after, int64_t limit);
    /// Hands the subscriber's next changes to `take`, inside the transaction that moves the subscription behind as many
    /// as it says that it took: each change takes effect once. The number taken; 0: nothing is new.
    using Take = std::function<size_t(db::Transaction&, const std::vector<Change>&)>;
    int64_t deliver(std::string_view subscriber, std::string_view source, int64_t limit, const Take& take);
    /// At most so many changes wait for the subscriber; a row that changed often waits once.
    [[nodiscard]] int64_t undelivered(std::string_view subscriber, std::string_view source);

  private:
    db::Database& database_;
    const Clock& clock_;
};

/// A row's body, and the digest that tells whether it changed.
[[nodiscard]] std::string body_of(const std::vector<Column>& columns, const Cells& cells);
[[nodiscard]] std::string digest_of(std::string_view body);

}  // namespace yici::warehouse
