#include <algorithm>

#include "engines/collection/intake.h"
#include "engines/collection/prepared.h"
#include "foundation/base/text.h"

namespace yici::collection {
namespace {

Instant instant_of(int64_t micros) {
    return Instant(std::chrono::microseconds(micros));
}

db::Value key_value(const std::vector<std::string>& key) {
    std::string text;
    append_cells(text, {key.begin(), key.end()});
    const BytesView bytes = as_bytes(text);
    return Bytes(bytes.begin(), bytes.end());
}

/// subject, observed, batch, removed, body
KeptRow kept_row(const Plan& plan, const db::Row& row) {
    KeptRow kept{split_cells(row.text(4)), row.text(0), instant_of(row.integer(1)), row.integer(2),
                 row.integer(3) != 0};
    kept.cells.resize(plan.columns.size());
    const auto place = std::find(plan.columns.begin(), plan.columns.end(), plan.subject);
    // A subject that is the key is not kept twice.
    if (kept.subject.empty() && place != plan.columns.end())
        kept.subject = kept.cells[static_cast<size_t>(place - plan.columns.begin())];
    return kept;
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
    return database_.read_value([&](db::Transaction& transaction) -> std::optional<KeptRow> {
        const auto row =
            transaction.query_one("SELECT subject, observed, batch, removed, body FROM collection_rows WHERE " +
                                      std::string(kOfResource) + " AND row_key = ?",
                                  {plan.resource, key_value(key)});
        if (!row) return std::nullopt;
        return kept_row(plan, *row);
    });
}

std::vector<KeptRow> Intake::history(const Plan& plan, const std::vector<std::string>& key) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::vector<KeptRow> rows;
        for (const db::Row& row :
             transaction.query("SELECT subject, observed, batch, removed, body FROM collection_history WHERE " +
                                   std::string(kOfResource) + " AND row_key = ? ORDER BY observed DESC, id DESC",
                               {plan.resource, key_value(key)}))
            rows.push_back(kept_row(plan, row));
        return rows;
    });
}

std::vector<std::vector<std::string>> Intake::keys_of(const Plan& plan, std::string_view subject) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::vector<std::vector<std::string>> keys;
        const bool is_key = plan.key == std::vector<std::string>{plan.subject};
        // The index may still name rows that speak of another subject by now.
        const std::string where = is_key ? "row_key = ?"
                                         : "row_key IN (SELECT row_key FROM collection_subjects WHERE " +
                                               std::string(kOfResource) + " AND subject = ?) AND subject = ?";
        const db::Value text = std::string(subject);
        const std::vector<db::Value> values =
            is_key ? std::vector<db::Value>{plan.resource, key_value({std::string(subject)})}
                   : std::vector<db::Value>{plan.resource, plan.resource, text, text};
        for (const db::Row& row :
             transaction.query("SELECT row_key FROM collection_rows WHERE " + std::string(kOfResource) + " AND " +
                                   where + " ORDER BY row_key",
                               values))
            keys.push_back(split_cells(as_text(row.bytes(0))));
        return keys;
    });
}

int64_t Intake::count(std::string_view resource) {
    return database_.read_value([&](db::Transaction& transaction) {
        return transaction
            .query_one("SELECT COUNT(*) FROM collection_rows WHERE " + std::string(kOfResource) + " AND removed = 0",
                       {std::string(resource)})
            ->integer(0);
    });
}

std::vector<BatchEntry> Intake::batches(std::string_view resource, int64_t limit) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::vector<BatchEntry> entries;
        for (const db::Row& row : transaction.query(
                 "SELECT id, row_count, added, changed, unchanged, late, removed, quarantined, organisation, system, "
                 "observed, recorded, watermark, digest FROM collection_batches WHERE " +
                     std::string(kOfResource) + " ORDER BY id DESC LIMIT ?",
                 {std::string(resource), limit})) {
            BatchEntry entry{row.integer(0),
                             {row.text(8), row.text(9)},
                             instant_of(row.integer(10)),
                             instant_of(row.integer(11)),
                             row.text(12),
                             row.text(13),
                             {}};
            entry.receipt.batch = entry.id;
            entry.receipt.rows = row.integer(1);
            entry.receipt.added = row.integer(2);
            entry.receipt.changed = row.integer(3);
            entry.receipt.unchanged = row.integer(4);
            entry.receipt.late = row.integer(5);
            entry.receipt.removed = row.integer(6);
            entry.receipt.quarantined = row.integer(7);
            entries.push_back(std::move(entry));
        }
        return entries;
    });
}

std::vector<QuarantinedRow> Intake::quarantine(std::string_view resource, int64_t after, int64_t limit) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::vector<QuarantinedRow> rows;
        for (const db::Row& row :
             transaction.query("SELECT id, batch, line, rules, body FROM collection_quarantine WHERE " +
                                   std::string(kOfResource) + " AND id > ? ORDER BY id LIMIT ?",
                               {std::string(resource), after, limit})) {
            QuarantinedRow found{row.integer(0), row.integer(1), row.integer(2), {}, split_cells(row.text(4))};
            for (const std::string_view rule : split(row.text(3), '\n')) found.rules.emplace_back(rule);
            rows.push_back(std::move(found));
        }
        return rows;
    });
}

}  // namespace yici::collection
