#include "engines/warehouse/warehouse.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <unordered_map>

#include "engines/warehouse/schema_sql.h"
#include "engines/warehouse/warehouse_text.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "foundation/db/bulk_merge.h"
#include "foundation/db/list_value.h"

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
        {source, state.batches, digest, now.time_since_epoch().count(), tally.read, tally.added, tally.changed,
         tally.gone, tally.late});
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

struct Known {
    std::string digest;
    std::string watermark;
    bool gone = false;
    bool stored = true;
    std::optional<size_t> pending;  // place among the rows to be written
};

/// One piece on its way into the tables.
class Batch {
  public:
    Batch(db::Transaction& transaction, db::Dialect dialect, std::string source, SourceState& state)
        : transaction_(transaction), dialect_(dialect), source_(std::move(source)), state_(state) {}

    void take(const std::vector<Column>& shape, const Piece& piece) {
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

    [[nodiscard]] const Tally& tally() const { return tally_; }
    /// SM3 over the keys and digests of the rows, in hex.
    [[nodiscard]] std::string digest() const { return digest_of(summary_); }

  private:
    struct Pending {
        const SourceRow* row = nullptr;
        std::string digest;
        std::string body;
        int64_t change = 0;
        bool gone = false;
        bool stored = false;
    };

    void remove(const std::string& key) {
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
    [[nodiscard]] bool any_between(const std::vector<std::string_view>& keys) {
        const auto [least, most] = std::ranges::minmax_element(keys);
        return transaction_
            .query_one("SELECT 1 FROM warehouse_rows WHERE source = ? AND row_key >= ? AND row_key <= ? LIMIT 1",
                       {source_, std::string(*least), std::string(*most)})
            .has_value();
    }

    /// One probe of the primary key for each. A list of keys (IN) is read through the whole table by PostgreSQL as long
    /// as it has no statistics of it, which is while a source is read for the first time.
    void load_known(const Piece& piece) {
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

    void put(const SourceRow& row, std::string digest, std::string body) {
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
    void write(bool stored) {
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
    void mark_met() {
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

    db::Transaction& transaction_;
    db::Dialect dialect_;
    std::string source_;
    SourceState& state_;
    std::unordered_map<std::string_view, Known> known_;
    std::vector<Pending> pending_;
    std::vector<std::string> met_;  // unchanged; a full pass must know that they are still there
    Tally tally_;
    std::string summary_;
};

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
            {name, clock_.now().time_since_epoch().count(), write_texts({reached.front()})});
    });
}

Position Warehouse::begin_from(std::string_view source, Instant moment) {
    return database_.write_value([&](db::Transaction& transaction) {
        const std::string name(source);
        const auto row = transaction.query_one(
            "SELECT ended_at, position FROM warehouse_marks WHERE source = ? AND ended_at <= ? "
            "ORDER BY ended_at DESC LIMIT 1",
            {name, moment.time_since_epoch().count()});
        if (!row) return Position();
        transaction.execute("DELETE FROM warehouse_marks WHERE source = ? AND ended_at < ?", {name, row->integer(0)});
        return read_texts(row->text(1));
    });
}

}  // namespace yici::warehouse
