#include "foundation/journal/sequencer.h"

#include <future>
#include <map>

#include "foundation/base/log.h"

namespace yici::journal {

namespace {

constexpr size_t kRowsAtOnce = 2048;
constexpr size_t kWorthRemoving = 256;
constexpr auto kLinger = std::chrono::milliseconds(200);
constexpr auto kRetry = std::chrono::milliseconds(100);

std::vector<Outgoing> rows_of(db::Database& database, size_t limit) {
    std::vector<Outgoing> rows;
    database.read([&](db::Transaction& transaction) {
        rows.clear();
        transaction.query_each("SELECT id, text FROM journal_outbox ORDER BY id LIMIT ?",
                               std::vector<db::Value>{static_cast<int64_t>(limit)}, [&](const db::Row& row) {
                                   rows.push_back({static_cast<uint64_t>(row.integer(0)), row.text(1)});
                                   return true;
                               });
    });
    return rows;
}

}  // namespace

Sequencer::Sequencer(db::Database& database, Writer& writer) : database_(database), writer_(writer) {
    find_moved();
    thread_ = std::thread([this] { run(); });
}

Sequencer::~Sequencer() {
    {
        const std::lock_guard lock(signal_->mutex);
        signal_->stopping = true;
    }
    signal_->changed.notify_all();
    thread_.join();
}

void Sequencer::append(db::Transaction& transaction, const std::string& text) {
    transaction.execute("INSERT INTO journal_outbox (text) VALUES (?)", {text});
    transaction.after_commit([signal = signal_] {
        {
            const std::lock_guard lock(signal->mutex);
            signal->dirty = true;
        }
        signal->changed.notify_all();
    });
}

void Sequencer::flush() {
    std::unique_lock lock(signal_->mutex);
    const uint64_t ticket = ++signal_->asked;
    signal_->changed.notify_all();
    signal_->changed.wait(lock, [&] { return signal_->done >= ticket; });
    if (signal_->failure) std::rethrow_exception(signal_->failure);
}

void Sequencer::find_moved() {
    std::map<uint64_t, std::string> waiting;
    for (auto& row : rows_of(database_, kMaxMoved + kRowsAtOnce)) waiting.emplace(row.outbox, std::move(row.text));
    if (waiting.empty()) return;
    size_t seen = 0;
    writer_.segments().scan_back([&](const std::vector<Frame>& frames) {
        for (const Frame& frame : frames) {
            if (frame.outbox == 0) continue;
            ++seen;
            const auto row = waiting.find(frame.outbox);
            if (row != waiting.end() && row->second == frame.text) moved_.insert(static_cast<int64_t>(frame.outbox));
        }
        return seen < kMaxMoved + kRowsAtOnce;
    });
}

void Sequencer::run() {
    std::unique_lock lock(signal_->mutex);
    const auto woken = [this] { return signal_->dirty || signal_->stopping || signal_->asked > signal_->done; };
    while (true) {
        if (moved_.empty()) {
            signal_->changed.wait(lock, woken);
        } else {
            signal_->changed.wait_for(lock, kLinger, woken);
        }
        const bool idle = !woken();
        const bool stopping = signal_->stopping;
        const uint64_t asked = signal_->asked;
        signal_->dirty = false;
        lock.unlock();
        std::exception_ptr failure;
        try {
            while (pass() > 0) {
            }
            if (idle || stopping || moved_.size() >= kWorthRemoving) remove_moved();
        } catch (const std::exception& error) {
            failure = std::current_exception();
            log::error("journal.sequencer", {{"why", error.what()}});
        }
        lock.lock();
        signal_->done = asked;
        signal_->failure = failure;
        signal_->changed.notify_all();
        if (stopping) return;
        if (!failure) continue;
        signal_->changed.wait_for(lock, kRetry, [this] { return signal_->stopping || signal_->asked > signal_->done; });
        signal_->dirty = true;
    }
}

/// Moves what is committed and not yet moved; how many rows.
size_t Sequencer::pass() {
    if (moved_.size() >= kMaxMoved) remove_moved();
    std::vector<Outgoing> fresh;
    for (auto& row : rows_of(database_, moved_.size() + kRowsAtOnce)) {
        if (!moved_.contains(static_cast<int64_t>(row.outbox))) fresh.push_back(std::move(row));
    }
    if (fresh.empty()) return 0;
    std::vector<int64_t> ids;
    for (const auto& row : fresh) ids.push_back(static_cast<int64_t>(row.outbox));
    const auto durable = std::make_shared<std::promise<void>>();
    auto answer = durable->get_future();
    writer_.append_durable(std::move(fresh), [durable](uint64_t, const std::exception_ptr& failure) {
        failure ? durable->set_exception(failure) : durable->set_value();
    });
    answer.get();
    moved_.insert(ids.begin(), ids.end());
    return ids.size();
}

void Sequencer::remove_moved() {
    if (moved_.empty()) return;
    database_.write([this](db::Transaction& transaction) {
        for (const int64_t id : moved_) transaction.execute("DELETE FROM journal_outbox WHERE id = ?", {id});
    });
    moved_.clear();
}

}  // namespace yici::journal
