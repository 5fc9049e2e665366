#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/exchange/live_cases.h"
#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/attachments/attachments.h"
#include "services/cases/case.h"
#include "services/cases/earlier_form.h"
#include "services/cases/flag.h"
#include "services/cases/handling.h"
#include "services/decisions/decisions.h"
#include "services/licences/licences.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"

namespace yici::cases {

/// Who does something, as the event and the journal name them. A citizen's account never shows an ID number.
struct Actor {
    std::string id;    // a staff account, "applicant" or "system"
    std::string name;  // for people to read
    std::string organisation;
};
[[nodiscard]] Actor actor_of(const accounts::Account& account);

struct NewCase {
    std::string matter;
    std::string subject;         // ID number or credit code; a wrong one is cases.bad_subject
    std::string applicant_name;  // as the card says; empty: until a registry says it
    std::string channel = "8";
    std::string form = "{}";  // held against the matter's form: forms::Refused names every wrong field
    std::string uploader;     // the account that uploaded the files that the form names
    Actor by;
    std::string request_key;  // empty: not protected against being sent twice
};

/// What an action needs beside its name; the fields of other actions stay empty.
struct Act {
    Action action = Action::start;
    Actor by;
    std::string request_key;
    std::string reason;                 // refuse, suspend, withdraw
    std::string kind;                   // suspend: which special procedure
    bool granted = false;               // decide
    std::string opinion;                // decide
    std::vector<CorrectionItem> items;  // correct
    std::string form;                   // amend: held against the matter's form, as in NewCase
    std::string uploader;               // amend
    bool by_procedure = false;          // decide: the case's procedure came to its end; never from outside
};

struct BroughtFile {
    std::string name;
    Bytes content;
};

/// "stands": the decision would be the same; "changed": it would not, and the case is taken up again.
struct Weighing {
    std::string ticket;
    std::string verdict;
    std::string note;
};

struct Filter {
    std::string department;           // empty: any
    std::string window_organisation;  // with department: either of both
    std::string subject;
    std::string state;   // two digits
    std::string light;   // green, yellow, red, double_red
    std::string search;  // part of a number or of an applicant's name
    http::Part part;
    Date today{};
};
struct Page {
    std::vector<Case> items;
    int64_t total = 0;
};

struct Counts {
    std::map<std::string, int64_t> states;
    std::map<std::string, int64_t> lights;
    /// Bodies that an applicant of an accepted case would have had to visit for a paper, and need not: one for every
    /// body whose system answered (project convention).
    int64_t visits_saved = 0;
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    journal::Subjects& subjects;
    const matters::Catalogue& matters;
    const organisations::Directory& organisations;
    const codes::WorkingCalendar& calendar;
    licences::Licences& licences;
    exchange::CaseTable& live_cases;  // kept current here; the gateway asks it on every call
    const Clock& clock;
    RandomSource& random;
    std::string public_url;                           // what a receipt's QR code leads to, "http://localhost:8080"
    attachments::Attachments* attachments = nullptr;  // null: forms with files are refused
    Handling* handling = nullptr;                     // null: departments decide at once
};

/// What the rules of its matter may see of a case.
[[nodiscard]] matters::CaseFacts facts_of(const Case& item, const std::vector<MaterialResult>& results);

/// The JSON of what became of a case's materials, as the request's sender may see it; one-ID knows it, which stands
/// above cases.
using GatheringJson = std::function<std::string(const http::Request&, const Case&)>;

/// The cases of a node; safe from several threads. Every change is one durable transaction with its event and its
/// journal entry. Errors: cases.not_found, cases.not_now (the state does not allow it; detail names it),
/// cases.not_confirmed, cases.materials_missing (detail names them), cases.corrected_once, cases.request_key_reused,
/// cases.procedure_runs (its procedure decides; detail says which step waits for whom).
class Cases {
  public:
    explicit Cases(const Parts& parts);
    ~Cases();

    [[nodiscard]] Case receive(const NewCase& request);
    [[nodiscard]] Case act(std::string_view number, const Act& act);
    /// The same in the caller's transaction, for what moves with the case.
    Case act(db::Transaction& transaction, std::string_view number, const Act& act);
    /// The same without waiting for the disk, many sharing one commit: for bulk work and measuring.
    void act_later(std::string number, Act act, const std::function<void(std::exception_ptr)>& done);

    [[nodiscard]] Case get(std::string_view number);
    /// As the caller's transaction sees it.
    [[nodiscard]] Case get(db::Transaction& transaction, std::string_view number);
    [[nodiscard]] static std::optional<Case> find(db::Transaction& transaction, std::string_view number);
    /// For those who may see it: its applicant, the window that received it, the department that decides, whoever an
    /// open step is for or has done one, the authority. The others are not told that it exists: cases.not_found.
    [[nodiscard]] Case shown_to(const accounts::Account& account, std::string_view number);
    /// Whether a procedure is at work on it, which decides it at its end.
    [[nodiscard]] bool is_handled(std::string_view number);
    [[nodiscard]] Page list(const Filter& filter);
    [[nodiscard]] std::vector<Event> events(std::string_view number);
    [[nodiscard]] Counts counts();

    /// Materials: written by who gathers them, read by all that show or need them.
    [[nodiscard]] std::vector<MaterialResult> materials(std::string_view number);
    /// What was brought stays.
    void record_material(std::string_view number, const MaterialResult& result);
    void name_applicant(std::string_view number, std::string_view name);
    /// A paper that the applicant brought: seen at the window, or with a file of at most 10 MiB.
    void bring(std::string_view number, std::string_view material, const std::optional<BroughtFile>& file,
               const Actor& by);

    /// Public progress by number and query password; ten wrong passwords lock the number for an hour
    /// (cases.tracking_locked), a wrong one is cases.wrong_query_password.
    [[nodiscard]] Case track(std::string_view number, std::string_view password);

    /// Marks a case whose material rests on a disputed value, in the caller's transaction with event and journal entry;
    /// the same mark again changes nothing.
    void flag(db::Transaction& transaction, std::string_view number, const Flag& flag, const Actor& by);
    [[nodiscard]] std::vector<Flag> flags(std::string_view number);
    [[nodiscard]] std::vector<EarlierForm> earlier_forms(const std::string& number);
    /// What somebody who handles the case made of a mark. cases.no_such_flag.
    void weigh(std::string_view number, const Weighing& weighing, const Actor& by);
    /// Cases received since a day, by matter.
    [[nodiscard]] std::map<std::string, int64_t> counts_by_matter(Date since);

    /// Asks the matter's rules (eligibility, fee) with what the case knows now, and keeps answer and reasons with the
    /// case; a change is a journal entry. Nobody is stopped by the answer: who handles the case weighs it.
    void assess(std::string_view number, const Actor& by);
    [[nodiscard]] std::vector<decisions::Use> assessments(std::string_view number);

    /// Accepts what was received more than five working days ago and not answered (行政许可法 art. 32); how many.
    int accept_silent_ones();

    void add_routes(http::Router& router, accounts::Accounts& accounts, GatheringJson gathering_json);

    struct Inner;  // for this room's own files

  private:
    std::unique_ptr<Inner> state_;
};

}  // namespace yici::cases
