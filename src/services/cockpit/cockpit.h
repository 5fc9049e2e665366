#pragma once

#include "engines/exchange/gateway.h"
#include "engines/exchange/resource.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/cases/cases.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"
#include "services/responsibilities/responsibilities.h"

namespace yici::cockpit {

struct Parts {
    cases::Cases& cases;
    const matters::Catalogue& matters;
    const exchange::Resources& resources;
    exchange::Gateway& gateway;
    journal::Journal& journal;
    const organisations::Directory& organisations;
    responsibilities::Responsibilities& responsibilities;  // the gap: one truth
};

/// GET /api/v1/cockpit, for the data authority and operators.
void add_routes(http::Router& router, const Parts& parts, accounts::Accounts& accounts);

}  // namespace yici::cockpit
