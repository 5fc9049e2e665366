#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "services/accounts/accounts.h"
#include "services/cases/cases.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"
#include "services/procedures/procedures.h"

namespace yici::handling {

struct Parts {
    db::Database& database;
    procedures::Procedures& procedures;
    accounts::Accounts& accounts;
    const organisations::Directory& organisations;
};

/// Lets a procedure of the pack handle each accepted case whose matter names one; see README.md. Safe from several
/// threads. Errors: handling.* of errors.yaml.
class Handling final : public cases::Handling, public process::Listener {
  public:
    explicit Handling(const Parts& parts);

    /// The cases that it moves; they know it already. Before the first step of either.
    void attach(cases::Cases& cases);

    /// The work of a job of this kind.
    static constexpr const char* kDecide = "case.decide";
    feel::Context decide(const process::Job& job);

    void accepted(db::Transaction& transaction, const cases::Case& item, const matters::Matter& matter,
                  const std::vector<cases::MaterialResult>& materials, const cases::Actor& by) override;
    void acting(db::Transaction& transaction, const cases::Case& item, const cases::Act& act) override;
    [[nodiscard]] std::optional<std::string> waits_for(db::Transaction& transaction, std::string_view number) override;
    [[nodiscard]] bool concerns(db::Transaction& transaction, std::string_view number,
                                const accounts::Account& account) override;
    void stepped(db::Transaction& transaction, const process::Heard& heard) override;

  private:
    void keep_decisions(db::Transaction& transaction, const std::string& number, const process::Heard& heard);
    [[nodiscard]] cases::Actor actor_of(std::string_view account) const;
    [[nodiscard]] std::string who(const process::WorkView& task) const;

    Parts parts_;
    cases::Cases* cases_ = nullptr;
};

/// Procedures that handle a matter and never decide.
void check_pack(const matters::Catalogue& matters, const std::vector<procedures::Sound>& procedures,
                std::vector<Finding>& findings);

}  // namespace yici::handling
