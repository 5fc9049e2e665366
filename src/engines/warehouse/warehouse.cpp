#include "engines/warehouse/warehouse.h"

#include <algorithm>
#include <map>

#include "engines/warehouse/batch.h"
#include "engines/warehouse/schema_sql.h"
#include "engines/warehouse/warehouse_text.h"
#include "foundation/base/error.h"
#include "foundation/base/instants.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"

namespace yici::warehouse {

namespace {

constexpr int64_t kGoneAtOnce = 1000;

SourceState load(db::Transaction& transaction, const std::string& source) {
    SourceState state;
    const auto row = transaction.query_one(
        "SELECT shape, held, pass, position, batches, changes FROM warehouse_sources WHERE source = ?", {source});
    if (!row) return state;
    state.shape = read_columns(row->text(0));
    state.held = row->text(1);
    state.pass = row->integer(2);
    state.position = read_texts(row->text(3));
    state.batches = row->integer(4);
    state.changes = row->integer(5);
    return state;
}

void save(db::Transaction& transaction, const std::string& source, const SourceState& state) {
    transaction.execute(
        "INSERT INTO warehouse_sources (source, shape, held, pass, position, batches, changes) VALUES (?,?,?,?,?,?,?) "
        "ON CONFLICT (source) DO UPDATE SET shape = excluded.shape, held = excluded.held, pass = excluded.pass, "
        "position = excluded.position, batches = excluded.batches, changes = excluded.changes",
        {source, write_columns(state.shape), state.held, state.pass, write_texts(state.position), state.batches,
         state.changes});
}

void note(db::Transaction& transaction, const std::string& source, const SourceState& state, const std::string& digest,
          const Tally& tally, Instant now) {
    transaction.execute(
        "INSERT INTO warehouse_batches (source, number, digest, stored_at, read_rows, added, changed, gone, late) "
        "VALUES (?,?,?,?,?,?,?,?,?)",
        {source, state.batches, digest, micros(now), tally.read, tally.added, tally.changed, tally.gone, tally.late});
}

std::string drift(const std::vector<Column>& before, const std::vector<Column>& now) {
    std::string text;
    const auto told = [&](const std::string& what) { text += (text.empty() ? "" : "; ") + what; };
    std::map<std::string, std::string> types;
    for (const Column& column : before) types[column.name] = column.type;
    for (const Column& column : now) {
        const auto known = types.find(column.name);
        if (known == types.end()) {
            told("+ " + column.name + " " + column.type);
        } else {
            if (known->second != column.type) told(column.name + ": " + known->second + " -> " + column.type);
            types.erase(known);
        }
    }
    for (const auto& [name, type] : types) told(std::string("- ").append(name).append(" ").append(type));
    return text.empty() ? "order of columns" : text;
}

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
    read += other.read;
    added += other.added;
    changed += other.changed;
    gone += other.gone;
    late += other.late;
    return *this;
}

std::string body_of(const std::vector<Column>& columns, const Cells& cells) {
    std::string body = "{";
    for (size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) body += ',';
        append_json_string(body, columns[i].name);
        body += ':';
        if (cells[i]) {
            append_json_string(body, *cells[i]);
        } else {
            body += "null";
        }
    }
    return body + "}";
}

std::string digest_of(std::string_view body) {
    return to_hex(crypto::sm3(body));
}

Warehouse::Warehouse(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {
    database_.migrate("warehouse", kSchemaSql);
}

SourceState Warehouse::state(std::string_view source) {
    return database_.read_value([&](db::Transaction& transaction) { return load(transaction, std::string(source)); });
}

bool Warehouse::settle_shape(std::string_view source, const std::vector<Column>& shape) {
    return database_.write_value([&](db::Transaction& transaction) {
        SourceState state = load(transaction, std::string(source));
        if (state.shape.empty()) {
            state.shape = shape;
        } else if (state.held.empty() && state.shape != shape) {
            state.held = drift(state.shape, shape);
        } else {
            return state.held.empty();
        }
        save(transaction, std::string(source), state);
        return state.held.empty();
    });
}

void Warehouse::accept_shape(std::string_view source, const std::vector<Column>& shape, const Alongside& alongside) {
    database_.write([&](db::Transaction& transaction) {
        SourceState state = load(transaction, std::string(source));
        state.shape = shape;
        state.held.clear();
        save(transaction, std::string(source), state);
        if (alongside) alongside(transaction);
    });
}

Tally Warehouse::store(std::string_view source, const std::vector<Column>& shape, const Piece& piece) {
    return database_.write_value([&](db::Transaction& transaction) {
        const std::string name(source);
        SourceState state = load(transaction, name);
        if (state.pass == 0) state.pass = 1;
        Batch batch(transaction, database_.dialect(), name, state);
        batch.take(shape, piece);
        state.position = piece.next;
        ++state.batches;
        save(transaction, name, state);
        note(transaction, name, state, batch.digest(), batch.tally(), clock_.now());
        return batch.tally();
    });
}

Tally Warehouse::remove_unmet(std::string_view source) {
    const std::string name(source);
    Tally tally;
    bool more = true;
    while (more) {
        tally += database_.write_value([&](db::Transaction& transaction) {
            SourceState state = load(transaction, name);
            Tally part;
            part.gone = transaction.execute(
                "UPDATE warehouse_rows SET gone = 1, change_number = CAST(? AS BIGINT) + unmet.place FROM (SELECT "
                "row_key, ROW_NUMBER() OVER (ORDER BY row_key) AS place FROM warehouse_rows WHERE source = ? AND pass "
                "< ? AND gone = 0 ORDER BY row_key LIMIT " +
                    std::to_string(kGoneAtOnce) +
                    ") AS unmet WHERE warehouse_rows.source = ? AND warehouse_rows.row_key = unmet.row_key",
                {state.changes, name, state.pass, name});
            state.changes += part.gone;
            more = part.gone == kGoneAtOnce;
            if (part.gone > 0) {
                ++state.batches;
                note(transaction, name, state, "", part, clock_.now());
            }
            save(transaction, name, state);
            return part;
        });
    }
    return tally;
}

void Warehouse::end_pass(std::string_view source, const Position& reached, const Alongside& alongside) {
    const std::string name(source);
    database_.write([&](db::Transaction& transaction) {
        SourceState state = load(transaction, name);
        ++state.pass;
        state.position.clear();
        save(transaction, name, state);
        if (alongside) alongside(transaction);
        if (reached.empty()) return;
        transaction.execute(
            "INSERT INTO warehouse_marks (source, ended_at, position) VALUES (?,?,?) "
            "ON CONFLICT (source, ended_at) DO UPDATE SET position = excluded.position",
            {name, micros(clock_.now()), write_texts({reached.front()})});
    });
}

Position Warehouse::begin_from(std::string_view source, Instant moment) {
    return database_.write_value([&](db::Transaction& transaction) {
        const std::string name(source);
        const auto row = transaction.query_one(
            "SELECT ended_at, position FROM warehouse_marks WHERE source = ? AND ended_at <= ? "
            "ORDER BY ended_at DESC LIMIT 1",
            {name, micros(moment)});
        if (!row) return Position();
        transaction.execute("DELETE FROM warehouse_marks WHERE source = ? AND ended_at < ?", {name, row->integer(0)});
        return read_texts(row->text(1));
    });
}

}  // namespace yici::warehouse
