#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/process/execution.h"
#include "engines/rules/decision_tests.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"

namespace yici::decisions {

struct Model {
    rules::CheckedModel checked;
    std::string xml;
};

/// A decision of the pack, with the model that it stands in.
struct Known {
    const rules::DrgElement* decision = nullptr;
    const Model* model = nullptr;

    [[nodiscard]] const rules::Decisions& rules() const { return model->checked.model; }
    [[nodiscard]] const std::string& id() const { return decision->id.empty() ? decision->name : decision->id; }
};

/// The decision models of a pack with what their checks found and how their tests went. Unchanging; copies share.
class Library final : public process::DecisionRunner {
  public:
    /// Reads, checks and tests decisions/*.dmn; faults become findings.
    static Library load(const std::filesystem::path& pack, const Clock& clock, std::vector<Finding>& findings);

    [[nodiscard]] const std::vector<Model>& models() const { return *models_; }
    /// In the order of the files.
    [[nodiscard]] std::vector<Known> all() const;
    /// By id, or by a name that one decision alone has. Errors: rules.unknown_decision (not_found),
    /// decisions.ambiguous (conflict).
    [[nodiscard]] Known find(std::string_view decision) const;
    /// The answer and why; what the decision does not ask for is left out.
    [[nodiscard]] rules::Answer answer(std::string_view decision, const feel::Context& inputs,
                                       const Clock& clock) const;
    /// The inputs that the decision and those that it needs ask for, each once.
    [[nodiscard]] static std::vector<const rules::DrgElement*> inputs_of(const Known& known);

    [[nodiscard]] feel::Value decide(std::string_view decision, const feel::Context& variables, feel::Run& run,
                                     process::Decided& told) const override;

  private:
    std::shared_ptr<const std::vector<Model>> models_ = std::make_shared<std::vector<Model>>();
};

/// What was asked for a case, and the answer. A rule that is no decision but a line of FEEL has no `decision`.
struct Use {
    std::string about;    // the case
    std::string purpose;  // what for: "eligibility", "fee", "task." and its id; the last answer of each is kept
    std::string decision;
    std::string department;
    Instant answered_at;
    std::string inputs = "{}";  // JSON
    std::string answer;         // JSON
    std::string outcome;        // what the asker makes of it: "eligible", "not_eligible", …
    std::string reason_zh;      // in one sentence, for the citizen
    std::string reason_en;
    std::string why_zh;  // in full
    std::string why_en;
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    const Library& library;
    const Clock& clock;
};

/// The decisions of a node: asked over HTTP, and what was asked for its cases. Safe from several threads.
class Decisions {
  public:
    explicit Decisions(const Parts& parts);

    [[nodiscard]] const Library& library() const { return parts_.library; }
    /// Keeps an answer in the caller's transaction, who journals what it was needed for.
    static void keep(db::Transaction& transaction, const Use& use);
    /// Of one case, by purpose.
    [[nodiscard]] static std::vector<Use> uses_of(db::Transaction& transaction, std::string_view about);

    /// /api/v1/decisions and /api/v1/feel.
    void add_routes(http::Router& router, accounts::Accounts& accounts);

  private:
    Parts parts_;
};

}  // namespace yici::decisions
