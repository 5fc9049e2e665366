#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engines/exchange/gateway.h"
#include "engines/exchange/resource.h"
#include "engines/masking/masking.h"
#include "engines/records/record_type.h"
#include "foundation/base/clock.h"
#include "foundation/http/router.h"
#include "services/accounts/accounts.h"
#include "services/cases/cases.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"

namespace yici::one_id {

/// Whether a subject has disputed the value of a field of a record type.
using IsDisputed = std::function<bool(std::string_view subject, std::string_view type, std::string_view field)>;

struct Parts {
    cases::Cases& cases;
    const matters::Catalogue& matters;
    const exchange::Resources& resources;
    const records::RecordTypes& types;
    const masking::MaskRules& masks;
    exchange::Gateway& gateway;
    const organisations::Directory& organisations;
    const Clock& clock;
    IsDisputed is_disputed;
};

/// What became of every material, in the matter's order; `done` when nothing is still on its way.
struct Gathering {
    bool done = true;
    std::vector<cases::MaterialResult> materials;
};

/// Fetches what a case needs. Safe from several threads; materials of one case are fetched side by side.
class OneId {
  public:
    OneId(const Parts& parts, int threads);
    ~OneId();

    /// Starts fetching what is neither present nor brought yet; a gathering that runs already is left alone.
    void gather(std::string_view case_number, const cases::Actor& by);
    [[nodiscard]] Gathering gathering(std::string_view case_number);
    /// The same as the pages get it: masked for who asks, in the request's language.
    [[nodiscard]] std::string gathering_json(const http::Request& request, const cases::Case& item,
                                             const std::optional<accounts::Account>& by);
    /// Waits until nothing of the case is on its way.
    void wait(std::string_view case_number);

    /// POST /api/v1/cases/{number}/gather and GET …/gathering.
    void add_routes(http::Router& router, accounts::Accounts& accounts);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yici::one_id
