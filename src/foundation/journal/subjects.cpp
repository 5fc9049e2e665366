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
    std::string find_or_make(std::string_view code);

    db::Database& database;
    std::mutex random_mutex;
    RandomSource& random;
    std::array<Shard, kShards> shards;
};

std::string Subjects::State::find_or_make(std::string_view code) {
    const std::string key(code);
    const auto find = [&](db::Transaction& transaction) {
        const auto row = transaction.query_one("SELECT digest FROM journal_subjects WHERE code = ?", {key});
        return row ? row->text(0) : std::string();
    };
    std::string digest = database.read_value(find);
    if (!digest.empty()) return digest;
    Bytes salt(16);
    {
        const std::lock_guard lock(random_mutex);
        random.fill(salt);
    }
    return database.write_value([&](db::Transaction& transaction) {
        transaction.execute(
            "INSERT INTO journal_subjects (code, salt, digest) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING",
            {key, salt, digest_with(salt, code)});
        return find(transaction);
    });
}

Subjects::Subjects(db::Database& database, RandomSource& random) : state_(std::make_shared<State>(database, random)) {
    database.migrate("foundation/journal", kSchemaSql);
}

std::string Subjects::digest_of(std::string_view code) {
    Shard& shard = state_->shard_of(code);
    uint64_t erasures = 0;
    {
        const std::shared_lock lock(shard.mutex);
        const auto found = shard.digests.find(code);
        if (found != shard.digests.end()) return found->second;
        erasures = shard.erasures;
    }
    std::string digest = state_->find_or_make(code);
    const std::unique_lock lock(shard.mutex);
    // An erasure meanwhile may have taken away what was just read.
    if (shard.erasures != erasures) return digest;
    if (shard.digests.size() >= kMostInShard) shard.digests.erase(shard.digests.begin());
    shard.digests.insert_or_assign(std::string(code), digest);
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
