#include "engines/collection/intake.h"

#include "engines/collection/prepared.h"
#include "engines/collection/receipt.h"
#include "engines/collection/schema_sql.h"
#include "engines/collection/writer.h"
#include "foundation/base/instants.h"
#include "foundation/base/region.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"

namespace yici::collection {
namespace {

std::string hex(const crypto::Digest& digest) {
    return to_hex(BytesView(digest.data(), digest.size()));
}

/// The resource's number. Columns may be added behind those that there are: earlier rows have them empty.
int64_t resource_of(db::Transaction& transaction, const Plan& plan) {
    const std::string columns = join(plan.columns, "\n");
    const auto found =
        transaction.query_one("SELECT id, columns FROM collection_resources WHERE name = ?", {plan.resource});
    if (!found)
        return transaction
            .query_one("INSERT INTO collection_resources (name, columns) VALUES (?, ?) RETURNING id",
                       {plan.resource, columns})
            ->integer(0);
    if (found->text(1) == columns) return found->integer(0);
    if (!columns.starts_with(found->text(1) + "\n"))
        throw Error(ErrorKind::invalid_input, "collection.plan_invalid", plan.resource + ": columns");
    transaction.execute("UPDATE collection_resources SET columns = ? WHERE id = ?", {columns, found->integer(0)});
    return found->integer(0);
}

/// What came before, when this source has sent the same at the same watermark.
std::optional<Receipt> taken_before(db::Transaction& transaction, int64_t resource, const Batch& batch,
                                    const std::string& digest) {
    const auto row =
        transaction.query_one("SELECT " + std::string(kReceipt) +
                                  " FROM collection_batches WHERE resource = ? AND organisation = ? AND "
                                  "system = ? AND watermark = ? AND digest = ?",
                              {resource, batch.source.organisation, batch.source.system, batch.watermark, digest});
    if (!row) return std::nullopt;
    Receipt receipt = receipt_of(*row);
    receipt.repeated = true;
    return receipt;
}

int64_t open_batch(db::Transaction& transaction, int64_t resource, const Batch& batch, const std::string& digest,
                   Instant now) {
    return transaction
        .query_one(
            "INSERT INTO collection_batches (resource, organisation, system, observed, recorded, watermark, digest, "
            "row_count, added, changed, unchanged, late, removed, quarantined) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0) RETURNING id",
            {resource, batch.source.organisation, batch.source.system, micros(batch.observed), micros(now),
             batch.watermark, digest})
        ->integer(0);
}

void close_batch(db::Transaction& transaction, const Receipt& receipt) {
    transaction.execute(
        "UPDATE collection_batches SET row_count = ?, added = ?, changed = ?, unchanged = ?, late = ?, removed = ?, "
        "quarantined = ? WHERE id = ?",
        {receipt.rows, receipt.added, receipt.changed, receipt.unchanged, receipt.late, receipt.removed,
         receipt.quarantined, receipt.batch});
}

Receipt keep(db::Transaction& transaction, db::Dialect dialect, Instant now, const Plan& plan, const Batch& batch,
             const std::string& digest, const std::vector<Prepared>& parts, std::span<const Reference> rows,
             const Alongside& alongside) {
    const int64_t resource = resource_of(transaction, plan);
    Receipt receipt;
    if (const auto before = taken_before(transaction, resource, batch, digest)) {
        receipt = *before;
    } else {
        receipt.batch = open_batch(transaction, resource, batch, digest, now);
        Writer writer(transaction, dialect, resource, receipt.batch, parts, alongside);
        writer.write(rows, receipt);
        writer.refuse(receipt);
        receipt.rows = static_cast<int64_t>(rows.size()) + receipt.quarantined;
        receipt.violations.assign(plan.rules.rules.size(), 0);
        for (const Prepared& part : parts)
            for (size_t i = 0; i < part.violations.size(); ++i) receipt.violations[i] += part.violations[i];
        close_batch(transaction, receipt);
    }
    if (alongside.batch) alongside.batch(transaction, receipt);
    return receipt;
}

std::vector<Prepared> prepared(const Plan& plan, const Batch& batch, const Clock& clock,
                               std::pmr::memory_resource* memory) {
    const Preparer preparer(plan, batch.header, batch.observed, clock);
    std::vector<Prepared> parts;
    parts.push_back(preparer.prepare(
        batch.cells, batch.removed,
        [&](size_t row) { return batch.line ? batch.line(row) : static_cast<int64_t>(row + 1); }, memory));
    for (const Unreadable& each : batch.unreadable) {
        std::string body;
        append_cells(body, {each.text});
        parts.back().refused.push_back({each.line, each.rule, std::move(body)});
    }
    return parts;
}

/// Rows that are no CSV, no UTF-8 or too long.
void refuse_unreadable(const tables::Block& block, Prepared& made) {
    for (const tables::Block::Rejected& each : block.rejected) {
        std::string text;
        for (const char c : each.text) text += static_cast<unsigned char>(c) < 0x80 && c != '\0' ? c : '?';
        std::string body;
        append_cells(body, {is_utf8(each.text) && each.text.find('\0') == std::string::npos ? each.text : text});
        made.refused.push_back({each.line, each.key == "base.bad_encoding" ? "utf8" : "csv", std::move(body)});
    }
}

}  // namespace

std::string digest_of(const Batch& batch) {
    crypto::Hasher hasher(crypto::HashAlgorithm::sha256);
    std::string piece;
    const auto add = [&](std::string_view text) {
        piece += std::to_string(text.size());
        piece += ':';
        piece += text;
        if (piece.size() < 65536) return;
        hasher.update(as_bytes(piece));
        piece.clear();
    };
    for (const std::string& name : batch.header) add(name);
    for (size_t row = 0; row < batch.cells.rows; ++row)
        for (size_t column = 0; column < batch.cells.columns; ++column) add(batch.cells.at(row, column));
    for (const uint32_t row : batch.removed) add("-" + std::to_string(row));
    hasher.update(as_bytes(piece));
    return hex(hasher.finish());
}

Intake::Intake(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {
    database_.migrate("engines/collection", kSchemaSql);
}

Receipt Intake::take(const Plan& plan, const Batch& batch, const Alongside& alongside) {
    Region memory;
    const std::vector<Prepared> parts = prepared(plan, batch, clock_, &memory);
    const auto rows = sorted(parts, &memory);
    const std::string digest = batch.digest.empty() ? digest_of(batch) : batch.digest;
    return database_.write_value([&](db::Transaction& transaction) {
        return keep(transaction, database_.dialect(), clock_.now(), plan, batch, digest, parts, rows, alongside);
    });
}

Receipt Intake::take(db::Transaction& transaction, const Plan& plan, const Batch& batch, const Alongside& alongside) {
    Region memory;
    const std::vector<Prepared> parts = prepared(plan, batch, clock_, &memory);
    return keep(transaction, database_.dialect(), clock_.now(), plan, batch,
                batch.digest.empty() ? digest_of(batch) : batch.digest, parts, sorted(parts, &memory), alongside);
}

Receipt Intake::take_file(const Plan& plan, const Batch& origin, const std::filesystem::path& file,
                          const std::function<void(int64_t)>& progress, const Alongside& alongside) {
    const tables::CsvFile csv(file);
    const Preparer preparer(plan, csv.header(), origin.observed, clock_);
    // A block's lines are known only when those before it are counted: refused rows hold their place until then.
    Region memory;
    std::vector<Prepared> parts;
    crypto::Hasher hasher(crypto::HashAlgorithm::sha256);
    csv.scan(
        [&](tables::Block& block) {
            block.result = std::make_shared<Prepared>(preparer.prepare(
                block.cells, {}, [](size_t row) { return static_cast<int64_t>(row); }, &memory));
        },
        [&](tables::Block& block) {
            Prepared& made = *std::any_cast<std::shared_ptr<Prepared>&>(block.result);
            for (Prepared::Refused& refused : made.refused)
                refused.line = block.lines[static_cast<size_t>(refused.line)];
            refuse_unreadable(block, made);
            if (origin.digest.empty())
                hasher.update(as_bytes(std::string_view(block.bytes).substr(0, block.end - block.begin)));
            parts.push_back(std::move(made));
            if (progress) progress(static_cast<int64_t>(block.end));
        });
    const auto rows = sorted(parts, &memory);
    const std::string digest = origin.digest.empty() ? hex(hasher.finish()) : origin.digest;
    return database_.write_value([&](db::Transaction& transaction) {
        return keep(transaction, database_.dialect(), clock_.now(), plan, origin, digest, parts, rows, alongside);
    });
}

}  // namespace yici::collection
