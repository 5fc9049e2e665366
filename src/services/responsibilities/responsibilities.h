#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/exchange/gateway.h"
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
#include "services/cases/cases.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"
#include "services/requests/requests.h"
#include "services/responsibilities/gap.h"

namespace yici::responsibilities {

/// A share of matters that the programme wants to be one-ID, or of so many stars online, by a day.
struct Target {
    std::string key;
    std::string title;
    std::string title_en;
    std::string of;  // "livelihood", "high_frequency" or "all"
    int percent = 0;
    int least_star = 0;  // 0: it is about one-ID
    std::optional<Date> due;
};

/// sharing/responsibilities.yaml of a pack; without it, these.
struct Policy {
    int days = 20;            // working days to fulfil what the list has newly found (project convention)
    int window_days = 30;     // answered within so many days: serving
    int failed_in_a_row = 3;  // then it is failing, until it answers again
    std::vector<Target> targets;

    static Policy load(const std::filesystem::path& pack, std::vector<Finding>& findings);
};

/// promised: still to be opened, shared, granted or connected. connected: a call would be answered, none was lately.
enum class State { promised, connected, serving, failing };
[[nodiscard]] std::string_view to_string(State state);

/// What one use of a field by a material of a matter has come to.
struct Use {
    std::string matter;
    std::string material;
    State state = State::promised;
    Obstacle obstacle = Obstacle::none;
    std::string request;   // number of the request that is under way for it
    int64_t answered = 0;  // calls within the window
    int64_t failed = 0;
    std::optional<Instant> last_answered;
};

/// One line of the data-provision responsibility list (数据提供责任清单): who must provide which field, for which
/// materials of which matters, by when, and whether it does.
struct Responsibility {
    std::string id;
    std::string provider;  // credit code
    std::string resource;  // empty: none is opened yet
    std::string field;     // empty: that a record exists, or the paper as a whole
    std::string title;     // of the field or the paper
    Date due{};
    std::string assigned_by;  // name; empty: the due day is the policy's
    std::string note;
    State state = State::promised;
    Date since{};  // of the state
    std::vector<Use> uses;

    [[nodiscard]] bool overdue(Date today) const { return today > due && state == State::promised; }
};

struct Filter {
    std::string provider;
    std::string state;
    std::string resource;
    std::string matter;
    bool overdue = false;
    http::Part part;
};
struct Page {
    std::vector<Responsibility> items;
    int64_t total = 0;
};

/// How far a target is.
struct Progress {
    Target target;
    int64_t matters = 0;
    int64_t one_id = 0;
    double percent = 0;
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    const matters::Catalogue& matters;
    const exchange::Resources& resources;
    const records::RecordTypes& types;
    exchange::Grants& grants;
    exchange::Gateway& gateway;
    cases::Cases& cases;
    requests::Requests& requests;
    const organisations::Directory& organisations;
    const codes::WorkingCalendar& calendar;
    const Clock& clock;
    Policy policy;
    requests::IsConnected is_connected;
};

/// Computed from the matters' materials, the grants and the real calls whenever it is asked for; kept are the due days,
/// the days of the states, and the calls by day. Safe from several threads.
class Responsibilities {
  public:
    explicit Responsibilities(const Parts& parts);
    ~Responsibilities();

    [[nodiscard]] std::vector<Responsibility> all();
    [[nodiscard]] Page list(const Filter& filter);
    /// The data authority sets a due day. responsibilities.not_found.
    void assign(std::string_view id, Date due, const std::string& note, const std::string& actor,
                const std::string& actor_name);

    [[nodiscard]] std::vector<MatterGap> gaps();
    [[nodiscard]] std::vector<Remedy> remedies();
    [[nodiscard]] std::vector<Progress> progress(const std::vector<MatterGap>& gaps,
                                                 const std::set<std::string>& remedies = {}) const;

    /// Takes the calls since the last time into the table, and notices changed states.
    void sweep();

    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct Inner;  // for this room's own files

  private:
    std::unique_ptr<Inner> state_;
};

}  // namespace yici::responsibilities
