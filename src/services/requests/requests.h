#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/exchange/grants.h"
#include "engines/exchange/resource.h"
#include "engines/records/record_type.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"
#include "services/requests/request.h"

namespace yici::requests {

/// Clocks and limits: sharing/requests.yaml of a pack. Defaults are the project's own (domain reference §1.3), used
/// where the pack has no such file or key.
struct Policy {
    // Working days.
    int precheck_days = 2;       // the authority looks at a request
    int answer_days = 10;        // the provider answers
    int mediation_days = 5;      // the authority settles what two departments could not
    int subscription_days = 5;   // who asked takes or rejects a narrower offer
    int delivery_days = 20;      // the provider connects what is not connected yet
    int resubmission_days = 10;  // a returned request is amended
    // Civil days.
    int grant_days = 365;  // validity when none is asked for
    int longest_grant_days = 1095;
    int unused_days = 90;        // not called for so long: to be reviewed
    int review_again_days = 90;  // after somebody said that it is still needed
    int expiring_days = 30;      // ends soon
    int64_t daily_quota = 1000;  // when none is asked for
    int64_t largest_daily_quota = 200'000;

    static Policy load(const std::filesystem::path& pack, std::vector<Finding>& findings);
};

/// What a department writes into its request; empty values take the policy's.
struct Draft {
    std::string resource;
    std::string purpose = "matter";
    std::string matter;
    std::string material;
    std::string reason;
    std::vector<std::string> fields;
    int64_t daily_quota = 0;
    std::optional<Date> valid_until;
    std::string basis;  // empty with a matter: its first legal basis
    std::string ground;
    bool submit = true;
};

/// What an action needs beside its name; the fields of other actions stay empty.
struct Act {
    Action action = Action::submit;
    std::string reason;
    bool agreed = false;              // answer, decide
    std::vector<std::string> fields;  // answer, decide: fewer than asked; empty: all
    int64_t daily_quota = 0;          // answer, decide: less than asked; 0: as asked
    std::optional<Date> valid_until;  // answer, decide: earlier than asked
    std::string condition;            // answer, decide: to be kept by who uses the data
    std::string basis;                // answer, decide with agreed false, revoke: the law or rule that is leaned on
    std::string resource;             // transfer
    std::optional<Draft> draft;       // submit: what was amended
};

struct Filter {
    std::string organisation;  // asks or provides; empty: any
    std::string side;          // "asked" or "provided" narrows the organisation's part; "todo": its turn
    std::string state;
    std::string light;
    std::string resource;
    std::string search;  // part of the number or the reason
    Actor actor;         // for side=todo
    http::Part part;
};
struct Page {
    std::vector<Request> items;
    int64_t total = 0;
};

/// A grant as stewards and the authority see it.
struct GrantView {
    exchange::Grant grant;
    std::string provider;
    bool in_force = false;
    int64_t used_today = 0;
    int64_t calls = 0;
    std::optional<Date> last_used;
    int unused_days = 0;      // since it was last used, or since it is there
    int days_left = 0;        // until valid_until; below 0 when over
    bool review_due = false;  // in force, unused for long, and nobody has lately said that it is needed
    std::optional<Date> reviewed_on;
    std::string request;  // number; empty for a grant of the pack
};
struct GrantFilter {
    std::string organisation;  // uses or provides; empty: any
    std::string resource;
    bool review_due = false;
    bool expiring = false;
    http::Part part;
};
struct GrantPage {
    std::vector<GrantView> items;
    int64_t total = 0;
};

/// Whether the node can reach what delivers a resource.
using IsConnected = std::function<bool(const exchange::Resource&)>;

/// How a resource is shared, as the catalogue's published entry says it: 1 unconditional, 2 conditional, 3 none.
struct ShareTerms {
    int share_type = 3;
    std::string condition;             // for 2; the ground for 3
    std::map<std::string, int> items;  // those that differ from the entry

    /// Of these fields together: the strictest.
    [[nodiscard]] int of(const std::vector<std::string>& fields) const;
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    const exchange::Resources& resources;
    const records::RecordTypes& types;
    exchange::Grants& grants;
    const matters::Catalogue& matters;
    const organisations::Directory& organisations;
    const codes::WorkingCalendar& calendar;
    const Clock& clock;
    Policy policy;
    IsConnected is_connected;
    /// What the catalogue has published about a resource; none: the pack's word counts.
    std::function<std::optional<ShareTerms>(std::string_view resource)> published_terms{};
};

/// Requests for resources and the grants that come of them; safe from several threads. Every step is one transaction
/// with its event, its journal entry and, when it opens or closes calls, the grant that the gateway asks.
/// Errors: requests.not_found, requests.not_now (the state does not allow it), requests.not_yours,
/// requests.key_reused, and requests.… for what a request lacks.
class Requests {
  public:
    explicit Requests(const Parts& parts);
    ~Requests();

    [[nodiscard]] Request create(const Draft& draft, const Actor& by, std::string_view request_key);
    [[nodiscard]] Request act(std::string_view number, const Act& act, const Actor& by, std::string_view request_key);
    /// requests.not_found for who may not see it, too.
    [[nodiscard]] Request get(std::string_view number, const Actor& by);
    [[nodiscard]] Page list(const Filter& filter);
    [[nodiscard]] std::vector<Event> events(std::string_view number);
    /// What has begun and not ended for this resource and matter; none when nobody has asked.
    [[nodiscard]] std::optional<Request> open_request(std::string_view requester, std::string_view resource,
                                                      std::string_view matter);

    [[nodiscard]] GrantPage grants(const GrantFilter& filter);
    /// exchange.no_such_grant when it is not the actor's to see.
    [[nodiscard]] GrantView grant(std::string_view id, const Actor& by);
    /// Ends a grant, the request's state with it.
    [[nodiscard]] GrantView revoke_grant(std::string_view id, const std::string& reason, const Actor& by);
    /// The periodic review's other answer: it is still needed.
    [[nodiscard]] GrantView keep_grant(std::string_view id, const std::string& reason, const Actor& by);

    /// Ends what has run out: expired grants, returned requests that were not amended, offers not taken. How many.
    int sweep();

    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct Inner;  // for this room's own files

  private:
    std::unique_ptr<Inner> state_;
};

}  // namespace yici::requests
