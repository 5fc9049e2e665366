#pragma once

#include <functional>
#include <string_view>

#include "engines/masking/masking.h"
#include "engines/records/records.h"
#include "foundation/http/router.h"
#include "services/accounts/accounts.h"
#include "services/organisations/organisations.h"
#include "services/registries/reviews.h"

namespace yici::registries {

/// Whether somebody disputes the value of a field of a subject's record now.
using IsDisputed = std::function<bool(std::string_view subject, std::string_view type, std::string_view field)>;

/// What the routes need of the node.
struct Parts {
    records::Records& records;
    Reviews& reviews;
    journal::Journal& journal;
    journal::Subjects& subjects;
    db::Database& database;
    const organisations::Directory& organisations;
    const Clock& clock;
    const masking::MaskRules& masks;
    IsDisputed is_disputed;
};

/// GET /api/v1/me/records: the caller's own golden values, unmasked, for they are the caller's own;
/// ?known_on=YYYY-MM-DD as they were known at the end of that day in China. For the data authority: POST
/// /api/v1/subject-records, /api/v1/subject-reviews and /api/v1/subject-merges with what lies below them
/// (docs/openapi.yaml).
void add_routes(http::Router& router, const Parts& parts, accounts::Accounts& accounts);

}  // namespace yici::registries
