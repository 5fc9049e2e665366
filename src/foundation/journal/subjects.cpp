#include <array>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "foundation/journal/journal.h"
#include "foundation/journal/schema_sql.h"

namespace yici::journal {

namespace {

constexpr size_t kShards = 16;
constexpr size_t kMostInShard = 16384;

struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct Shard {
    std::shared_mutex mutex;
    uint64_t erasures = 0;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> digests;
};

std::string digest_with(BytesView salt, std::string_view code) {
    crypto::Hasher hasher(crypto::HashAlgorithm::sm3);
    hasher.update(salt);
    hasher.update(as_bytes(code));
    return to_hex(hasher.finish());
}

}  // namespace

struct Subjects::State {
    State(db::Database& with_database, RandomSource& with_random) : database(with_database), random(with_random) {}

    Shard& shard_of(std::string_view code) { return shards[TextHash()(code) % kShards]; }
    static std::string find(db::Transaction& transaction, std::string_view code);
    std::string find_or_make(db::Transaction& transaction, std::string_view code);
    /// The digest that is remembered, and how often codes of its shard were erased so far.
    std::pair<std::string, uint64_t> remembered(std::string_view code);
    void remember(std::string_view code, const std::string& digest, uint64_t erasures);

    db::Database& database;
    std::mutex random_mutex;
    RandomSource& random;
    std::array<Shard, kShards> shards;
};

std::string Subjects::State::find(db::Transaction& transaction, std::string_view code) {
    const auto row = transaction.query_one("SELECT digest FROM journal_subjects WHERE code = ?", {std::string(code)});
    return row ? row->text(0) : std::string();
}

std::string Subjects::State::find_or_make(db::Transaction& transaction, std::string_view code) {
    if (std::string digest = find(transaction, code); !digest.empty()) return digest;
    Bytes salt(16);
    {
        const std::lock_guard lock(random_mutex);
        random.fill(salt);
    }
    transaction.execute(
        "INSERT INTO journal_subjects (code, salt, digest) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING",
        {std::string(code), salt, digest_with(salt, code)});
    return find(transaction, code);
}

Subjects::Subjects(db::Database& database, RandomSource& random) : state_(std::make_shared<State>(database, random)) {
    database.migrate("foundation/journal", kSchemaSql);
}

std::pair<std::string, uint64_t> Subjects::State::remembered(std::string_view code) {
    Shard& shard = shard_of(code);
    const std::shared_lock lock(shard.mutex);
    const auto found = shard.digests.find(code);
    return {found != shard.digests.end() ? found->second : std::string(), shard.erasures};
}

void Subjects::State::remember(std::string_view code, const std::string& digest, uint64_t erasures) {
    Shard& shard = shard_of(code);
    const std::unique_lock lock(shard.mutex);
    // An erasure meanwhile may have taken away what was just read.
    if (shard.erasures != erasures) return;
    if (shard.digests.size() >= kMostInShard) shard.digests.erase(shard.digests.begin());
    shard.digests.insert_or_assign(std::string(code), digest);
}

std::string Subjects::digest_of(std::string_view code) {
    auto [digest, erasures] = state_->remembered(code);
    if (!digest.empty()) return digest;
    digest = state_->database.read_value([&](db::Transaction& t) { return State::find(t, code); });
    if (digest.empty()) {
        digest = state_->database.write_value([&](db::Transaction& t) { return state_->find_or_make(t, code); });
    }
    state_->remember(code, digest, erasures);
    return digest;
}

std::string Subjects::digest_of(db::Transaction& transaction, std::string_view code) {
    auto [digest, erasures] = state_->remembered(code);
    if (!digest.empty()) return digest;
    digest = state_->find_or_make(transaction, code);
    // Remembered only once it is durable: a rolled-back salt must not live on.
    transaction.after_commit([state = state_, key = std::string(code), made = digest, seen = erasures] {
        state->remember(key, made, seen);
    });
    return digest;
}

std::optional<std::string> Subjects::code_of(std::string_view digest) {
    return state_->database.read_value([&](db::Transaction& transaction) -> std::optional<std::string> {
        const auto row =
            transaction.query_one("SELECT code FROM journal_subjects WHERE digest = ?", {std::string(digest)});
        if (!row) return std::nullopt;
        return row->text(0);
    });
}

void Subjects::erase(std::string_view code) {
    state_->database.write([&](db::Transaction& transaction) {
        transaction.execute("DELETE FROM journal_subjects WHERE code = ?", {std::string(code)});
    });
    Shard& shard = state_->shard_of(code);
    const std::unique_lock lock(shard.mutex);
    ++shard.erasures;
    const auto found = shard.digests.find(code);
    if (found != shard.digests.end()) shard.digests.erase(found);
}

}  // namespace yici::journal
