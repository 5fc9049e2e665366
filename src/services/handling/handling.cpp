#include "services/handling/handling.h"

#include <algorithm>

#include "services/handling/schema_sql.h"
#include "services/handling/variables.h"

namespace yici::handling {

namespace {

/// A case's row of the table; what is 1 there is known to both sides.
struct Row {
    std::string number;
    int64_t instance = 0;
    bool started = false;
    bool stopped = false;
    bool ended = false;
};

constexpr const char* kColumns = "SELECT case_number, instance, started, stopped, ended FROM handling_cases WHERE ";

std::optional<Row> read_row(const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    return Row{row->text(0), row->integer(1), row->integer(2) != 0, row->integer(3) != 0, row->integer(4) != 0};
}

std::optional<Row> row_of(db::Transaction& transaction, std::string_view number) {
    return read_row(transaction.query_one(std::string(kColumns) + "case_number = ?", {std::string(number)}));
}

void store(db::Transaction& transaction, const Row& row) {
    transaction.execute("UPDATE handling_cases SET started = ?, stopped = ?, ended = ? WHERE case_number = ?",
                        {int64_t{row.started}, int64_t{row.stopped}, int64_t{row.ended}, row.number});
}

}  // namespace

Handling::Handling(const Parts& parts) : parts_(parts) {
    parts_.database.migrate("services/handling", kSchemaSql);
    parts_.procedures.tell(*this);
}

void Handling::attach(cases::Cases& cases) {
    cases_ = &cases;
}

void Handling::accepted(db::Transaction& transaction, const cases::Case& item, const matters::Matter& matter,
                        const std::vector<cases::MaterialResult>& materials, const cases::Actor& by) {
    if (matter.procedure.empty()) return;
    transaction.execute("INSERT INTO handling_cases (case_number, started, stopped, ended) VALUES (?, 0, 0, 0)",
                        {item.number});
    (void)parts_.procedures.engine().start(
        transaction, {matter.procedure, item.number, variables_of(item, matter, materials), by.id, 0, {}});
}

void Handling::acting(db::Transaction& transaction, const cases::Case& item, const cases::Act& act) {
    auto row = row_of(transaction, item.number);
    if (!row || row->ended) return;
    process::Engine& engine = parts_.procedures.engine();
    switch (act.action) {
        case cases::Action::start:
            row->started = true;
            return store(transaction, *row);
        case cases::Action::suspend:
            if (row->stopped) return;
            row->stopped = true;
            store(transaction, *row);
            return engine.suspend_clocks(transaction, row->instance, act.by.id);
        case cases::Action::resume:
            if (!row->stopped) return;
            if (const auto view = engine.view(transaction, row->instance); view && view->holds) {
                throw Error(ErrorKind::conflict, "handling.model_stops",
                            waits_for(transaction, item.number).value_or(""));
            }
            row->stopped = false;
            store(transaction, *row);
            return engine.resume_clocks(transaction, row->instance, act.by.id);
        default:
            row->ended = true;
            store(transaction, *row);
            return engine.cancel(transaction, row->instance, act.by.id, act.reason);
    }
}

/// What the business rule tasks of a case's procedure were told, and of those that it calls, so that it can be
/// explained, and asked again when the rules change.
void Handling::keep_decisions(db::Transaction& transaction, const std::string& number, const process::Heard& heard) {
    if (heard.decided.empty()) return;
    const cases::Case item = cases_->get(transaction, number);
    std::string purpose = "task.";
    if (heard.instance != heard.root) purpose += std::string(heard.process) + ".";
    for (const process::Decided& told : heard.decided) {
        decisions::Decisions::keep(
            transaction, {number, purpose + told.element, told.decision, item.department, heard.at, told.inputs,
                          told.answer, "answered", told.ground, told.ground, told.why_zh, told.why_en});
    }
}

void Handling::stepped(db::Transaction& transaction, const process::Heard& heard) {
    if (heard.action == "started") {
        transaction.execute("UPDATE handling_cases SET instance = ? WHERE case_number = ? AND instance IS NULL",
                            {heard.instance, std::string(heard.key)});
    }
    auto row = read_row(transaction.query_one(std::string(kColumns) + "instance = ?", {heard.root}));
    if (!row) return;
    keep_decisions(transaction, row->number, heard);
    if (row->ended || heard.instance != heard.root) return;
    const bool stands = heard.clocks_stand && !heard.ended;
    const bool by_person = heard.action == "claimed" || heard.action == "completed";
    cases::Act act;
    act.by = actor_of(heard.by);
    if (!row->started && (by_person || stands != row->stopped)) {
        row->started = true;
        store(transaction, *row);
        act.action = cases::Action::start;
        if (cases_->get(transaction, row->number).state == cases::State::accepted)
            (void)cases_->act(transaction, row->number, act);
    }
    if (stands != row->stopped) {
        row->stopped = stands;
        store(transaction, *row);
        act.action = stands ? cases::Action::suspend : cases::Action::resume;
        // No step of the model holds them: an operator has stopped the procedure.
        act.kind = heard.hold.empty() ? "特别程序" : heard.hold;
        act.reason = heard.hold.empty() ? "运维人员暂停流程" : "流程步骤";
        (void)cases_->act(transaction, row->number, act);
    }
    if (heard.ended) {
        row->ended = true;
        store(transaction, *row);
    }
}

std::optional<std::string> Handling::waits_for(db::Transaction& transaction, std::string_view number) {
    const auto row = row_of(transaction, number);
    if (!row || row->ended) return std::nullopt;
    std::string text;
    for (const process::WorkView& work : parts_.procedures.engine().open_work(transaction, row->instance)) {
        const bool waits = work.row.kind == process::WorkKind::user || work.row.kind == process::WorkKind::job ||
                           work.row.state == process::WorkState::incident;
        if (waits) text += (text.empty() ? "" : "；") + work.name + "（" + who(work) + "）";
    }
    return text;
}

bool Handling::concerns(db::Transaction& transaction, std::string_view number, const accounts::Account& account) {
    const auto row = row_of(transaction, number);
    if (!row) return false;
    process::Engine& engine = parts_.procedures.engine();
    const process::Engine::Seat seat = procedures::seat_of(account);
    const auto view = engine.view(transaction, row->instance).value();
    return std::ranges::any_of(view.work, [&](const process::WorkView& work) {
        if (work.row.kind != process::WorkKind::user) return false;
        if (work.row.state == process::WorkState::done) return work.row.done_by == account.id;
        const bool open = work.row.state == process::WorkState::open;
        return work.row.assignee == account.id || (open && engine.may_take(transaction, seat, work.row.id));
    });
}

std::string Handling::who(const process::WorkView& task) const {
    if (task.row.state == process::WorkState::incident) return "运维人员";
    if (task.row.kind == process::WorkKind::job) return "系统";
    if (!task.row.assignee.empty()) return actor_of(task.row.assignee).name;
    return parts_.organisations.name_of(task.row.organisation);
}

/// Inside a step's transaction: who takes the step has just asked for it.
cases::Actor Handling::actor_of(std::string_view account) const {
    if (account == "system" || account.empty()) return {"system", "系统", ""};
    const auto found = parts_.procedures.known(account);
    return found ? cases::actor_of(*found) : cases::Actor{std::string(account), std::string(account), ""};
}

feel::Context Handling::decide(const process::Job& job) {
    const feel::Value* granted = job.variables.find("granted");
    if (granted == nullptr || granted->boolean() == nullptr) {
        throw Error(ErrorKind::rule_violated, "handling.no_decision", job.element);
    }
    const feel::Value* opinion = job.variables.find("opinion");
    cases::Act act;
    act.action = cases::Action::decide;
    act.by_procedure = true;
    act.granted = *granted->boolean();
    if (opinion != nullptr && opinion->string() != nullptr) act.opinion = *opinion->string();
    act.request_key = job.key;
    std::string signer;
    const auto view = parts_.database.read_value(
        [&](db::Transaction& transaction) { return parts_.procedures.engine().view(transaction, job.instance); });
    for (const process::WorkView& work : view.value().work) {
        if (work.row.kind == process::WorkKind::user && work.row.state == process::WorkState::done)
            signer = work.row.done_by;
    }
    const auto account = parts_.accounts.find(signer);
    act.by = account ? cases::actor_of(*account) : actor_of(signer);
    (void)cases_->act(job.business_key, act);
    return {};
}

void check_pack(const matters::Catalogue& matters, const std::vector<procedures::Sound>& procedures,
                std::vector<Finding>& findings) {
    for (const auto& [file, model] : procedures) {
        const bool used = std::ranges::any_of(
            matters.all(), [model = model](const matters::Matter* matter) { return matter->procedure == model->key; });
        const bool decides = std::ranges::any_of(model->elements, [](const process::Element& element) {
            return element.job.is_constant() && element.job.text() == Handling::kDecide;
        });
        if (used && !decides) findings.push_back({file, model->line, "handling.no_decision_step", model->key});
    }
}

}  // namespace yici::handling
