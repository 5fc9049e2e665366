#include "engines/collection/writer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>

#include "foundation/base/instants.h"
#include "foundation/base/text.h"
#include "foundation/db/bulk_merge.h"

namespace yici::collection {
namespace {

/// Rows whose subjects or earlier states wait to be written at once.
constexpr size_t kAtOnce = 4096;

uint64_t eight_bytes(std::string_view text, size_t from) {
    uint64_t value = 0;
    for (size_t i = 0; i < 8; ++i)
        value = value << 8 | (from + i < text.size() ? static_cast<unsigned char>(text[from + i]) : 0U);
    return value;
}

void text_in(std::vector<db::Value>& values, size_t at, std::string_view text) {
    auto* held = std::get_if<std::string>(&values[at]);
    if (held == nullptr) held = &values[at].emplace<std::string>();
    held->assign(text);  // keeps its memory from row to row
}

}  // namespace

std::pmr::vector<Reference> sorted(const std::vector<Prepared>& parts, std::pmr::memory_resource* memory) {
    std::pmr::vector<Reference> all(memory);
    size_t count = 0;
    for (const Prepared& part : parts) count += part.places.size();
    all.reserve(count);
    for (const Prepared& part : parts) {
        for (const uint64_t place : part.places) {
            const char* const record = part.bytes.data() + place;
            const std::string_view key = Record::at(record).key;
            all.push_back({eight_bytes(key, 0), eight_bytes(key, 8), record, all.size()});
        }
    }
    const auto before = [](const Reference& a, const Reference& b) {
        if (a.front != b.front) return a.front < b.front;
        if (a.behind != b.behind) return a.behind < b.behind;
        const int order = Record::at(a.record).key.compare(Record::at(b.record).key);
        return order != 0 ? order < 0 : a.sequence < b.sequence;
    };
    constexpr size_t kMany = 100'000;
    if (all.size() < kMany) {
        std::sort(all.begin(), all.end(), before);
        return all;
    }
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::thread other([&] { std::sort(all.begin(), middle, before); });
    std::sort(middle, all.end(), before);
    other.join();
    std::pmr::vector<Reference> merged(memory);
    merged.reserve(all.size());
    std::merge(all.begin(), middle, middle, all.end(), std::back_inserter(merged), before);
    return merged;
}

State Writer::state_of(const Reference& reference) const {
    const Record record = Record::at(reference.record);
    return {record.key, record.subject, record.body, record.head.observed, batch_, record.head.removed != 0};
}

/// Rows on their way into blocks. What stands is touched only once something has changed.
class Writer::Output {
  public:
    /// `expected`: bytes that come, so that a block that grows beyond its size is cut into even ones.
    Output(Writer& writer, const std::optional<Block>& old, size_t expected)
        : writer_(writer), old_(old), size_(expected / (expected / kBlockSize + 1) + 1) {}

    void put(const State& state) {
        if (rows_ == 0) first_key_.assign(state.key.begin(), state.key.end());
        append_row(bytes_, state);
        ++rows_;
        if (!state.removed) ++live_;
        if (changed_ && bytes_.size() >= size_) flush();
    }
    void change() {
        if (changed_) return;
        changed_ = true;
        if (old_)
            writer_.transaction_.execute("DELETE FROM collection_blocks WHERE resource = ? AND first_key = ?",
                                         {writer_.resource_, old_->first_key});
    }
    void end() {
        if (changed_ && rows_ > 0) flush();
    }

  private:
    void flush() {
        values_[0] = writer_.resource_;
        values_[1] = first_key_;
        values_[2] = live_;
        const BytesView bytes = as_bytes(bytes_);
        if (!std::holds_alternative<Bytes>(values_[3])) values_[3].emplace<Bytes>();
        std::get<Bytes>(values_[3]).assign(bytes.begin(), bytes.end());  // keeps its memory from block to block
        writer_.transaction_.execute(
            "INSERT INTO collection_blocks (resource, first_key, live, body) VALUES (?, ?, ?, ?)", db::Values(values_));
        bytes_.clear();
        rows_ = live_ = 0;
    }

    Writer& writer_;
    const std::optional<Block>& old_;
    size_t size_;
    bool changed_ = false;
    std::string bytes_;
    Bytes first_key_;
    int64_t rows_ = 0, live_ = 0;
    std::array<db::Value, 4> values_;
};

void Writer::write(std::span<const Reference> rows, Receipt& receipt) {
    const Reference* const end = rows.data() + rows.size();
    for (const Reference* first = rows.data(); first != end;) {
        const std::optional<Block> block = block_of(transaction_, resource_, state_of(*first).key);
        const Reference* const last = block ? end_of_block(*block, first, end) : end;
        merge(block, first, last, receipt);
        first = last;
    }
}

/// Rows up to where the next block begins.
const Reference* Writer::end_of_block(const Block& block, const Reference* first, const Reference* end) {
    const auto next = transaction_.query_one(
        "SELECT first_key FROM collection_blocks WHERE resource = ? AND first_key > ? ORDER BY first_key LIMIT 1",
        {resource_, block.first_key});
    if (!next) return end;
    const std::string_view key = as_text(next->bytes(0));
    return std::partition_point(first, end, [&](const Reference& each) { return state_of(each).key < key; });
}

void Writer::merge(const std::optional<Block>& block, const Reference* first, const Reference* last, Receipt& receipt) {
    // Records lie in the order of their file, so each is somewhere else: it is fetched well before it is needed.
    constexpr std::ptrdiff_t kAhead = 12, kLine = 64, kLines = 4, kUsualRow = 128;
    const size_t before = block ? block->body.size() : 0;
    Output output(*this, block, before + static_cast<size_t>((last - first) * kUsualRow));
    BlockReader reader(block ? block->bytes() : std::string_view());
    State stands;
    bool more = reader.next(stands);
    for (const Reference* at = first; at != last;) {
        for (std::ptrdiff_t i = 0; last - at > kAhead && i < kLines; ++i)
            __builtin_prefetch(at[kAhead].record + i * kLine);
        State incoming = state_of(*at);
        const std::string_view key = incoming.key;
        for (; more && stands.key < key; more = reader.next(stands)) output.put(stands);
        bool there = more && stands.key == key;
        State now = there ? stands : State();
        if (there) more = reader.next(stands);
        const int64_t moved = receipt.added + receipt.changed + receipt.removed;
        for (; at != last && (incoming = state_of(*at)).key == key; ++at) apply(incoming, now, there, receipt);
        if (!there) continue;
        if (moved != receipt.added + receipt.changed + receipt.removed) {
            output.change();
            if (!now.subject.empty()) subjects_.push_back(now);
        }
        output.put(now);
        if (subjects_.size() >= kAtOnce) note_subjects();
        if (past_.size() >= kAtOnce) remember();
    }
    for (; more; more = reader.next(stands)) output.put(stands);
    output.end();
    note_subjects();
    remember();
}

/// One state after another, as they came; what is older than what stands goes to the past alone.
void Writer::apply(const State& incoming, State& now, bool& there, Receipt& receipt) {
    if (!there) {
        if (incoming.removed) {
            ++receipt.unchanged;  // gone before it was ever seen
            return;
        }
        ++receipt.added;
        tell(incoming, nullptr, false);
        now = incoming;
        there = true;
        return;
    }
    if (incoming.observed < now.observed) {
        ++receipt.late;
        tell(incoming, &now, true);
        past_.push_back(incoming);
        return;
    }
    const bool same = incoming.removed ? now.removed : !now.removed && incoming.body == now.body;
    if (same) {
        ++receipt.unchanged;
        return;
    }
    ++(incoming.removed ? receipt.removed : receipt.changed);
    tell(incoming, &now, false);
    past_.push_back(now);
    const State before = now;
    now = incoming;
    if (incoming.removed) {  // its last words stay
        now.body = before.body;
        now.subject = before.subject;
    }
}

void Writer::tell(const State& incoming, const State* before, bool late) const {
    if (!alongside_.row) return;
    RowChange change;
    if (before != nullptr) change.before = split_cells(before->body);
    change.cells = incoming.removed && before != nullptr ? change.before : split_cells(incoming.body);
    change.observed = instant_of(incoming.observed);
    change.removed = incoming.removed;
    change.late = late;
    alongside_.row(transaction_, change);
}

/// Rows whose subject is not their key can be found by it.
void Writer::note_subjects() {
    static const std::array<std::string, 3> kColumns{"resource", "subject", "row_key"};
    size_t at = 0;
    db::bulk_merge(transaction_, dialect_, {"collection_subjects", kColumns, kColumns.size(), false},
                   [&](std::vector<db::Value>& values) {
                       if (at == subjects_.size()) return false;
                       const State& state = subjects_[at++];
                       values = {resource_, std::string(state.subject), key_value(state.key)};
                       return true;
                   });
    subjects_.clear();
}

void Writer::remember() {
    static const std::array<std::string, 7> kColumns{"resource", "row_key", "subject", "observed",
                                                     "batch",    "removed", "body"};
    if (past_.empty()) return;
    size_t at = 0;
    transaction_.bulk_load("collection_history", kColumns, [&](std::vector<db::Value>& values) {
        if (at == past_.size()) return false;
        const State& state = past_[at++];
        values = {resource_,   key_value(state.key),           std::string(state.subject), state.observed,
                  state.batch, int64_t{state.removed ? 1 : 0}, std::string(state.body)};
        return true;
    });
    past_.clear();
}

void Writer::refuse(Receipt& receipt) {
    static const std::array<std::string, 5> kColumns{"resource", "batch", "line", "rules", "body"};
    size_t part = 0, at = 0;
    transaction_.bulk_load("collection_quarantine", kColumns, [&](std::vector<db::Value>& values) {
        while (part < parts_.size() && at == parts_[part].refused.size()) {
            ++part;
            at = 0;
        }
        if (part == parts_.size()) return false;
        const Prepared::Refused& refused = parts_[part].refused[at++];
        values.resize(kColumns.size());
        values[0] = resource_;
        values[1] = batch_;
        values[2] = refused.line;
        text_in(values, 3, refused.rules);
        text_in(values, 4, refused.body);
        ++receipt.quarantined;
        return true;
    });
}

}  // namespace yici::collection
