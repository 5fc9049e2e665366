#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/exchange/applications.h"
#include "engines/exchange/disputed_fields.h"
#include "engines/exchange/resource.h"
#include "engines/records/records.h"
#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/access_log/access_log.h"
#include "services/accounts/accounts.h"
#include "services/cases/cases.h"
#include "services/disputes/ticket.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"

namespace yici::disputes {

/// A citizen's own dispute, and what came of it.
struct Dispute {
    std::string id;
    std::string type;  // record type
    std::string field;
    std::string reason;
    std::string state;  // "recorded", "corrected", "refused"
    Instant created{};
    std::string ticket;  // the correction it belongs to
    std::string answer;  // of the authority, once it is there
    std::optional<Date> due;
};

struct Page {
    std::vector<Dispute> items;
    int64_t total = 0;
};

/// Clocks in working days: sharing/corrections.yaml of a pack. 浙江省公共数据条例: five, and five more for a reason.
struct Policy {
    int correction_days = 5;
    int extension_days = 5;

    static Policy load(const std::filesystem::path& pack, std::vector<Finding>& findings);
};

/// Somebody says that a value is wrong.
struct Report {
    std::string subject;  // ID number or credit code
    std::string type;
    std::string field;
    std::string item;       // which of the subject's records of the type, where there are several ("XY201806120001")
    std::string authority;  // credit code of who decides it; empty: the field's authority
    SourceKind source = SourceKind::quality;
    std::string by;            // rule, account or application
    std::string by_name;       // for people
    std::string organisation;  // credit code
    std::string reason;
    std::string claimed;      // what should stand there; empty when nobody can tell
    std::string case_number;  // where it was noticed; may be empty
    std::string request_key;  // empty: not protected against being sent twice
};

struct Actor {
    std::string id;
    std::string name;
    std::string organisation;
    bool steward = false;
    bool authority = false;  // the data authority sees all and decides nothing
};

struct TicketFilter {
    std::string organisation;  // decides it or reported it; empty: any
    std::string side;          // "mine": to be decided by the organisation; "reported": by it
    std::string outcome;       // open, corrected, refused
    std::string light;
    std::string type;
    std::string authority;
    http::Part part;
};
struct TicketPage {
    std::vector<Ticket> items;
    int64_t total = 0;
};

/// What the sources say about the field, in clear; reading it is journaled.
struct Evidence {
    struct Said {
        std::string organisation;
        std::string system;
        std::string value;
        Instant observed{};
        bool golden = false;
    };
    std::string value;           // golden
    std::vector<Said> said;      // newest of each source first
    std::string id_number_says;  // of a birth date: what the ID number itself says
    std::vector<TicketSource> sources;
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    journal::Subjects& subjects;
    records::Records& records;
    const exchange::Resources& resources;
    exchange::DisputedFields& disputed;  // kept current here; every reader asks it
    const matters::Catalogue& matters;
    const organisations::Directory& organisations;
    const codes::WorkingCalendar& calendar;
    cases::Cases& cases;
    access_log::AccessLog& access_log;
    const Clock& clock;
    RandomSource& random;
    Policy policy;
    /// Told in the transaction of a correction, with the new value: for rooms that count what it changes.
    std::function<void(db::Transaction&, const Ticket&, const std::string& value)> corrected{};
};

/// The correction loop (校正机制); safe from several threads. Whoever notices a wrong value reports it; there is one
/// open ticket for a record's field, which the body decides whose word counts for the field. Every step is one
/// transaction with its event and journal entry. Errors: disputes.no_such_field, disputes.reason_length,
/// disputes.key_reused, disputes.no_such_ticket, disputes.closed, disputes.not_yours, disputes.same_value,
/// disputes.extended_once.
class Disputes {
  public:
    explicit Disputes(const Parts& parts);
    ~Disputes();

    struct Claim {
        std::string type;
        std::string field;
        std::string reason;
        std::string claimed;      // may be empty
        std::string item{};       // as in Report
        std::string authority{};  // as in Report
    };
    /// Records a citizen's dispute of the own record, by ID number or credit code, and opens or joins its ticket. The
    /// same request key and claim gives the same dispute again.
    Dispute record(std::string_view code, const Claim& claim, std::string_view request_key);
    /// A subject's disputes, newest first; `page` counts from 1.
    [[nodiscard]] Page list(std::string_view code, int64_t page, int64_t size);
    /// Whether somebody disputes this field of the subject now: whoever reads the value is warned.
    [[nodiscard]] bool is_open(std::string_view code, std::string_view type, std::string_view field);
    /// The same for one of several records of a type.
    [[nodiscard]] bool is_open(std::string_view code, std::string_view type, std::string_view item,
                               std::string_view field);
    [[nodiscard]] std::string title_of(std::string_view type, std::string_view field) const;
    /// 16 random bytes in hex.
    [[nodiscard]] std::string new_id();

    /// Opens a ticket or joins the one that is open; the same source with the same reason is joined once. What the
    /// authority has refused is not opened again by a quality rule before a source says something new.
    Ticket report(const Report& report);
    /// Compares what all sources say about a subject with the golden values; a ticket for each field where one of them
    /// says otherwise (多元校核). `rule` names the check.
    std::vector<Ticket> report_contradictions(std::string_view type, std::string_view code, std::string_view rule);

    [[nodiscard]] TicketPage tickets(const TicketFilter& filter);
    /// disputes.no_such_ticket for who may not see it, too.
    [[nodiscard]] Ticket ticket(std::string_view id, const Actor& by);
    [[nodiscard]] std::vector<TicketEvent> events(std::string_view id);
    [[nodiscard]] std::vector<UsedBy> used_by(const Ticket& ticket);
    /// For the body that decides and the data authority.
    [[nodiscard]] Evidence evidence(std::string_view id, const Actor& by);

    /// More evidence in words, by anyone who sees the ticket.
    Ticket add_evidence(std::string_view id, const std::string& text, const Actor& by);
    Ticket extend(std::string_view id, const std::string& reason, const Actor& by);
    /// The authority says what is true: a new observation of its own, so the golden value changes; cases that used the
    /// old one are marked.
    Ticket correct(std::string_view id, const std::string& value, const std::string& reason, const Actor& by);
    Ticket refuse(std::string_view id, const std::string& reason, const Actor& by);

    [[nodiscard]] std::vector<BodyFigures> figures();

    void add_routes(http::Router& router, accounts::Accounts& accounts, exchange::Applications& applications);

    struct Inner;  // for this room's own files

  private:
    std::unique_ptr<Inner> state_;
};

}  // namespace yici::disputes
