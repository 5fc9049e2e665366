#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engines/exchange/gateway.h"
#include "engines/exchange/resource.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/cases/cases.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"

namespace yici::cockpit {

/// A material that applicants still bring, over all matters that ask for it.
struct Gap {
    std::string material;
    std::string holder;  // credit code of the body that holds what the paper says; empty when the pack does not know
    int64_t matters = 0;
    int64_t yearly_cases = 0;
};
/// Ranked by cases a year, most first.
[[nodiscard]] std::vector<Gap> gaps(const matters::Catalogue& matters);

struct Parts {
    cases::Cases& cases;
    const matters::Catalogue& matters;
    const exchange::Resources& resources;
    exchange::Gateway& gateway;
    journal::Journal& journal;
    const organisations::Directory& organisations;
};

/// GET /api/v1/cockpit, for the data authority and operators.
void add_routes(http::Router& router, const Parts& parts, accounts::Accounts& accounts);

}  // namespace yici::cockpit
