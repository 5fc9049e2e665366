#pragma once

#include <chrono>

#include "engines/exchange/replay_guard.h"
#include "foundation/crypto/hash.h"
#include "foundation/journal/journal.h"

namespace yici::exchange {

/// What the guard remembers of a request's digest.
[[nodiscard]] uint64_t fingerprint_of(const crypto::Digest& request_sm3);

/// Gives the guard of a node that starts the requests that were answered or refused before, as far as their time would
/// still be accepted. Reads the newest entries of the journal only: when there are more, what may be among the others
/// is refused by its time.
void recall(ReplayGuard& guard, const journal::Journal& journal, Instant now, std::chrono::seconds behind,
            std::chrono::seconds ahead);

}  // namespace yici::exchange
