#include "engines/collection/writer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>

#include "foundation/base/text.h"

namespace yici::collection {
namespace {

/// Its records stay in the processor's cache between being merged and being written.
constexpr size_t kChunk = 2048;
/// Below this share of a table, rows are looked up one by one instead of read in passing.
constexpr int64_t kSparse = 20;

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

/// Keys are kept as bytes: their order must be that of bytes, which a server's language would change for texts.
db::Value key_value(std::string_view key) {
    const BytesView bytes = as_bytes(key);
    return Bytes(bytes.begin(), bytes.end());
}

void key_in(std::vector<db::Value>& values, size_t at, std::string_view key) {
    auto* held = std::get_if<Bytes>(&values[at]);
    if (held == nullptr) held = &values[at].emplace<Bytes>();
    const BytesView bytes = as_bytes(key);
    held->assign(bytes.begin(), bytes.end());
}

}  // namespace

std::vector<Reference> sorted(const std::vector<Prepared>& parts) {
    std::vector<Reference> all;
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
    std::inplace_merge(all.begin(), middle, all.end(), before);
    return all;
}

Writer::State Writer::state_of(const Reference& reference) const {
    const Record record = Record::at(reference.record);
    return {record.key, record.subject, record.body, record.head.observed, batch_, record.head.removed != 0};
}

void Writer::write(const std::vector<Reference>& rows, Receipt& receipt) {
    rows_ = static_cast<int64_t>(rows.size());
    kept_before_ =
        transaction_
            .query_one("SELECT COUNT(*) FROM (SELECT 1 FROM collection_rows WHERE resource = ? LIMIT ?) AS found",
                       {resource_, rows_ * kSparse + 1})
            ->integer(0);
    const Reference* const end = rows.data() + rows.size();
    for (const Reference* first = rows.data(); first != end;) {
        const Reference* last = first + std::min<std::ptrdiff_t>(kChunk, end - first);
        while (last != end && state_of(*last).key == state_of(*(last - 1)).key) ++last;
        write_chunk(first, last, receipt);
        first = last;
    }
}

void Writer::write_chunk(const Reference* first, const Reference* last, Receipt& receipt) {
    const std::vector<Kept> kept = kept_among(first, last);
    auto old = kept.begin();
    std::vector<State> fresh, changed;
    fresh.reserve(static_cast<size_t>(last - first));
    // Records lie in the order of their file, so each is somewhere else: it is fetched well before it is needed.
    constexpr std::ptrdiff_t kAhead = 12, kLine = 64, kLines = 4;
    for (const Reference* at = first; at != last;) {
        for (std::ptrdiff_t i = 0; last - at > kAhead && i < kLines; ++i)
            __builtin_prefetch(at[kAhead].record + i * kLine);
        State incoming = state_of(*at);
        const std::string_view key = incoming.key;
        while (old != kept.end() && old->key < key) ++old;
        const bool was_there = old != kept.end() && old->key == key;
        bool there = was_there;
        State now;
        if (was_there) now = {old->key, old->subject, old->body, old->observed, old->batch, old->removed};
        const int64_t moved = receipt.added + receipt.changed + receipt.removed;
        for (; at != last && (incoming = state_of(*at)).key == key; ++at) apply(incoming, now, there, receipt);
        if (!there || moved == receipt.added + receipt.changed + receipt.removed) continue;
        (was_there ? changed : fresh).push_back(now);
    }
    insert(fresh);
    update(changed);
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
        now = incoming;
        there = true;
        return;
    }
    if (incoming.observed < now.observed) {
        ++receipt.late;
        past_.push_back(incoming);
        return;
    }
    const bool same = incoming.removed ? now.removed : !now.removed && incoming.body == now.body;
    if (same) {
        ++receipt.unchanged;
        return;
    }
    ++(incoming.removed ? receipt.removed : receipt.changed);
    past_.push_back(now);
    const State before = now;
    now = incoming;
    if (incoming.removed) {  // its last words stay
        now.body = before.body;
        now.subject = before.subject;
    }
}

std::vector<Writer::Kept> Writer::kept_among(const Reference* first, const Reference* last) {
    std::vector<Kept> kept;
    if (kept_before_ == 0) return kept;
    const auto take = [&](const db::Row& row) {
        kept.push_back({std::string(as_text(row.bytes(0))), row.text(1), row.text(2), row.integer(3), row.integer(4),
                        row.integer(5) != 0});
        return true;
    };
    const std::string columns =
        "SELECT row_key, subject, body, observed, batch, removed FROM collection_rows WHERE resource = ? AND ";
    if (kept_before_ > rows_ * kSparse) {
        for (const Reference* at = first; at != last; ++at) {
            const std::string_view key = state_of(*at).key;
            if (at != first && key == state_of(*(at - 1)).key) continue;
            const std::array<db::Value, 2> values{resource_, key_value(key)};
            transaction_.query_each(columns + "row_key = ?", values, take);
        }
        return kept;
    }
    const std::array<db::Value, 3> values{resource_, key_value(state_of(*first).key),
                                          key_value(state_of(*(last - 1)).key)};
    transaction_.query_each(columns + "row_key >= ? AND row_key <= ? ORDER BY row_key", values, take);
    return kept;
}

void Writer::insert(const std::vector<State>& states) {
    static const std::array<std::string, 7> kColumns{"resource", "row_key", "subject", "observed",
                                                     "batch",    "removed", "body"};
    size_t at = 0;
    transaction_.bulk_load("collection_rows", kColumns, [&](std::vector<db::Value>& values) {
        if (at == states.size()) return false;
        const State& state = states[at++];
        values.resize(kColumns.size());
        values[0] = resource_;
        key_in(values, 1, state.key);
        text_in(values, 2, state.subject);
        values[3] = state.observed;
        values[4] = state.batch;
        values[5] = int64_t{state.removed ? 1 : 0};
        text_in(values, 6, state.body);
        return true;
    });
    note_subjects(states, false);
}

void Writer::update(const std::vector<State>& states) {
    for (const State& state : states)
        transaction_.execute(
            "UPDATE collection_rows SET subject = ?, observed = ?, batch = ?, removed = ?, body = ? "
            "WHERE resource = ? AND row_key = ?",
            {std::string(state.subject), state.observed, state.batch, int64_t{state.removed ? 1 : 0},
             std::string(state.body), resource_, key_value(state.key)});
    note_subjects(states, true);
}

/// Rows whose subject is not their key can be found by it.
void Writer::note_subjects(const std::vector<State>& states, bool maybe_there) {
    for (const State& state : states) {
        if (state.subject.empty()) continue;
        transaction_.execute(maybe_there
                                 ? "INSERT INTO collection_subjects (resource, subject, row_key) VALUES (?, ?, ?) "
                                   "ON CONFLICT (resource, subject, row_key) DO NOTHING"
                                 : "INSERT INTO collection_subjects (resource, subject, row_key) VALUES (?, ?, ?)",
                             {resource_, std::string(state.subject), key_value(state.key)});
    }
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
