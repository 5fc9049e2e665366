#include "engines/warehouse/batch.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "foundation/db/bulk_merge.h"
#include "foundation/db/list_value.h"

namespace yici::warehouse {

namespace {

std::optional<int64_t> integer_of(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Whether watermark `a` is older than `b`: whole numbers by value, all else as text, as times in ISO order are.
bool older(const std::string& a, const std::string& b) {
    const auto left = integer_of(a);
    const auto right = integer_of(b);
    return left && right ? *left < *right : a < b;
}

}  // namespace

void Batch::take(const std::vector<Column>& shape, const Piece& piece) {
    load_known(piece);
    std::vector<std::string> bodies;
    for (const SourceRow& row : piece.rows) bodies.push_back(row.cells.empty() ? "" : body_of(shape, row.cells));
    std::vector<BytesView> messages;
    messages.reserve(bodies.size());
    for (const std::string& body : bodies) messages.push_back(as_bytes(body));
    std::vector<crypto::Digest> digests(messages.size());
    crypto::hash_many(crypto::HashAlgorithm::sm3, messages, digests);
    for (size_t i = 0; i < piece.rows.size(); ++i) {
        const SourceRow& row = piece.rows[i];
        ++tally_.read;
        summary_ += row.key;
        if (row.cells.empty()) {
            summary_ += '-';
            remove(row.key);
            continue;
        }
        std::string digest = to_hex(digests[i]);
        summary_ += digest;
        put(row, std::move(digest), std::move(bodies[i]));
    }
    write(false);
    write(true);
    mark_met();
}

void Batch::remove(const std::string& key) {
    const auto known = known_.find(key);
    if (known == known_.end() || known->second.gone) return;
    known->second.gone = true;
    ++tally_.gone;
    if (known->second.pending) {
        Pending& pending = pending_[*known->second.pending];
        pending.change = ++state_.changes;
        pending.gone = true;
        return;
    }
    transaction_.execute("UPDATE warehouse_rows SET gone = 1, change_number = ? WHERE source = ? AND row_key = ?",
                         {++state_.changes, source_, key});
}

/// A pass that reads a table for the first time in the order of its key has nothing to compare with.
bool Batch::any_between(const std::vector<std::string_view>& keys) {
    const auto [least, most] = std::ranges::minmax_element(keys);
    return transaction_
        .query_one("SELECT 1 FROM warehouse_rows WHERE source = ? AND row_key >= ? AND row_key <= ? LIMIT 1",
                   {source_, std::string(*least), std::string(*most)})
        .has_value();
}

/// One probe of the primary key for each. A list of keys (IN) is read through the whole table by PostgreSQL as long
/// as it has no statistics of it, which is while a source is read for the first time.
void Batch::load_known(const Piece& piece) {
    if (piece.rows.empty()) return;
    std::vector<std::string_view> keys;
    keys.reserve(piece.rows.size());
    for (const SourceRow& row : piece.rows) keys.emplace_back(row.key);
    known_.reserve(keys.size());
    if (!any_between(keys)) return;
    const std::array<db::Value, 2> values{source_, db::list_value(keys)};
    // LIMIT makes PostgreSQL walk the index for each; it would build a bitmap of one page for each otherwise.
    const std::string sql =
        "SELECT found.place, found.stands FROM (SELECT asked.place, (SELECT gone || ' ' || digest || ' ' || "
        "watermark FROM warehouse_rows AS known WHERE known.source = ? AND known.row_key = asked.value LIMIT 1) AS "
        "stands FROM " +
        db::list_rows(dialect_, "asked") + ") AS found WHERE found.stands IS NOT NULL";
    transaction_.query_each(sql, db::Values(values), [&](const db::Row& row) {
        const std::string& text = row.text(1);
        const size_t digest = text.find(' ') + 1;
        const size_t watermark = text.find(' ', digest) + 1;
        known_[keys[static_cast<size_t>(row.integer(0))]] = {
            text.substr(digest, watermark - 1 - digest), text.substr(watermark), text.front() != '0', true, {}};
        return true;
    });
}

void Batch::put(const SourceRow& row, std::string digest, std::string body) {
    const auto [place, is_new] = known_.try_emplace(row.key);
    Known& now = place->second;
    if (is_new) {
        now.stored = false;
    } else {
        if (!now.gone && now.digest == digest) {
            if (row.watermark.empty()) met_.push_back(row.key);
            return;
        }
        if (!row.watermark.empty() && older(row.watermark, now.watermark)) {
            ++tally_.late;
            return;
        }
    }
    ++(is_new || now.gone ? tally_.added : tally_.changed);
    if (!now.pending) {  // a key that comes twice in a piece is written once, with its last state
        now.pending = pending_.size();
        pending_.emplace_back();
    }
    pending_[*now.pending] = {&row, digest, std::move(body), ++state_.changes, false, now.stored};
    now.digest = std::move(digest);
    now.watermark = row.watermark;
    now.gone = false;
}

/// The rows that stand already, or those that do not and so need no look at what stands.
void Batch::write(bool stored) {
    static const std::array<std::string, 8> kColumns{"source", "row_key", "digest",        "watermark",
                                                     "body",   "pass",    "change_number", "gone"};
    auto at = pending_.begin();
    const auto next = [&](std::vector<db::Value>& values) {
        at = std::find_if(at, pending_.end(), [&](const Pending& one) { return one.stored == stored; });
        if (at == pending_.end()) return false;
        Pending& each = *at++;
        values.resize(kColumns.size());  // not a list in braces, whose texts would be copied
        values[0] = source_;
        values[1] = each.row->key;
        values[2] = std::move(each.digest);
        values[3] = each.row->watermark;
        values[4] = std::move(each.body);
        values[5] = state_.pass;
        values[6] = each.change;
        values[7] = int64_t{each.gone ? 1 : 0};
        return true;
    };
    if (stored) {
        db::bulk_merge(transaction_, dialect_, {"warehouse_rows", kColumns, 2}, next);
    } else {
        transaction_.bulk_load("warehouse_rows", kColumns, next);
    }
}

/// Many keys a statement; the last one is repeated, so that there is one text of the statement.
void Batch::mark_met() {
    constexpr size_t kAtOnce = 100;
    static const std::string kSql = [] {
        std::string marks = "?";
        for (size_t i = 1; i < kAtOnce; ++i) marks += ",?";
        return "UPDATE warehouse_rows SET pass = ? WHERE source = ? AND row_key IN (" + marks + ")";
    }();
    for (size_t first = 0; first < met_.size(); first += kAtOnce) {
        std::vector<db::Value> values{state_.pass, source_};
        for (size_t i = 0; i < kAtOnce; ++i) values.emplace_back(met_[std::min(first + i, met_.size() - 1)]);
        transaction_.execute(kSql, db::Values(values));
    }
}

}  // namespace yici::warehouse
