#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/census/decisions.h"
#include "services/census/form.h"
#include "services/census/system.h"
#include "services/organisations/organisations.h"

namespace yici::census {

struct ImportCounts {
    int64_t added = 0;
    int64_t changed = 0;
    int64_t unchanged = 0;
    int64_t rejected = 0;  // rows
};
struct ImportResult {
    ImportCounts counts;
    std::vector<CellFault> faults;
    std::vector<RecognisedColumn> columns;
};

struct Filter {
    std::string body;   // empty: any
    std::string state;  // code of the field
    std::string text;   // part of the name
    http::Part part;
};
struct Page {
    std::vector<System> items;
    int64_t total = 0;
};

/// How far a body has come.
struct Progress {
    std::string body;
    std::string name;
    int level = 0;
    int64_t systems = 0;
    int completeness = 0;  // percent, mean over its systems
    std::optional<Instant> submitted;
};

/// What a director asks for.
struct Report {
    int64_t bodies = 0;
    int64_t bodies_submitted = 0;
    int64_t systems = 0;
    int64_t build_fen = 0;
    int64_t yearly_fen = 0;
    int64_t duplicates = 0;  // pairs proposed
    int64_t zombies = 0;
    int64_t awaiting_answer = 0;  // of the proposals, until the bodies have answered
    int64_t awaiting_decision = 0;
    int64_t kept = 0;  // decided: 保留, 整合, 清理
    int64_t merged = 0;
    int64_t closed = 0;
    /// By "level" (of the body), and the codes of "fund_source", "network", "deployment", "connected", "state",
    /// "origin", "protection": name → count; "未填" where nothing is said. A system with two networks counts in both.
    std::vector<std::pair<std::string, std::vector<std::pair<std::string, int64_t>>>> groups;
};

/// The census of information systems (政务信息系统普查); safe from several threads. Errors: census.not_found,
/// census.body_unknown, census.not_yours (forbidden), census.value_invalid (rule_violated; detail names the field),
/// census.name_missing, census.name_taken (conflict), census.key_reused.
class Census {
  public:
    Census(db::Database& database, journal::Journal& journal, const organisations::Directory& organisations,
           const Clock& clock);
    ~Census();

    /// Takes a form in. Rows are of the body that their 单位名称 names; of `body` where they name none or nobody knows
    /// the name. A system is told by its body and name: the same form again changes nothing, empty cells keep what is
    /// known. One transaction with its journal entry. `only_body`: rows that name another body are rejected.
    ImportResult import(const std::vector<tables::Sheet>& sheets, const std::string& body, const std::string& actor,
                        bool only_body = false);

    /// Values as people write them. An empty id makes a new one.
    System save(const System& system, const std::string& actor, std::string_view request_key);
    [[nodiscard]] System get(std::string_view id);
    [[nodiscard]] Page list(const Filter& filter);
    [[nodiscard]] std::vector<System> all(const std::string& body = {});
    void submit(const std::string& body, const std::string& actor);

    /// Every body of the directory, those without systems too.
    [[nodiscard]] std::vector<Progress> progress();
    [[nodiscard]] Report report(const std::string& body = {});

    /// Proposals (duplicate, zombie) with what was said and decided; of a body, and in a state, unless empty.
    [[nodiscard]] std::vector<Considered> proposed(const std::string& body, const std::string& state);
    /// A body whose system is named says what should become of it; may be said anew until it is decided. Errors:
    /// census.no_such_proposal (not_found), census.decided (conflict), census.not_yours, census.reason_length.
    Considered answer(std::string_view key, Verdict wish, const std::string& reason, const std::string& body,
                      const std::string& actor);
    /// The authority decides once all have answered; the systems' own field "decision" says so from then on. Errors as
    /// answer(), and census.not_answered (conflict), census.into_which (rule_violated).
    Considered decide(std::string_view key, const Decision& decision, std::string_view request_key);

    /// Systems that hold a resource: whose data list names its code, or whose name or abbreviation is `system`.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> holders_of(const std::string& resource,
                                                                              const std::string& system);

    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct Inner;  // for this room's own files

  private:
    std::unique_ptr<Inner> state_;
};

}  // namespace yici::census
