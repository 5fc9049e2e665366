#include <algorithm>

#include "engines/process/execution.h"
#include "foundation/base/error.h"

namespace yici::process {

/// The flows by which a token leaves (BPMN §13.4): one, all or those whose condition holds. None: its way ends here.
std::vector<int> Execution::ways_out(const Token& token) const {
    const Element& element = element_of(token);
    if (element.type == ElementType::parallel_gateway || element.outgoing.empty()) return element.outgoing;
    const bool one_alone = element.type == ElementType::exclusive_gateway;
    const Lookup names = lookup(token);
    std::vector<int> ways;
    for (const int flow : element.outgoing) {
        if (flow == element.default_flow) continue;
        const Formula& condition = given_.model.flows[static_cast<size_t>(flow)].condition;
        feel::Run run = feel_run();
        if (condition && !condition.holds(names, run)) continue;
        ways.push_back(flow);
        if (one_alone) return ways;
    }
    if (ways.empty() && element.default_flow >= 0) ways.push_back(element.default_flow);
    if (ways.empty()) throw Error(ErrorKind::rule_violated, "process.no_way_out", element.id);
    return ways;
}

/// Goes on when on every incoming flow a token has come; more of them wait for the next time.
void Execution::join_parallel(int element, int64_t scope) {
    std::vector<int64_t> chosen;
    for (const int flow : given_.model.at(element).incoming) {
        const auto found = std::ranges::find_if(given_.state.tokens, [&](const Token& one) {
            return one.element == element && one.scope == scope && one.stand == Token::Stand::joining &&
                   one.flow == flow;
        });
        if (found == given_.state.tokens.end()) return;
        chosen.push_back(found->id);
    }
    for (size_t i = 1; i < chosen.size(); ++i) remove(chosen[i]);
    leave(chosen.front());
}

namespace {

/// One inclusive gateway in one scope with the tokens that came to it.
struct Join {
    int element;
    int64_t scope;
    std::vector<bool> has_token;  // by place of the incoming flow

    static Join of(const Model& model, const State& state, const Token& first) {
        Join join{first.element, first.scope, {}};
        for (const int flow : model.at(first.element).incoming) {
            join.has_token.push_back(std::ranges::any_of(state.tokens, [&](const Token& one) {
                return one.element == first.element && one.scope == first.scope && one.stand == Token::Stand::joining &&
                       one.flow == flow;
            }));
        }
        return join;
    }

    /// BPMN §13.4.3: a token elsewhere that can come to an empty flow and to none of the others keeps it waiting.
    [[nodiscard]] bool waits_for(const Model& model, const Token& other) const {
        if (other.scope != scope || other.element == element) return false;
        bool reaches_empty = false;
        for (size_t i = 0; i < has_token.size(); ++i) {
            if (!model.reaches(element, i, other.element)) continue;
            if (has_token[i]) return false;
            reaches_empty = true;
        }
        return reaches_empty;
    }
};

}  // namespace

bool Execution::join_inclusive() {
    for (const Token& first : given_.state.tokens) {
        if (first.stand != Token::Stand::joining || element_of(first).type != ElementType::inclusive_gateway) continue;
        const Join join = Join::of(given_.model, given_.state, first);
        const bool waits = std::ranges::any_of(given_.state.tokens,
                                               [&](const Token& other) { return join.waits_for(given_.model, other); });
        if (waits) continue;
        const int64_t going = first.id;
        std::vector<int> taken = {first.flow};
        std::vector<int64_t> others;
        for (const Token& other : given_.state.tokens) {
            if (other.id == going || other.element != join.element || other.scope != join.scope ||
                other.stand != Token::Stand::joining || std::ranges::find(taken, other.flow) != taken.end()) {
                continue;
            }
            taken.push_back(other.flow);
            others.push_back(other.id);
        }
        for (const int64_t other : others) remove(other);
        leave(going);
        return true;
    }
    return false;
}

}  // namespace yici::process
