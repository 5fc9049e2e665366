#pragma once

#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"

namespace yici::proofs {

/// GET /api/v1/journal/head, /inclusion?index=&size=, /consistency?first=&second=, and /entries/{index} for the data
/// authority. Sizes beyond the journal are proofs.beyond_the_end.
void add_routes(http::Router& router, journal::Journal& journal, accounts::Accounts& accounts);

}  // namespace yici::proofs
