#include <algorithm>

#include "engines/collection/block.h"
#include "engines/collection/intake.h"
#include "engines/collection/prepared.h"
#include "engines/collection/receipt.h"
#include "foundation/base/instants.h"
#include "foundation/base/text.h"

namespace yici::collection {
namespace {

std::string joined(const std::vector<std::string>& key) {
    std::string text;
    append_cells(text, {key.begin(), key.end()});
    return text;
}

KeptRow kept_row(const Plan& plan, const State& state) {
    KeptRow kept{split_cells(state.body), std::string(state.subject), instant_of(state.observed), state.batch,
                 state.removed};
    kept.cells.resize(plan.columns.size());
    const auto place = std::find(plan.columns.begin(), plan.columns.end(), plan.subject);
    // A subject that is the key is not kept twice.
    if (kept.subject.empty() && place != plan.columns.end())
        kept.subject = kept.cells[static_cast<size_t>(place - plan.columns.begin())];
    return kept;
}

std::optional<KeptRow> row_of(db::Transaction& transaction, const Plan& plan, std::string_view key) {
    const auto resource = transaction.query_one("SELECT id FROM collection_resources WHERE name = ?", {plan.resource});
    if (!resource) return std::nullopt;
    const std::optional<Block> block = block_of(transaction, resource->integer(0), key);
    if (!block) return std::nullopt;
    BlockReader reader(block->bytes());
    for (State state; reader.next(state);)
        if (state.key == key) return kept_row(plan, state);
    return std::nullopt;
}

constexpr std::string_view kOfResource = "resource = (SELECT id FROM collection_resources WHERE name = ?)";

}  // namespace

std::optional<std::string> Intake::watermark(std::string_view resource, const records::Source& source) {
    return database_.read_value([&](db::Transaction& transaction) -> std::optional<std::string> {
        const auto row =
            transaction.query_one("SELECT watermark FROM collection_batches WHERE " + std::string(kOfResource) +
                                      " AND organisation = ? AND system = ? ORDER BY id DESC LIMIT 1",
                                  {std::string(resource), source.organisation, source.system});
        if (!row) return std::nullopt;
        return row->text(0);
    });
}

std::optional<KeptRow> Intake::row(const Plan& plan, const std::vector<std::string>& key) {
    return database_.read_value([&](db::Transaction& transaction) { return row_of(transaction, plan, joined(key)); });
}

std::vector<KeptRow> Intake::history(const Plan& plan, const std::vector<std::string>& key) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::vector<KeptRow> rows;
        for (const db::Row& row :
             transaction.query("SELECT subject, observed, batch, removed, body FROM collection_history WHERE " +
                                   std::string(kOfResource) + " AND row_key = ? ORDER BY observed DESC, id DESC",
                               {plan.resource, key_value(joined(key))}))
            rows.push_back(
                kept_row(plan, {{}, row.text(0), row.text(4), row.integer(1), row.integer(2), row.integer(3) != 0}));
        return rows;
    });
}

std::vector<std::vector<std::string>> Intake::keys_of(const Plan& plan, std::string_view subject) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::vector<std::vector<std::string>> keys;
        if (plan.key == std::vector<std::string>{plan.subject}) {
            if (row_of(transaction, plan, joined({std::string(subject)}))) keys.push_back({std::string(subject)});
            return keys;
        }
        for (const db::Row& found :
             transaction.query("SELECT row_key FROM collection_subjects WHERE " + std::string(kOfResource) +
                                   " AND subject = ? ORDER BY row_key",
                               {plan.resource, std::string(subject)})) {
            const std::string_view key = as_text(found.bytes(0));
            // The index may still name rows that speak of another subject by now.
            const auto row = row_of(transaction, plan, key);
            if (row && row->subject == subject) keys.push_back(split_cells(key));
        }
        return keys;
    });
}

int64_t Intake::count(std::string_view resource) {
    return database_.read_value([&](db::Transaction& transaction) {
        return transaction
            .query_one("SELECT CAST(COALESCE(SUM(live), 0) AS BIGINT) FROM collection_blocks WHERE " +
                           std::string(kOfResource),
                       {std::string(resource)})
            ->integer(0);
    });
}

namespace {

constexpr std::string_view kEntry =
    "SELECT id, row_count, added, changed, unchanged, late, removed, quarantined, organisation, system, observed, "
    "recorded, watermark, digest FROM collection_batches WHERE ";

BatchEntry entry_of(const db::Row& row) {
    BatchEntry entry{row.integer(0),
                     {row.text(8), row.text(9)},
                     instant_of(row.integer(10)),
                     instant_of(row.integer(11)),
                     row.text(12),
                     row.text(13),
                     {}};
    entry.receipt = receipt_of(row);
    return entry;
}

}  // namespace

std::vector<BatchEntry> Intake::batches(std::string_view resource, int64_t limit) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::vector<BatchEntry> entries;
        for (const db::Row& row :
             transaction.query(std::string(kEntry) + std::string(kOfResource) + " ORDER BY id DESC LIMIT ?",
                               {std::string(resource), limit}))
            entries.push_back(entry_of(row));
        return entries;
    });
}

std::optional<BatchEntry> Intake::taken(std::string_view resource, const records::Source& source,
                                        std::string_view digest) {
    return database_.read_value([&](db::Transaction& transaction) -> std::optional<BatchEntry> {
        const auto rows =
            transaction.query(std::string(kEntry) + std::string(kOfResource) +
                                  " AND organisation = ? AND system = ? AND digest = ? ORDER BY id LIMIT 1",
                              {std::string(resource), source.organisation, source.system, std::string(digest)});
        if (rows.empty()) return std::nullopt;
        return entry_of(rows.front());
    });
}

Receipt Intake::total(db::Transaction& transaction, std::string_view resource, const records::Source& source) {
    std::string sums = "CAST(COUNT(*) AS BIGINT)";
    for (const char* column : {"row_count", "added", "changed", "unchanged", "late", "removed", "quarantined"})
        sums += std::string(", CAST(COALESCE(SUM(") + column + "), 0) AS BIGINT)";
    const auto row = transaction.query_one("SELECT " + sums + " FROM collection_batches WHERE " +
                                               std::string(kOfResource) + " AND organisation = ? AND system = ?",
                                           {std::string(resource), source.organisation, source.system});
    return receipt_of(*row);
}

std::vector<QuarantinedRow> Intake::refused_of(std::string_view resource, int64_t batch, int64_t limit) {
    return database_.read_value([&](db::Transaction& transaction) {
        return quarantine(transaction, {std::string(resource), std::nullopt, std::nullopt, batch}, 0, limit);
    });
}

}  // namespace yici::collection
