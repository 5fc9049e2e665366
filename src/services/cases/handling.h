#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "services/accounts/accounts.h"
#include "services/cases/case.h"
#include "services/matters/matters.h"

namespace yici::cases {

struct Act;
struct Actor;

/// What goes on inside the department while a case is accepted: a procedure. It stands above cases, which tell it of
/// every step in the step's transaction; it moves the case in return by Cases::act() with its own transaction.
class Handling {
  public:
    virtual ~Handling() = default;
    /// The case has just been accepted and written.
    virtual void accepted(db::Transaction& transaction, const Case& item, const matters::Matter& matter,
                          const std::vector<MaterialResult>& materials, const Actor& by) = 0;
    /// The case is about to be started, suspended, resumed or withdrawn; what it throws forbids it.
    virtual void acting(db::Transaction& transaction, const Case& item, const Act& act) = 0;
    /// Which step waits for whom, in words; none when no procedure is at work on the case, so that the department may
    /// decide at once.
    [[nodiscard]] virtual std::optional<std::string> waits_for(db::Transaction& transaction,
                                                               std::string_view number) = 0;
    /// Whether an open step of the case is for this account, or it has done one.
    [[nodiscard]] virtual bool concerns(db::Transaction& transaction, std::string_view number,
                                        const accounts::Account& account) = 0;
};

}  // namespace yici::cases
