#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/random.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "foundation/db/database.h"

namespace yici::exchange {

/// A consumer system with its credential.
struct Application {
    std::string id;  // also the appKey of the provincial gateway protocol
    std::string name;
    std::string organisation;  // credit code of the body that answers for it
    bool active = true;
    std::string secret;   // clear text, 32 hex characters; HMAC-SM3 key as it is written
    crypto::HmacKey key;  // prepared
};

/// Applications in a table, their secrets sealed with SM4-GCM under the node's storage key, and in memory.
class Applications {
  public:
    /// storage_key: 16 bytes.
    Applications(db::Database& database, RandomSource& random, BytesView storage_key);
    ~Applications();
    /// Adds one with a new secret, which is returned once; the same id again is exchange.application_exists.
    std::string add(std::string_view id, std::string_view name, std::string_view organisation);
    /// Adds or replaces one with a given secret.
    void put(std::string_view id, std::string_view name, std::string_view organisation, std::string_view secret);
    void set_active(std::string_view id, bool active);
    [[nodiscard]] std::shared_ptr<const Application> find(std::string_view id) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yici::exchange
