#include "services/requests/request.h"

#include <algorithm>
#include <array>

namespace yici::requests {

namespace {

template <typename Value>
struct Name {
    Value value;
    std::string_view text;
    std::string_view zh;
};

constexpr std::array<Name<State>, 8> kStates{{{State::created, "created", "已创建"},
                                              {State::reviewing, "reviewing", "待审核"},
                                              {State::returned, "returned", "已退回"},
                                              {State::subscribing, "subscribing", "待订阅"},
                                              {State::delivering, "delivering", "待推送"},
                                              {State::completed, "completed", "已完成"},
                                              {State::lapsed, "lapsed", "失效"},
                                              {State::transferred, "transferred", "转交"}}};
constexpr std::array<Name<Stage>, 7> kStages{{{Stage::none, "none", ""},
                                              {Stage::precheck, "precheck", ""},
                                              {Stage::answer, "answer", ""},
                                              {Stage::mediation, "mediation", ""},
                                              {Stage::subscription, "subscription", ""},
                                              {Stage::delivery, "delivery", ""},
                                              {Stage::resubmission, "resubmission", ""}}};
constexpr std::array<Name<Action>, 12> kActions{{{Action::submit, "submit", ""},
                                                 {Action::pass, "pass", ""},
                                                 {Action::send_back, "return", ""},
                                                 {Action::answer, "answer", ""},
                                                 {Action::transfer, "transfer", ""},
                                                 {Action::mediate, "mediate", ""},
                                                 {Action::decide, "decide", ""},
                                                 {Action::subscribe, "subscribe", ""},
                                                 {Action::object, "object", ""},
                                                 {Action::deliver, "deliver", ""},
                                                 {Action::withdraw, "withdraw", ""},
                                                 {Action::revoke, "revoke", ""}}};

template <typename Value, size_t N>
const Name<Value>& entry_of(const std::array<Name<Value>, N>& names, Value value) {
    return *std::ranges::find(names, value, &Name<Value>::value);
}

template <typename Value, size_t N>
std::optional<Value> parse(const std::array<Name<Value>, N>& names, std::string_view text) {
    const auto found = std::ranges::find(names, text, &Name<Value>::text);
    if (found == names.end()) return std::nullopt;
    return found->value;
}

}  // namespace

std::string_view to_string(State state) {
    return entry_of(kStates, state).text;
}
std::string_view name_of(State state) {
    return entry_of(kStates, state).zh;
}
std::optional<State> parse_state(std::string_view text) {
    return parse(kStates, text);
}
std::string_view to_string(Stage stage) {
    return entry_of(kStages, stage).text;
}
std::optional<Stage> parse_stage(std::string_view text) {
    return parse(kStages, text);
}
std::string_view to_string(Action action) {
    return entry_of(kActions, action).text;
}

codes::Light light_of(const Request& request, Date today) {
    if (!request.limit) return codes::Light::none;
    return codes::light_of(today, *request.limit);
}

bool state_allows(const Request& request, Action action) {
    const State state = request.state;
    const bool with_provider = request.stage == Stage::answer;
    switch (action) {
        case Action::submit:
            return state == State::created || state == State::returned;
        case Action::pass:
            return request.stage == Stage::precheck;
        case Action::send_back:
            return request.stage == Stage::precheck || with_provider;
        case Action::answer:
        case Action::mediate:
            return with_provider;
        case Action::transfer:
            return with_provider || request.stage == Stage::mediation;
        case Action::decide:
            return request.stage == Stage::mediation;
        case Action::subscribe:
        case Action::object:
            return state == State::subscribing;
        case Action::deliver:
            return state == State::delivering;
        case Action::withdraw:
            return state != State::lapsed;
        case Action::revoke:
            return state == State::completed;
    }
    return false;
}

bool may(const Request& request, Action action, const Actor& actor, Date today) {
    if (!state_allows(request, action)) return false;
    const bool asks = actor.steward && actor.organisation == request.requester;
    const bool provides = actor.steward && actor.organisation == request.provider;
    switch (action) {
        case Action::submit:
        case Action::subscribe:
        case Action::object:
        case Action::withdraw:
            return asks;
        case Action::pass:
        case Action::decide:
            return actor.authority;
        case Action::answer:
        case Action::deliver:
            return provides;
        case Action::send_back:
            return request.stage == Stage::precheck ? actor.authority : provides;
        case Action::transfer:
            return actor.authority || (provides && request.stage == Stage::answer);
        case Action::mediate:
            // Who asked may call for the authority once the provider is late.
            return actor.authority || (asks && light_of(request, today) == codes::Light::red);
        case Action::revoke:
            return actor.authority || provides;
    }
    return false;
}

std::vector<Action> actions_for(const Request& request, const Actor& actor, Date today) {
    std::vector<Action> actions;
    for (const Name<Action>& one : kActions) {
        if (may(request, one.value, actor, today)) actions.push_back(one.value);
    }
    return actions;
}

}  // namespace yici::requests
