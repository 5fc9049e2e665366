#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "services/catalogue/catalogue.h"

namespace yici::harvest {

/// Another node's or body's catalogue that is taken in by itself: harvest.yaml of a pack.
struct Foreign {
    std::string source;  // its name, once in the pack; entries are kept under it
    std::string title;
    std::string url;  // of a DCAT, CSV or XLSX file
    int every_hours = 24;
};
[[nodiscard]] std::vector<Foreign> load_foreign(const std::filesystem::path& pack, std::vector<Finding>& findings);

/// What the last attempt came to.
struct Outcome {
    Instant ended{};
    catalogue::HarvestCounts counts;
    int64_t left_out = 0;  // entries or cells that could not be taken
    std::string fault;     // key of what stopped it; empty: it went through
    std::optional<Instant> went_through;
};

/// Harvests the configured catalogues when they are due, in a thread of its own, and by command. Safe from several
/// threads. Errors: harvest.no_such_source.
class Schedule {
  public:
    struct Parts {
        db::Database& database;
        catalogue::Catalogue& catalogue;
        const std::vector<Foreign>& foreign;
        const Clock& clock;
    };
    explicit Schedule(const Parts& parts);
    ~Schedule();

    void start();
    /// Harvests what is due, in the caller's thread. How many.
    int work_once();
    /// Now; what goes wrong is in the outcome, not thrown.
    Outcome run(std::string_view source);
    [[nodiscard]] std::optional<Outcome> last(std::string_view source);

    /// GET /api/v1/catalogue/harvests and POST /api/v1/catalogue/harvests/{source}/run, for the data authority.
    void add_routes(http::Router& router, accounts::Accounts& accounts);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yici::harvest
