#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/records/records.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/credit/entry.h"
#include "services/credit/rules.h"
#include "services/organisations/organisations.h"

namespace yici::credit {

using Values = std::vector<std::pair<std::string, std::string>>;

/// A new entry as a body writes it.
struct Draft {
    std::string subject;  // ID number or credit code
    std::string kind;
    Values values;  // fields of the kind's record type
};

/// Who acts: somebody of a body, or the subject itself.
struct Actor {
    std::string id;
    std::string name;
    std::string organisation;
    std::string subject;  // of a citizen or legal person
    bool steward = false;
    bool authority = false;
};

/// A subject's file in a list: nothing in clear but a legal entity's name and code, which are public.
struct FileHead {
    int64_t id = 0;
    std::string subject;
    std::string name;
    bool person = false;
    int64_t entries = 0;  // published now
};
struct FilePage {
    std::vector<FileHead> items;
    int64_t total = 0;
};
struct File {
    FileHead head;
    Conclusion conclusion;
    std::vector<Entry> entries;  // newest decision first
};

struct EntryFilter {
    std::string organ;
    std::string kind;
    std::string list;
    std::string standing;
    std::string document;  // part of it
    http::Part part;
};
struct EntryPage {
    std::vector<Entry> items;
    int64_t total = 0;
};

struct RepairFilter {
    std::string organ;
    std::string subject;
    std::string state;
    std::string light;
    http::Part part;
};
struct RepairPage {
    std::vector<Repair> items;
    int64_t total = 0;
};
struct RepairAct {
    RepairAction action = RepairAction::accept;
    std::string reason;
    std::string basis;  // refuse: the law or rule that is leaned on
    std::vector<Evidence> evidence;
};

/// How many entries stand how, by body and kind.
struct Figure {
    std::string organ;
    std::string kind;
    int64_t entries = 0;
    int64_t published = 0;
    int64_t repaired = 0;
};

/// Somebody says that a value of an entry is wrong: goes to the correction loop.
struct Objection {
    std::string subject;
    std::string type;   // record type
    std::string entry;  // number
    std::string field;
    std::string organ;  // decides it
    std::string reason;
    std::string claimed;
    std::string request_key;
};
struct Opened {
    std::string ticket;
    std::optional<Date> due;
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    journal::Subjects& subjects;
    records::Records& records;
    const organisations::Directory& organisations;
    const codes::WorkingCalendar& calendar;
    const Clock& clock;
    const Rules& rules;
    /// By the correction loop.
    std::function<Opened(const Objection&)> object;
    std::function<bool(const Entry&, std::string_view type, std::string_view field)> is_disputed;
};

/// The public credit registry; safe from several threads. Every change is one transaction with its trace, its journal
/// entry and the subject's conclusion. Errors: credit.not_found (for who may not see it, too), credit.not_yours,
/// credit.not_now, credit.key_reused, and credit.… for what a draft lacks.
class Credit {
  public:
    explicit Credit(const Parts& parts);
    ~Credit();

    [[nodiscard]] Entry enter(const Draft& draft, const Actor& by, std::string_view request_key);
    /// The body says better what it said before: fields that are named get a new version.
    [[nodiscard]] Entry amend(std::string_view number, const Values& values, const std::string& reason, const Actor& by,
                              std::string_view request_key);
    /// Taken off its list, or withdrawn because the decision was: published no more, kept in the file.
    [[nodiscard]] Entry remove(std::string_view number, const std::string& reason, const Actor& by,
                               std::string_view request_key);
    /// For the body that made it, the authority and the subject; looking at another's is journaled.
    [[nodiscard]] Entry get(std::string_view number, const Actor& by);
    [[nodiscard]] EntryPage entries(const EntryFilter& filter);
    [[nodiscard]] Values values(const Entry& entry, std::optional<Instant> known = std::nullopt);
    [[nodiscard]] std::vector<Event> events(std::string_view about);

    /// By exact ID number or credit code, or part of a legal entity's name. The search is journaled with its purpose.
    [[nodiscard]] FilePage search(const std::string& query, const std::string& purpose, const Actor& by,
                                  const http::Part& part);
    /// What is published of a subject, to a body for a purpose; its own file and the body's own entries whole.
    [[nodiscard]] File file(int64_t id, const std::string& purpose, const Actor& by, std::optional<Instant> known);
    /// The subject's own, whole; empty when there is none.
    [[nodiscard]] File own_file(const std::string& subject, std::optional<Instant> known);

    [[nodiscard]] Repair apply(std::string_view entry, const std::string& reason, const std::vector<Evidence>& evidence,
                               const Actor& by, std::string_view request_key);
    [[nodiscard]] Repair act(std::string_view number, const RepairAct& act, const Actor& by,
                             std::string_view request_key);
    [[nodiscard]] Repair repair(std::string_view number, const Actor& by);
    [[nodiscard]] RepairPage repairs(const RepairFilter& filter);
    [[nodiscard]] std::vector<Evidence> evidence(std::string_view repair);
    /// From which day repair may be applied for; none when never.
    [[nodiscard]] std::optional<Date> repairable_from(const Entry& entry) const;

    [[nodiscard]] Opened object(std::string_view number, const std::string& field, const std::string& reason,
                                const std::string& claimed, const Actor& by, std::string_view request_key);
    /// A correction that the body made through the correction loop, inside its transaction.
    void take_correction(db::Transaction& transaction, const std::string& entry, const std::string& field,
                         const std::string& value);
    [[nodiscard]] std::vector<Figure> figures();

    /// Weighs again the conclusions of subjects whose entries have run out, and ends repairs that nobody supplemented.
    /// How many.
    int sweep();
    /// Made-up entries of a demonstration, marked as such; `organ` made each. How many.
    int64_t import_made_up(const std::vector<std::pair<Draft, std::string>>& drafts);
    [[nodiscard]] int64_t count();

    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct Inner;  // for this room's own files

  private:
    std::unique_ptr<Inner> state_;
};

}  // namespace yici::credit
