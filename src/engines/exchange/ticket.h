#pragma once

#include <span>
#include <string>
#include <string_view>

#include "foundation/base/clock.h"
#include "foundation/crypto/hash.h"
#include "foundation/crypto/keys.h"
#include "foundation/http/message.h"

namespace yici::exchange {

/// What the provider's side gets with every request of a call, so that it can see for itself that the call serves a
/// live case: headers Yici-Case, Yici-Matter, Yici-Material, Yici-Subject-Digest (hex SM3 of case number, line feed,
/// subject), Yici-Expires (instant) and Yici-Ticket: "sm2." or "hmac-sm3.", then base64 of the signature over these
/// five values, each with a line feed, after "yici-ticket-1\n". Project convention.
struct Ticket {
    std::string case_number;
    std::string matter;
    std::string material;
    std::string subject_digest;
    Instant expires{};
};

/// A ticket to be written into the header of a request for `subject`, whose digest it gets; signed under `hmac`, the
/// system's secret, or where there is none with the node's key.
struct TicketOrder {
    http::Headers* headers = nullptr;
    Ticket ticket;
    std::string_view subject;
    const crypto::HmacKey* hmac = nullptr;
    const crypto::PrivateKey* key = nullptr;
};
/// Many at once, digests and HMACs in lanes.
void add_tickets(std::span<TicketOrder> orders);

/// The ticket of a request for `subject`, or why it is none: exchange.ticket_missing, exchange.ticket_wrong_signature,
/// exchange.ticket_expired, exchange.ticket_other_subject (all forbidden). One of the two keys is given.
[[nodiscard]] Ticket verify_ticket(const http::Headers& headers, std::string_view subject, Instant now,
                                   const crypto::HmacKey* hmac, const crypto::PublicKey* key);

}  // namespace yici::exchange
