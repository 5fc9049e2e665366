#include <algorithm>
#include <map>

#include "engines/process/steps.h"
#include "foundation/base/error.h"

namespace yici::process {

namespace {

/// An instance on its way to another version of its model.
class Mover {
  public:
    Mover(const Model& from, const Model& to, const MigrationPlan& plan) : from_(from), to_(to) {
        for (const auto& [source, target] : plan.mapping) names_[source] = target;
    }

    [[nodiscard]] const std::string& name_of(const std::string& id) const {
        const auto found = names_.find(id);
        return found == names_.end() ? id : found->second;
    }

    std::vector<Finding> check(const State& state) {
        if (from_.key != to_.key) say("process.migration_other", to_.key);
        for (const Token& token : state.tokens)
            check_element(token.element, token.flow >= 0 && token.stand == Token::Stand::joining);
        for (const Scope& scope : state.scopes) {
            if (scope.element >= 0) check_element(scope.element, false);
            check_done(scope.done);
        }
        for (const Compensating& one : state.compensating) {
            for (const int handler : one.handlers) check_element(handler, false);
        }
        return std::move(findings_);
    }

    /// Call only where check() found nothing.
    void move(State& state) const {
        for (Token& token : state.tokens) {
            token.flow = moved_flow(token.flow);
            token.element = moved(token.element);
        }
        for (Scope& scope : state.scopes) {
            if (scope.element >= 0) scope.element = moved(scope.element);
            move_done(scope.done);
        }
        for (Compensating& one : state.compensating) {
            for (int& handler : one.handlers) handler = moved(handler);
        }
    }

  private:
    void say(std::string key, const std::string& detail) { findings_.push_back({{}, 0, std::move(key), detail}); }

    [[nodiscard]] int moved(int element) const { return to_.find(name_of(from_.at(element).id)).value_or(-1); }

    [[nodiscard]] int moved_flow(int flow) const {
        if (flow < 0) return -1;
        const std::string& id = from_.flows[static_cast<size_t>(flow)].id;
        for (size_t i = 0; i < to_.flows.size(); ++i) {
            if (to_.flows[i].id == id) return static_cast<int>(i);
        }
        return -1;
    }

    void check_done(const std::vector<Compensation>& done) {
        for (const Compensation& one : done) {
            check_element(one.element, false);
            check_done(one.inner);
        }
    }

    void move_done(std::vector<Compensation>& done) const {
        for (Compensation& one : done) {
            one.element = moved(one.element);
            move_done(one.inner);
        }
    }

    void check_element(int element, bool joins) {
        const Element& here = from_.at(element);
        const int target = moved(element);
        if (target < 0) return say("process.migration_missing", here.id);
        const Element& there = to_.at(target);
        const std::string parent = here.parent < 0 ? std::string() : name_of(from_.at(here.parent).id);
        const std::string other = there.parent < 0 ? std::string() : to_.at(there.parent).id;
        if (here.type != there.type || here.event != there.event || here.loop.has_value() != there.loop.has_value()) {
            return say("process.migration_unlike", here.id);
        }
        if (parent != other) return say("process.migration_scope", here.id);
        if (!joins) return;
        for (const int flow : here.incoming) {
            if (moved_flow(flow) < 0) return say("process.migration_flow", from_.flows[static_cast<size_t>(flow)].id);
        }
    }

    const Model& from_;
    const Model& to_;
    std::map<std::string, std::string> names_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> Engine::check_migration(db::Transaction& transaction, int64_t instance,
                                             const MigrationPlan& plan) const {
    const Loaded loaded = inner_->lock(transaction, instance);
    const auto target = inner_->models.get(transaction, plan.target);
    return Mover(*loaded.model, *target, plan).check(loaded.state);
}

void Engine::migrate(db::Transaction& transaction, int64_t instance, const MigrationPlan& plan, const std::string& by) {
    Loaded loaded = inner_->lock(transaction, instance);
    const auto target = inner_->models.get(transaction, plan.target);
    Mover mover(*loaded.model, *target, plan);
    const auto findings = mover.check(loaded.state);
    if (!findings.empty()) {
        throw Error(ErrorKind::rule_violated, "process.migration_refused", findings.front().to_string(Language::zh));
    }
    mover.move(loaded.state);
    loaded.model = target;
    loaded.row.model = plan.target;
    Execution run = inner_->execution(loaded);
    // Work keeps its row; what the new version no longer has is dropped, what it has besides is opened.
    std::map<int64_t, std::vector<int>> present;
    for (WorkRow& row : inner_->store.works(transaction, instance, true)) {
        const auto element = target->find(mover.name_of(row.element));
        if (!element) {
            row.state = WorkState::dropped;
            inner_->store.update_work(transaction, row);
            continue;
        }
        present[row.owner].push_back(*element);
        transaction.execute("UPDATE process_work SET model = ?, element = ? WHERE id = ?",
                            {plan.target, target->at(*element).id, row.id});
    }
    for (const Token& token : loaded.state.tokens) {
        if (token.stand != Token::Stand::waiting && token.stand != Token::Stand::inside) continue;
        for (const int event : run.subscriptions_of(token)) {
            const auto& there = present[token.id];
            if (std::ranges::find(there, event) == there.end()) run.subscribe(token.id, token.scope, event);
        }
    }
    inner_->store_step(transaction, loaded, run, {by, "migrated", {}, 0});
}

}  // namespace yici::process
