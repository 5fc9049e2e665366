#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/records/record_type.h"
#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/db/database.h"
#include "foundation/http/listing.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/catalogue/catalogue.h"
#include "services/open_data/anonymise.h"

namespace yici::open_data {

/// What of a resource is opened and how: open_data.yaml of a pack.
struct Plan {
    std::string resource;  // catalogue code
    std::string record_type;
    std::vector<Column> columns;
    int k = 1;
    double most_suppressed = 0.05;
};
/// Absent: none. A resource that the catalogue does not open, or a field that its record type lacks, is a finding.
[[nodiscard]] std::vector<Plan> load_plans(const std::filesystem::path& pack, const catalogue::Rules& rules,
                                           const records::RecordTypes& types, std::vector<Finding>& findings);

/// A published subset, held in memory: bulk data, not millions of rows.
struct Dataset {
    std::string id;  // of the catalogue entry
    int version = 0;
    std::vector<std::pair<std::string, std::string>> header;  // name and title of each column
    Rows rows;
    Anonymity report;
    Instant published{};
};

struct Query {
    std::vector<std::pair<std::string, std::string>> equals;  // column and value
    http::Part part;
};
struct Page {
    std::vector<const std::vector<std::string>*> rows;
    int64_t total = 0;
    std::shared_ptr<const Dataset> dataset;  // keeps the rows alive
};

struct Asked {
    std::string id;
    std::string title;
    std::string purpose;
    std::string state;  // "asked", "accepted", "refused"
    std::string answer;
    Instant created{};
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    const std::vector<Plan>& plans;
    const records::RecordTypes& types;
    catalogue::Catalogue& catalogue;
    const Clock& clock;
    RandomSource& random;
};

/// Public information resources (公共信息资源开放); safe from several threads. Errors: open_data.not_found,
/// open_data.no_plan, open_data.not_open, open_data.column_unknown, open_data.bad_request, open_data.key_reused.
class OpenData {
  public:
    explicit OpenData(const Parts& parts);
    ~OpenData();

    /// Takes the resource's records, masks and anonymises them by the plan, and replaces what was published before.
    std::shared_ptr<const Dataset> publish(std::string_view id, const std::string& actor);
    [[nodiscard]] std::vector<std::shared_ptr<const Dataset>> datasets();
    [[nodiscard]] std::shared_ptr<const Dataset> get(std::string_view id);
    [[nodiscard]] Page query(std::string_view id, const Query& query);

    Asked ask(const std::string& title, const std::string& purpose, std::string_view request_key);
    Asked answer(std::string_view id, bool accepted, const std::string& text, const std::string& actor);
    [[nodiscard]] std::pair<std::vector<Asked>, int64_t> asked(const http::Part& part);

    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct Inner;  // for this room's own files

  private:
    std::unique_ptr<Inner> state_;
};

}  // namespace yici::open_data
