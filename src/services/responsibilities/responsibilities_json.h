#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/responsibilities/responsibilities.h"

namespace yici::responsibilities {

/// As docs/formats/api.md shapes them; names beside every code.
class ListJson {
  public:
    explicit ListJson(const Parts& parts) : parts_(parts) {}

    [[nodiscard]] std::string list(const Page& page, const http::Part& part) const;
    [[nodiscard]] std::string summary(const std::vector<Responsibility>& all) const;
    [[nodiscard]] std::string gaps(const std::vector<MatterGap>& gaps, const http::Part& part) const;
    [[nodiscard]] std::string remedies(const std::vector<Remedy>& remedies, const http::Part& part) const;
    [[nodiscard]] std::string what_if(const std::vector<const MatterGap*>& become, const std::vector<Progress>& before,
                                      const std::vector<Progress>& after) const;
    [[nodiscard]] std::string programme(const std::vector<MatterGap>& gaps,
                                        const std::vector<Progress>& progress) const;

  private:
    const Parts& parts_;
};

struct Assignment {
    Date due{};
    std::string note;
};
/// {"due_on","note"?}; anything else is responsibilities.bad_request.
[[nodiscard]] Assignment parse_assignment(std::string_view body);

}  // namespace yici::responsibilities
