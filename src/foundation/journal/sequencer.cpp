#include "foundation/journal/sequencer.h"

#include <algorithm>
#include <cstdint>
#include <future>
#include <map>
#include <set>

#include "foundation/base/error.h"
#include "foundation/base/log.h"
#include "foundation/base/text.h"

namespace yici::journal {

namespace {

constexpr size_t kRowsAtOnce = 2048;
constexpr size_t kEntriesAtOnce = 4096;
constexpr size_t kWorthRemoving = 4096;  // entries
constexpr auto kGather = std::chrono::milliseconds(5);
constexpr auto kLinger = std::chrono::milliseconds(200);
constexpr auto kRetry = std::chrono::milliseconds(100);

}  // namespace

std::string outbox_text(std::span<const std::string> texts) {
    if (texts.size() == 1) return texts.front();
    std::string row;
    size_t bytes = 0;
    for (const std::string& text : texts) bytes += text.size() + 8;
    row.reserve(bytes);
    for (const std::string& text : texts) row += std::to_string(text.size()) + ':' + text;
    return row;
}

std::vector<std::string> outbox_texts(std::string_view row) {
    std::vector<std::string> texts;
    if (row.starts_with('{')) {
        texts.emplace_back(row);
        return texts;
    }
    while (!row.empty()) {
        const size_t colon = row.find(':');
        const auto length = parse_integer(row.substr(0, colon));
        if (colon == std::string_view::npos || !length || static_cast<size_t>(*length) > row.size() - colon - 1) {
            throw Error(ErrorKind::internal, "journal.damaged", "a row of journal_outbox");
        }
        texts.emplace_back(row.substr(colon + 1, static_cast<size_t>(*length)));
        row.remove_prefix(colon + 1 + texts.back().size());
    }
    return texts;
}

/// Makes one row of all entries of a commit.
class Sequencer::Outbox final : public db::Gathering {
  public:
    explicit Outbox(std::shared_ptr<Signal> signal) : signal_(std::move(signal)) {}

    void write(db::Transaction& transaction, std::span<const std::string> items) override {
        transaction.execute("INSERT INTO journal_outbox (text) VALUES (?)", {outbox_text(items)});
        transaction.after_commit([signal = signal_] {
            {
                const std::lock_guard lock(signal->mutex);
                signal->dirty = true;
            }
            signal->changed.notify_all();
        });
    }

  private:
    std::shared_ptr<Signal> signal_;
};

Sequencer::Sequencer(db::Database& database, Writer& writer)
    : database_(database), writer_(writer), outbox_(std::make_shared<Outbox>(signal_)) {
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

void Sequencer::append(db::Transaction& transaction, std::string text) {
    transaction.gather(outbox_, std::move(text));
}

void Sequencer::flush() {
    std::unique_lock lock(signal_->mutex);
    const uint64_t ticket = ++signal_->asked;
    signal_->changed.notify_all();
    signal_->changed.wait(lock, [&] { return signal_->done >= ticket; });
    if (signal_->failure) std::rethrow_exception(signal_->failure);
}

void Sequencer::find_moved() {
    std::map<uint64_t, Row> waiting;
    for (auto& row : unmoved(kMaxMoved + kRowsAtOnce, SIZE_MAX)) {
        waiting.emplace(static_cast<uint64_t>(row.id), std::move(row));
    }
    if (waiting.empty()) return;
    std::set<uint64_t> seen;
    std::map<uint64_t, size_t> found;
    writer_.segments().scan_back([&](const std::vector<Frame>& frames) {
        for (const Frame& frame : frames) {
            if (frame.outbox == 0) continue;
            seen.insert(frame.outbox);
            const auto row = waiting.find(frame.outbox);
            if (row == waiting.end()) continue;
            auto& texts = row->second.texts;
            const auto same = std::ranges::find(texts, frame.text);
            if (same == texts.end()) continue;
            texts.erase(same);
            ++found[frame.outbox];
        }
        return seen.size() < kMaxMoved + kRowsAtOnce;
    });
    // What a kill cut off in the middle of a row's entries goes after them now.
    for (const auto& [id, count] : found) {
        Row& row = waiting.at(id);
        if (row.texts.empty()) {
            moved_.insert(row.id);
            moved_entries_ += count;
        } else {
            rest_.push_back(std::move(row));
        }
    }
}

/// The first rows that are not in the log, as far as they have been committed.
std::vector<Sequencer::Row> Sequencer::unmoved(size_t most_ids, size_t most_entries) {
    std::vector<Row> rows;
    database_.read([&](db::Transaction& transaction) {
        rows.clear();
        std::vector<int64_t> fresh;
        transaction.query_each("SELECT id FROM journal_outbox ORDER BY id LIMIT ?",
                               std::vector<db::Value>{static_cast<int64_t>(most_ids)}, [&](const db::Row& row) {
                                   if (!moved_.contains(row.integer(0))) fresh.push_back(row.integer(0));
                                   return true;
                               });
        size_t entries = 0;
        for (const int64_t id : fresh) {
            const auto row = transaction.query_one("SELECT text FROM journal_outbox WHERE id = ?", {id});
            if (!row) continue;
            rows.push_back({id, outbox_texts(row->text(0))});
            entries += rows.back().texts.size();
            if (entries >= most_entries) break;
        }
    });
    return rows;
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
        // Commits of the next moments go along: they wait for nothing here, and each pass reads, syncs and wakes anew.
        if (!idle) {
            signal_->changed.wait_for(lock, kGather,
                                      [this] { return signal_->stopping || signal_->asked > signal_->done; });
        }
        const bool stopping = signal_->stopping;
        const uint64_t asked = signal_->asked;
        signal_->dirty = false;
        lock.unlock();
        std::exception_ptr failure;
        try {
            while (pass() > 0) {
            }
            if (idle || stopping || moved_entries_ >= kWorthRemoving) remove_moved();
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
    if (!rest_.empty()) {
        move(rest_);
        rest_.clear();
    }
    std::vector<Row> rows = unmoved(moved_.size() + kRowsAtOnce, kEntriesAtOnce);
    const size_t count = rows.size();
    if (count > 0) move(std::move(rows));
    return count;
}

void Sequencer::move(std::vector<Row> rows) {
    std::vector<Outgoing> entries;
    for (Row& row : rows) {
        for (std::string& text : row.texts) entries.push_back({static_cast<uint64_t>(row.id), std::move(text)});
    }
    const size_t count = entries.size();
    const auto durable = std::make_shared<std::promise<void>>();
    auto answer = durable->get_future();
    writer_.append_durable(entries, [durable](uint64_t, const std::exception_ptr& failure) {
        failure ? durable->set_exception(failure) : durable->set_value();
    });
    answer.get();
    for (const Row& row : rows) moved_.insert(row.id);
    moved_entries_ += count;
}

void Sequencer::remove_moved() {
    if (moved_.empty()) return;
    database_.write([this](db::Transaction& transaction) {
        for (const int64_t id : moved_) transaction.execute("DELETE FROM journal_outbox WHERE id = ?", {id});
    });
    moved_.clear();
    moved_entries_ = 0;
}

}  // namespace yici::journal
