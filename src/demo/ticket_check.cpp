#include "demo/ticket_check.h"

#include "engines/exchange/ticket.h"
#include "foundation/base/error.h"

namespace yici::demo {

TicketCheck::TicketCheck(std::string_view secret, std::string_view public_key_pem, const Clock& clock) : clock_(clock) {
    if (!secret.empty()) hmac_.emplace(crypto::HashAlgorithm::sm3, as_bytes(secret));
    if (!public_key_pem.empty()) key_ = crypto::parse_public_key(public_key_pem);
    if (!hmac_ && !key_) throw Error(ErrorKind::invalid_input, "demo.ticket_key_missing");
}

void TicketCheck::check(const http::Headers& headers, std::string_view subject) const {
    (void)exchange::verify_ticket(headers, subject, clock_.now(), hmac_ ? &*hmac_ : nullptr, key_.get());
}

}  // namespace yici::demo
