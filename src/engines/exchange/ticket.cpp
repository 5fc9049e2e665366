#include "engines/exchange/ticket.h"

#include <vector>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::exchange {
namespace {

constexpr std::string_view kSm2 = "sm2.";
constexpr std::string_view kHmac = "hmac-sm3.";

std::string signed_text(const Ticket& ticket, std::string_view expires) {
    std::string text = "yici-ticket-1\n";
    text.reserve(256);
    for (const std::string_view part :
         {std::string_view(ticket.case_number), std::string_view(ticket.matter), std::string_view(ticket.material),
          std::string_view(ticket.subject_digest), expires}) {
        text += part;
        text += '\n';
    }
    return text;
}

void add_fields(http::Headers& headers, const Ticket& ticket, std::string_view expires) {
    headers.reserve(8, 512);
    headers.add("Yici-Case", ticket.case_number);
    // Matter codes hold Chinese characters and header fields are ASCII, so what may hold them goes as hex of UTF-8.
    headers.add("Yici-Matter", to_hex(as_bytes(ticket.matter)));
    headers.add("Yici-Material", to_hex(as_bytes(ticket.material)));
    headers.add("Yici-Subject-Digest", ticket.subject_digest);
    headers.add("Yici-Expires", expires);
}

void add_signature(http::Headers& headers, std::string_view kind, BytesView signature) {
    headers.add("Yici-Ticket", std::string(kind) + to_base64(signature));
}

std::string digested_text(std::string_view case_number, std::string_view subject) {
    std::string text;
    text.reserve(case_number.size() + 1 + subject.size());
    text.append(case_number).append("\n").append(subject);
    return text;
}

void add_digests(std::span<TicketOrder> orders) {
    std::vector<std::string> texts;
    std::vector<BytesView> views;
    std::vector<crypto::Digest> digests(orders.size());
    texts.reserve(orders.size());
    for (const TicketOrder& order : orders) {
        views.push_back(as_bytes(texts.emplace_back(digested_text(order.ticket.case_number, order.subject))));
    }
    crypto::hash_many(crypto::HashAlgorithm::sm3, views, digests);
    for (size_t i = 0; i < orders.size(); ++i) orders[i].ticket.subject_digest = to_hex(digests[i]);
}

[[noreturn]] void refuse(const char* key) {
    throw Error(ErrorKind::forbidden, key);
}

std::string text_of(const http::Headers& headers, std::string_view name) {
    const auto value = headers.find(name);
    if (!value || value->empty()) refuse("exchange.ticket_missing");
    return std::string(*value);
}

std::string decoded(const http::Headers& headers, std::string_view name) {
    const auto bytes = from_hex(text_of(headers, name));
    if (!bytes) refuse("exchange.ticket_missing");
    return std::string(as_text(*bytes));
}

bool signature_fits(const Ticket& ticket, std::string_view text, const crypto::HmacKey* hmac,
                    const crypto::PublicKey* key) {
    const std::string message = signed_text(ticket, to_iso8601(ticket.expires));
    if (hmac != nullptr && text.starts_with(kHmac)) {
        const auto given = from_base64(text.substr(kHmac.size()));
        return given && crypto::equal(*given, hmac->sign(as_bytes(message)));
    }
    if (key != nullptr && text.starts_with(kSm2)) {
        const auto given = from_base64(text.substr(kSm2.size()));
        return given && key->verify(as_bytes(message), *given);
    }
    return false;
}

}  // namespace

void add_tickets(std::span<TicketOrder> orders) {
    add_digests(orders);
    std::vector<std::string> texts;
    std::vector<const crypto::HmacKey*> keys;
    std::vector<BytesView> views;
    std::vector<http::Headers*> headers;
    texts.reserve(orders.size());
    for (const TicketOrder& order : orders) {
        const std::string expires = to_iso8601(order.ticket.expires);
        add_fields(*order.headers, order.ticket, expires);
        const std::string& text = texts.emplace_back(signed_text(order.ticket, expires));
        if (order.hmac == nullptr) {
            add_signature(*order.headers, kSm2, order.key->sign(as_bytes(text)));
            continue;
        }
        keys.push_back(order.hmac);
        views.push_back(as_bytes(text));
        headers.push_back(order.headers);
    }
    std::vector<crypto::Digest> macs(keys.size());
    crypto::hmac_many(crypto::HashAlgorithm::sm3, keys, views, macs);
    for (size_t i = 0; i < macs.size(); ++i) add_signature(*headers[i], kHmac, macs[i]);
}

Ticket verify_ticket(const http::Headers& headers, std::string_view subject, Instant now, const crypto::HmacKey* hmac,
                     const crypto::PublicKey* key) {
    Ticket ticket{text_of(headers, "Yici-Case"),
                  decoded(headers, "Yici-Matter"),
                  decoded(headers, "Yici-Material"),
                  text_of(headers, "Yici-Subject-Digest"),
                  {}};
    const auto expires = parse_instant(text_of(headers, "Yici-Expires"));
    if (!expires) refuse("exchange.ticket_missing");
    ticket.expires = *expires;
    if (!signature_fits(ticket, text_of(headers, "Yici-Ticket"), hmac, key)) refuse("exchange.ticket_wrong_signature");
    if (ticket.expires <= now) refuse("exchange.ticket_expired");
    const std::string digest = to_hex(crypto::sm3(digested_text(ticket.case_number, subject)));
    if (ticket.subject_digest != digest) refuse("exchange.ticket_other_subject");
    return ticket;
}

}  // namespace yici::exchange
