#include "engines/exchange/applications.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "engines/exchange/schema_sql.h"
#include "foundation/base/error.h"
#include "foundation/crypto/cipher.h"

namespace yici::exchange {
namespace {

struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

}  // namespace

struct Applications::State {
    db::Database& database;
    RandomSource& random;
    Bytes storage_key;
    std::mutex writing;
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const Application>, TextHash, std::equal_to<>> by_id;

    void take(std::string_view id, std::string_view name, std::string_view organisation, bool active,
              std::string_view secret) {
        auto application = std::make_shared<const Application>(
            Application{std::string(id), std::string(name), std::string(organisation), active, std::string(secret),
                        crypto::HmacKey(crypto::HashAlgorithm::sm3, as_bytes(secret))});
        const std::unique_lock lock(mutex);
        by_id.insert_or_assign(std::string(id), std::move(application));
    }

    void load() {
        database.read([&](db::Transaction& transaction) {
            for (const db::Row& row : transaction.query(
                     "SELECT id, name, organisation, active, nonce, secret, tag FROM exchange_applications", {})) {
                crypto::Sealed sealed{row.bytes(5), {}};
                if (row.bytes(6).size() != sealed.tag.size()) {
                    throw Error(ErrorKind::internal, "crypto.tampered", "exchange_applications.tag");
                }
                std::ranges::copy(row.bytes(6), sealed.tag.begin());
                const Bytes secret = crypto::unseal(crypto::AeadAlgorithm::sm4_gcm, storage_key, row.bytes(4),
                                                    as_bytes(row.text(0)), sealed);
                take(row.text(0), row.text(1), row.text(2), row.integer(3) != 0, as_text(secret));
            }
        });
    }

    void store(std::string_view id, std::string_view name, std::string_view organisation, bool active,
               std::string_view secret) {
        Bytes nonce(12);
        random.fill(nonce);
        const crypto::Sealed sealed =
            crypto::seal(crypto::AeadAlgorithm::sm4_gcm, storage_key, nonce, as_bytes(id), as_bytes(secret));
        database.write([&](db::Transaction& transaction) {
            transaction.execute(
                "INSERT INTO exchange_applications (id, name, organisation, active, nonce, secret, tag) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
                "organisation = excluded.organisation, active = excluded.active, nonce = excluded.nonce, "
                "secret = excluded.secret, tag = excluded.tag",
                {std::string(id), std::string(name), std::string(organisation), int64_t{active ? 1 : 0}, nonce,
                 sealed.ciphertext, Bytes(sealed.tag.begin(), sealed.tag.end())});
        });
        take(id, name, organisation, active, secret);
    }
};

Applications::Applications(db::Database& database, RandomSource& random, BytesView storage_key)
    : state_(new State{database, random, Bytes(storage_key.begin(), storage_key.end()), {}, {}, {}}) {
    database.migrate("engines/exchange", kSchemaSql);
    state_->load();
}

Applications::~Applications() = default;

std::string Applications::add(std::string_view id, std::string_view name, std::string_view organisation) {
    const std::lock_guard lock(state_->writing);
    if (find(id)) throw Error(ErrorKind::conflict, "exchange.application_exists", std::string(id));
    std::array<uint8_t, 16> secret{};
    state_->random.fill(secret);
    std::string text = to_hex(secret);
    state_->store(id, name, organisation, true, text);
    return text;
}

void Applications::put(std::string_view id, std::string_view name, std::string_view organisation,
                       std::string_view secret) {
    const std::lock_guard lock(state_->writing);
    state_->store(id, name, organisation, true, secret);
}

void Applications::set_active(std::string_view id, bool active) {
    const std::lock_guard lock(state_->writing);
    const auto known = find(id);
    if (!known) throw Error(ErrorKind::not_found, "exchange.no_such_application", std::string(id));
    state_->store(known->id, known->name, known->organisation, active, known->secret);
}

std::shared_ptr<const Application> Applications::find(std::string_view id) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->by_id.find(id);
    return found == state_->by_id.end() ? nullptr : found->second;
}

}  // namespace yici::exchange
