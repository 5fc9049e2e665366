#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/policy.h"
#include "cli/settings.h"
#include "engines/exchange/applications.h"
#include "engines/exchange/gateway.h"
#include "engines/exchange/grants.h"
#include "engines/exchange/live_cases.h"
#include "engines/records/records.h"
#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/crypto/keys.h"
#include "foundation/db/database.h"
#include "foundation/http/server.h"
#include "foundation/journal/journal.h"
#include "services/access_log/access_log.h"
#include "services/accounts/accounts.h"
#include "services/cases/cases.h"
#include "services/catalogue/catalogue.h"
#include "services/census/census.h"
#include "services/cockpit/cockpit.h"
#include "services/credit/credit.h"
#include "services/decisions/decisions.h"
#include "services/disputes/disputes.h"
#include "services/handling/handling.h"
#include "services/licences/licences.h"
#include "services/matters/matters.h"
#include "services/one_id/one_id.h"
#include "services/organisations/organisations.h"
#include "services/procedures/procedures.h"
#include "services/quality_runs/quality_runs.h"
#include "services/requests/requests.h"
#include "services/responsibilities/responsibilities.h"
#include "services/sources/sources.h"

namespace yici::cli {

/// One installation: every object in the order in which it needs the others. Ends in the opposite order.
class Node {
  public:
    Node(const Settings& settings, const Policy& policy);
    ~Node();

    /// All routes of the API and the web pages.
    [[nodiscard]] http::Router router();
    /// Begins what works by itself: collection.
    void start();
    /// What the passing of days brings: silent cases are accepted, files that no case took are dropped, quota counters
    /// saved.
    void sweep();

    db::Database& database();
    records::Records& records();
    disputes::Disputes& disputes();
    credit::Credit& credit();
    records::MemoryRegistry& registry();
    accounts::Accounts& accounts();
    exchange::Applications& applications();
    catalogue::Catalogue& catalogue();
    census::Census& census();
    journal::Journal& journal();
    const crypto::PrivateKey& key();
    const Clock& clock();
    RandomSource& random();

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace yici::cli
