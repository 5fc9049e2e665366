#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/forms/forms.h"
#include "engines/process/engine.h"
#include "foundation/base/clock.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/attachments/attachments.h"
#include "services/organisations/organisations.h"
#include "services/procedures/workers.h"

namespace yici::procedures {

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    const codes::WorkingCalendar& calendar;
    const organisations::Directory& organisations;
    const Clock& clock;
    const process::DecisionRunner& decisions;  // what business rule tasks ask
    const forms::Forms& forms;                 // what user tasks ask
    /// Throws cases.not_found when there is no such case or the account may not see it.
    std::function<void(const accounts::Account& account, std::string_view number)> require_case;
    attachments::Attachments* attachments = nullptr;  // null: forms with files are refused
};

/// A procedure that can run, and the file that it stands in.
struct Sound {
    std::string file;
    std::shared_ptr<const process::Model> model;
};
/// What a pack's procedures/*.bpmn say wrongly or what in them cannot run, and where their tasks and forms do not fit;
/// for `yici pack check`. Gives those that can run.
std::vector<Sound> check_pack(const std::filesystem::path& pack, const forms::Forms& forms,
                              std::vector<Finding>& findings);

/// What tasks an account may see and take.
[[nodiscard]] process::Engine::Seat seat_of(const accounts::Account& account);

/// What somebody yields who does a task.
struct Done {
    int64_t task = 0;
    std::string by;
    std::optional<std::string> answers;  // JSON, where the task names a form
    feel::Context outputs;               // where it names none
};

/// The procedures of a node: models of its pack, tasks of its departments, what operators do. Every change is journaled
/// in its own transaction and may be repeated under its request key. Safe from several threads.
class Procedures {
  public:
    explicit Procedures(const Parts& parts);
    ~Procedures();

    /// Deploys procedures/*.bpmn of a pack; what is unchanged keeps its version. What cannot be used becomes a finding
    /// and is left out.
    void load_pack(const std::filesystem::path& pack, std::vector<Finding>& findings);
    /// Who hears of every step in its transaction; set before the first one.
    void tell(process::Listener& listener);

    /// Somebody who has asked for something here since the program began: for those who hear of a step inside its
    /// transaction, where nothing else may be read.
    [[nodiscard]] std::optional<accounts::Account> known(std::string_view account) const;

    /// The engine, for services whose cases follow a procedure: they start and move it in their own transactions.
    [[nodiscard]] process::Engine& engine();

    /// Does a task. Answers are held against its form (forms::Refused names every wrong field), kept with the task, and
    /// handed to the model, which maps them; a field that was left open is null.
    void complete(db::Transaction& transaction, const Done& done);

    /// /api/v1/procedures, /api/v1/procedure-instances, /api/v1/procedure-incidents, /api/v1/tasks, and
    /// /api/v1/cases/{number}/steps.
    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct Inner;

  private:
    friend class Workers;
    std::unique_ptr<Inner> inner_;
};

}  // namespace yici::procedures
