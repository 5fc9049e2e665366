#include <algorithm>

#include "engines/process/steps.h"
#include "foundation/base/error.h"

namespace yici::process {

namespace {

void check_person(const std::string& person) {
    if (person.empty()) throw Error(ErrorKind::invalid_input, "process.person_missing");
}

}  // namespace

void Engine::claim(db::Transaction& transaction, int64_t work, const std::string& person) {
    check_person(person);
    auto both = inner_->own_task(transaction, work, person);
    if (both.work.assignee == person) return;
    both.work.assignee = person;
    inner_->store.update_work(transaction, both.work);
    const Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    const Step step{person, "claimed", both.work.element, work};
    inner_->journal(transaction, loaded, step);
    inner_->tell(transaction, loaded, step, Effects{});
}

void Engine::release(db::Transaction& transaction, int64_t work, const std::string& person) {
    auto both = inner_->own_task(transaction, work, person);
    if (!both.work.delegated_by.empty()) throw Error(ErrorKind::conflict, "process.delegated", std::to_string(work));
    both.work.assignee.clear();
    inner_->store.update_work(transaction, both.work);
    const Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    inner_->journal(transaction, loaded, {person, "released", both.work.element, work});
}

void Engine::transfer(db::Transaction& transaction, int64_t work, const std::string& by, const std::string& to) {
    check_person(to);
    auto both = inner_->own_task(transaction, work, by);
    both.work.assignee = to;
    inner_->store.update_work(transaction, both.work);
    const Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    inner_->journal(transaction, loaded, {by, "transferred", both.work.element, work});
}

void Engine::delegate(db::Transaction& transaction, int64_t work, const std::string& by, const std::string& to) {
    check_person(to);
    auto both = inner_->own_task(transaction, work, by);
    if (!both.work.delegated_by.empty()) throw Error(ErrorKind::conflict, "process.delegated", std::to_string(work));
    both.work.delegated_by = by;
    both.work.assignee = to;
    inner_->store.update_work(transaction, both.work);
    const Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    inner_->journal(transaction, loaded, {by, "delegated", both.work.element, work});
}

void Engine::send_back(db::Transaction& transaction, int64_t work, const std::string& by, std::string_view element,
                       const std::string& reason) {
    if (reason.empty()) throw Error(ErrorKind::invalid_input, "process.reason_missing");
    auto both = inner_->own_task(transaction, work, by);
    Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    const auto target = loaded.model->find(element);
    if (!target) throw Error(ErrorKind::not_found, "process.element_unknown", std::string(element));
    const auto earlier = inner_->store.works(transaction, loaded.row.id, false);
    const bool passed = std::ranges::any_of(earlier, [&](const WorkRow& row) {
        return row.element == element && row.kind == WorkKind::user && row.state == WorkState::done;
    });
    if (!passed) throw Error(ErrorKind::rule_violated, "process.not_passed", std::string(element));
    Execution run = inner_->execution(loaded);
    run.move(both.work.owner, *target);
    both.work.state = WorkState::dropped;
    both.work.problem = reason;
    inner_->store.update_work(transaction, both.work);
    inner_->store_step(transaction, loaded, run, {by, "sent_back", both.work.element, work});
}

void Engine::add_signer(db::Transaction& transaction, int64_t work, const std::string& by, const std::string& signer,
                        Signing signing) {
    check_person(signer);
    auto both = inner_->own_task(transaction, work, by);
    Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    Execution run = inner_->execution(loaded);
    Token* token = loaded.state.token(both.work.owner);
    if (token == nullptr) throw Error(ErrorKind::conflict, "process.token_gone", std::to_string(work));
    const Scope& scope = loaded.state.scope(token->scope);
    const bool countersigned = scope.kind == Scope::Kind::iteration && scope.element == token->element;
    if (countersigned && signing == Signing::beside) {
        run.add_iteration(scope.owner, feel::Value(signer));
    } else {
        ++token->pending;
        WorkRow added = both.work;
        added.assignee = signer;
        added.delegated_by.clear();
        added.created = inner_->now();
        added.problem = "signer";
        const int64_t id = inner_->store.insert_row(transaction, added);
        if (signing == Signing::before) {
            both.work.state = WorkState::held;
            both.work.problem = "after " + std::to_string(id);
            inner_->store.update_work(transaction, both.work);
        }
    }
    inner_->store_step(transaction, loaded, run, {by, "signer_added", both.work.element, work});
}

}  // namespace yici::process
