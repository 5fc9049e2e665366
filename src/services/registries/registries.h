#pragma once

#include "engines/records/records.h"
#include "foundation/http/router.h"
#include "services/accounts/accounts.h"
#include "services/organisations/organisations.h"

namespace yici::registries {

/// GET /api/v1/me/records: the caller's own golden values, unmasked, for they are the caller's own.
void add_routes(http::Router& router, records::Records& records, accounts::Accounts& accounts,
                const organisations::Directory& organisations);

}  // namespace yici::registries
