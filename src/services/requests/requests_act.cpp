#include "services/requests/request_store.h"
#include "services/requests/requests_state.h"

namespace yici::requests {

namespace {

/// The effects of one action on a request whose state allows it.
class Effects {
  public:
    Effects(Requests::Inner& state, db::Transaction& transaction, Request& request, const Act& act)
        : state_(state), transaction_(transaction), request_(request), act_(act), policy_(state.parts.policy) {}

    void apply() {
        switch (act_.action) {
            case Action::submit:
                if (act_.draft) state_.take(request_, *act_.draft);
                return state_.submit(transaction_, request_);
            case Action::pass:
                return state_.enter(request_, State::reviewing, Stage::answer, policy_.answer_days);
            case Action::send_back:
                explain();
                return state_.enter(request_, State::returned, Stage::resubmission, policy_.resubmission_days);
            case Action::answer:
                return answer();
            case Action::transfer:
                return transfer();
            case Action::mediate:
                explain();
                return state_.enter(request_, State::reviewing, Stage::mediation, policy_.mediation_days);
            case Action::decide:
                return decide();
            case Action::subscribe:
                return state_.open(transaction_, request_, request_.offer.value_or(request_.terms));
            case Action::object:
                explain();
                return state_.enter(request_, State::reviewing, Stage::mediation, policy_.mediation_days);
            case Action::deliver:
                return deliver();
            case Action::withdraw:
                return close("withdrawn");
            case Action::revoke:
                explain();
                return close("revoked");
        }
    }

  private:
    void explain() {
        if (trim(act_.reason).empty()) throw Error(ErrorKind::rule_violated, "requests.no_reason");
        request_.answer = act_.reason;
    }

    /// Who says no must say on which law or rule.
    void refuse_with_basis() {
        explain();
        if (trim(act_.basis).empty()) throw Error(ErrorKind::rule_violated, "requests.no_ground_of_refusal");
        request_.answer = act_.reason + "（" + act_.basis + "）";
    }

    void answer() {
        if (!act_.agreed) {
            refuse_with_basis();
            return state_.enter(request_, State::reviewing, Stage::mediation, policy_.mediation_days);
        }
        const Terms offer = offered_terms(request_, act_);
        request_.answer = act_.reason;
        request_.condition = act_.condition;
        const bool as_asked = offer == request_.terms && act_.condition.empty();
        if (as_asked) return state_.open(transaction_, request_, offer);
        request_.offer = offer;
        state_.enter(request_, State::subscribing, Stage::subscription, policy_.subscription_days);
    }

    /// The authority's word ends it: granted as it says, or refused.
    void decide() {
        if (!act_.agreed) {
            refuse_with_basis();
            return state_.end(request_, "refused");
        }
        explain();
        request_.condition = act_.condition;
        state_.open(transaction_, request_, offered_terms(request_, act_));
    }

    void transfer() {
        explain();
        if (act_.resource == request_.resource) {
            throw Error(ErrorKind::rule_violated, "requests.same_resource", act_.resource);
        }
        Draft draft;
        draft.resource = act_.resource;
        draft.purpose = request_.purpose;
        draft.matter = request_.matter;
        draft.material = request_.material;
        draft.reason = request_.reason;
        draft.fields = request_.terms.fields;
        draft.daily_quota = request_.terms.daily_quota;
        draft.valid_until = request_.terms.valid_until;
        draft.basis = request_.basis;
        draft.ground = request_.ground;
        state_.take(request_, draft);
        state_.submit(transaction_, request_);
        // The authority has already looked at it: the new provider answers.
        if (request_.stage == Stage::precheck) {
            state_.enter(request_, State::transferred, Stage::answer, policy_.answer_days);
        }
        request_.answer = act_.reason;
    }

    void deliver() {
        if (!state_.parts.is_connected(state_.resource_of(request_.resource))) {
            throw Error(ErrorKind::conflict, "requests.not_connected", request_.resource);
        }
        state_.open(transaction_, request_, request_.offer.value_or(request_.terms));
    }

    void close(const char* outcome) {
        state_.close_grant(transaction_, request_);
        if (!act_.reason.empty()) request_.answer = act_.reason;
        state_.end(request_, outcome);
    }

    Requests::Inner& state_;
    db::Transaction& transaction_;
    Request& request_;
    const Act& act_;
    const Policy& policy_;
};

}  // namespace

Request Requests::Inner::apply(db::Transaction& transaction, std::string_view number, const Act& act, const Actor& by) {
    auto request = load_request(transaction, number);
    if (!request) throw Error(ErrorKind::not_found, "requests.not_found", std::string(number));
    if (!state_allows(*request, act.action)) {
        throw Error(ErrorKind::conflict, "requests.not_now", std::string(name_of(request->state)));
    }
    if (!may(*request, act.action, by, today())) throw Error(ErrorKind::forbidden, "requests.not_yours");
    Effects(*this, transaction, *request, act).apply();
    record(transaction, *request, by, to_string(act.action), act.reason);
    return std::move(*request);
}

}  // namespace yici::requests
