#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "foundation/db/database.h"
#include "foundation/journal/writer.h"

namespace yici::journal {

/// Texts as one row of journal_outbox holds them: alone as it is, several as "LENGTH:TEXT" one after the other.
[[nodiscard]] std::string outbox_text(std::span<const std::string> texts);
[[nodiscard]] std::vector<std::string> outbox_texts(std::string_view row);

/// Moves committed rows of journal_outbox into the log, where one row holds all entries of a commit: each entry exactly
/// once, in the order of the rows' ids as far as they are committed when it looks (on PostgreSQL a lower id may commit
/// later than a higher one).
///
/// Exactly once over a kill: a row is deleted only when its entry is durable, and its id is in the entry's frame. At
/// start, entries whose id and text both stand in the tail of the log were moved already. The tail is as long as it
/// must be: never more than kMaxMoved moved rows wait for their deletion.
class Sequencer {
  public:
    Sequencer(db::Database& database, Writer& writer);
    ~Sequencer();

    void append(db::Transaction& transaction, std::string text);
    /// Every row committed before this call is in the log and durable.
    void flush();

  private:
    static constexpr size_t kMaxMoved = 4096;
    struct Signal {
        std::mutex mutex;
        std::condition_variable changed;
        bool dirty = true;
        bool stopping = false;
        uint64_t asked = 0;
        uint64_t done = 0;
        std::exception_ptr failure;
    };

    class Outbox;
    struct Row {
        int64_t id = 0;
        std::vector<std::string> texts;
    };

    void find_moved();
    void move(std::vector<Row> rows);
    void run();
    [[nodiscard]] std::vector<Row> unmoved(size_t most_ids, size_t most_entries);
    [[nodiscard]] size_t pass();
    void remove_moved();

    db::Database& database_;
    Writer& writer_;
    std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();  // outlives us in after_commit actions
    std::shared_ptr<Outbox> outbox_;
    std::vector<Row> rest_;              // what a kill kept out of the log of rows that it has the beginning of
    std::unordered_set<int64_t> moved_;  // ids in the log whose rows are still there
    size_t moved_entries_ = 0;           // in those rows
    std::thread thread_;
};

}  // namespace yici::journal
