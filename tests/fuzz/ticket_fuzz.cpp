#include <array>

#include "engines/exchange/ticket.h"
#include "fuzz/fuzz.h"

namespace {

using namespace yici;
using namespace yici::exchange;
using fuzz::require;

constexpr std::array kNames = {"Yici-Case",           "Yici-Matter",  "Yici-Material",
                               "Yici-Subject-Digest", "Yici-Expires", "Yici-Ticket"};

bool same(const Ticket& a, const Ticket& b) {
    return a.case_number == b.case_number && a.matter == b.matter && a.material == b.material &&
           a.subject_digest == b.subject_digest && a.expires == b.expires;
}

}  // namespace

/// Lines of input become a ticket's header fields. Alone they never pass; put into a good ticket, they pass only when
/// they say the same as before.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    static const crypto::HmacKey key(crypto::HashAlgorithm::sm3, as_bytes("0123456789abcdef0123456789abcdef"));
    const Instant now{std::chrono::sys_days{std::chrono::year{2018} / 6 / 12}};
    std::string_view rest = fuzz::text_of(data + 1, size - 1);
    const std::string changed(fuzz::next_part(rest, '\n'));
    http::Headers strange;
    for (const char* name : kNames) strange.add(name, std::string(fuzz::next_part(rest, '\n')));
    require(!fuzz::passes([&] { (void)verify_ticket(strange, "subject", now, &key, nullptr); }));

    http::Headers headers;
    TicketOrder order{&headers,
                      {"33010018061200001235", "给付-00123-001", "household", "", now + std::chrono::minutes(5)},
                      "subject",
                      &key,
                      nullptr};
    add_tickets({&order, 1});
    const Ticket& good = order.ticket;
    require(same(verify_ticket(headers, "subject", now, &key, nullptr), good));
    headers.set(kNames[data[0] % kNames.size()], changed);
    fuzz::passes([&] { require(same(verify_ticket(headers, "subject", now, &key, nullptr), good)); });
    return 0;
}
