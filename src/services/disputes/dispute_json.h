#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/disputes/disputes.h"

namespace yici::disputes {

/// {"type","field","reason","claimed"?}, all text; anything else is disputes.bad_request.
[[nodiscard]] Disputes::Claim parse_claim(std::string_view body);
[[nodiscard]] std::string to_json(const Dispute& dispute, const Disputes& disputes);
[[nodiscard]] std::string to_json(const Page& page, int64_t number, int64_t size, const Disputes& disputes);

/// A clerk's report: {"subject","type","field","reason","claimed"?,"case"?}; an application's, which names the resource
/// of its call: {"call","subject","resource","field","reason","claimed"?,"case"?}.
struct ParsedReport {
    Report report;
    std::string call;
    std::string resource;
};
[[nodiscard]] ParsedReport parse_report(std::string_view body, bool of_call);
struct ParsedDecision {
    std::string value;
    std::string reason;
};
[[nodiscard]] ParsedDecision parse_decision(std::string_view body, bool with_value);

/// As docs/formats/api.md shapes them.
class TicketJson {
  public:
    TicketJson(const Parts& parts, const Disputes& disputes, const Actor& actor)
        : parts_(parts), disputes_(disputes), actor_(actor) {}

    [[nodiscard]] std::string one(const Ticket& ticket, const std::vector<TicketEvent>& events,
                                  const std::vector<UsedBy>& uses) const;
    [[nodiscard]] std::string list(const TicketPage& page, const http::Part& part) const;
    [[nodiscard]] std::string evidence(const Evidence& evidence) const;
    [[nodiscard]] std::string figures(const std::vector<BodyFigures>& figures) const;

  private:
    const Parts& parts_;
    const Disputes& disputes_;
    const Actor& actor_;
};

}  // namespace yici::disputes
