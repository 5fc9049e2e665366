#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "foundation/base/clock.h"
#include "foundation/crypto/hash.h"
#include "foundation/crypto/keys.h"
#include "foundation/http/message.h"

namespace yici::demo {

/// The provider's side of a case-bound call: lets a request through only with the ticket of a live case about this
/// subject. Errors: those of exchange::verify_ticket, all forbidden.
class TicketCheck {
  public:
    /// One of the two; neither is demo.ticket_key_missing.
    TicketCheck(std::string_view secret, std::string_view public_key_pem, const Clock& clock);
    void check(const http::Headers& headers, std::string_view subject) const;

  private:
    const Clock& clock_;
    std::optional<crypto::HmacKey> hmac_;
    std::unique_ptr<crypto::PublicKey> key_;
};

}  // namespace yici::demo
