#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/requests/requests.h"

namespace yici::requests {

/// As docs/formats/api.md shapes them; titles and names beside every code.
class RequestJson {
  public:
    RequestJson(const Parts& parts, const Actor& actor) : parts_(parts), actor_(actor) {}

    [[nodiscard]] std::string one(const Request& request, const std::vector<Event>& events) const;
    [[nodiscard]] std::string list(const Page& page, const http::Part& part) const;
    [[nodiscard]] std::string grant(const GrantView& view) const;
    [[nodiscard]] std::string grants(const GrantPage& page, const http::Part& part) const;

  private:
    const Parts& parts_;
    const Actor& actor_;
};

/// requests.bad_request with the key that is wrong.
[[nodiscard]] Draft parse_draft(std::string_view body);
[[nodiscard]] Act parse_act(Action action, std::string_view body);
/// {"reason"}
[[nodiscard]] std::string parse_reason(std::string_view body);

}  // namespace yici::requests
