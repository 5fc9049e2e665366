#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engines/exchange/call.h"
#include "engines/exchange/grants.h"
#include "engines/exchange/live_cases.h"
#include "engines/exchange/resource.h"

namespace yici::exchange {

/// What a call leans on, found while it was checked; filled as far as the checks came.
struct CheckedCall {
    const Resource* resource = nullptr;
    std::shared_ptr<const Grant> grant;
    std::shared_ptr<const LiveCase> live_case;
    const CaseSubject* subject = nullptr;  // lies in live_case
    const MaterialUse* use = nullptr;      // lies in live_case
};

struct Refusal {
    ErrorKind kind = ErrorKind::forbidden;
    const char* key = "";
    std::string detail;  // names and codes, never the subject
};

/// Everything that must hold before a call may be made: it is complete and not expired, the resource is shared, the
/// grant covers it, and the case lives, is of the matter, about the subject, and needs the fields for the material.
/// The first that does not hold is the refusal. Counts nothing: the quota is the caller's to use.
[[nodiscard]] std::optional<Refusal> check_call(const Call& call, const Resources& resources, const Grants& grants,
                                                const LiveCases& cases, Instant now, CheckedCall& checked);

}  // namespace yici::exchange
