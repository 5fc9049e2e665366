#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"

namespace yici::access_log {

/// One read of a subject's data, as the journal has it.
struct Access {
    uint64_t index = 0;  // of the journal's entry
    Instant time{};
    std::string kind;          // "call.answered", "record.viewed", "licence.viewed"
    std::string actor;         // application or account
    std::string case_number;   // empty when it was for no case
    std::string organisation;  // credit code of the body that read
    std::string matter;
    std::string material;
    std::string resource;
    std::vector<std::string> fields;
    std::string purpose;
    std::string basis;
    std::string result;  // "ok", "yes", "no", "none", "failed", "refused"
};

struct Page {
    std::vector<Access> items;
    int64_t total = 0;
};

/// What stands for codes on the screen; each may give the code back.
struct Names {
    std::function<std::string(std::string_view organisation)> organisation;
    std::function<std::string(std::string_view matter)> matter;
    std::function<std::string(std::string_view matter, std::string_view material)> material;
    std::function<std::string(std::string_view resource)> resource;
    std::function<std::string(std::string_view resource, std::string_view field)> field;
};

/// Safe from several threads. The database must outlive the journal, which tells its listeners until it ends.
class AccessLog {
  public:
    /// Makes its tables and begins to listen where it stopped.
    AccessLog(db::Database& database, journal::Journal& journal, journal::Subjects& subjects);
    ~AccessLog();

    /// Reads of one's data, newest first; `code` is the ID number or credit code, `page` counts from 1.
    [[nodiscard]] Page list(std::string_view code, int64_t page, int64_t size);
    /// journal::inclusion_json of an entry about oneself against the newest head; access_log.no_such_access otherwise.
    [[nodiscard]] std::string proof(std::string_view code, uint64_t index);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// The ID number or credit code of the citizen who sent the request; none when nobody is signed in.
using Citizen = std::function<std::optional<std::string>(const http::Request&)>;

/// GET /api/v1/me/access and /api/v1/me/access/{index}/proof.
void add_routes(http::Router& router, AccessLog& log, Names names, Citizen citizen);

}  // namespace yici::access_log
