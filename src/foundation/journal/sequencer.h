#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "foundation/db/database.h"
#include "foundation/journal/writer.h"

namespace yici::journal {

/// Moves committed rows of journal_outbox into the log: each exactly once, in the order of their ids as far as they
/// are committed when it looks (on PostgreSQL a lower id may commit later than a higher one).
///
/// Exactly once over a kill: a row is deleted only when its entry is durable, and its id is in the entry's frame. At
/// start, rows whose id and text both stand in the tail of the log were moved already. The tail is as long as it must
/// be: never more than kMaxMoved moved rows wait for their deletion.
class Sequencer {
  public:
    Sequencer(db::Database& database, Writer& writer);
    ~Sequencer();

    void append(db::Transaction& transaction, const std::string& text);
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

    void find_moved();
    void run();
    [[nodiscard]] size_t pass();
    void remove_moved();

    db::Database& database_;
    Writer& writer_;
    std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();  // outlives us in after_commit actions
    std::unordered_set<int64_t> moved_;                            // ids in the log whose rows are still there
    std::thread thread_;
};

}  // namespace yici::journal
