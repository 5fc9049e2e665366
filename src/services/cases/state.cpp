#include "services/cases/state.h"

#include <array>

namespace yici::cases {

namespace {

struct Name {
    State state;
    std::string_view code;
    std::string_view name;
};
constexpr std::array<Name, 13> kNames{{{State::draft, "01", "草稿"},
                                       {State::received, "02", "收件"},
                                       {State::pre_accepted, "03", "预受理"},
                                       {State::pre_refused, "04", "预受理退回"},
                                       {State::accepted, "05", "受理"},
                                       {State::correcting, "06", "补齐补正"},
                                       {State::not_accepted, "07", "不予受理"},
                                       {State::handling, "08", "在办"},
                                       {State::suspended, "09", "挂起"},
                                       {State::completed, "10", "办结"},
                                       {State::reported_up, "11", "转报办结"},
                                       {State::voided, "12", "作废办结"},
                                       {State::returned, "13", "退件"}}};

struct Step {
    State from;
    Action action;
    State to;
};
/// 申报 {02, 06, 07} → 受理 {05} → 审批 {08, 09} → 办结 {10, 13}. At a window 03 and 04 are skipped.
constexpr std::array kSteps{
    Step{State::received, Action::gather, State::received},
    Step{State::correcting, Action::gather, State::correcting},
    Step{State::received, Action::bring, State::received},
    Step{State::correcting, Action::bring, State::correcting},
    Step{State::received, Action::confirm, State::received},
    Step{State::correcting, Action::confirm, State::correcting},
    Step{State::received, Action::accept, State::accepted},
    Step{State::correcting, Action::accept, State::accepted},
    Step{State::received, Action::correct, State::correcting},
    Step{State::correcting, Action::correct, State::correcting},
    Step{State::correcting, Action::amend, State::correcting},
    Step{State::received, Action::refuse, State::not_accepted},
    Step{State::correcting, Action::refuse, State::not_accepted},
    Step{State::accepted, Action::start, State::handling},
    Step{State::handling, Action::suspend, State::suspended},
    Step{State::suspended, Action::resume, State::handling},
    Step{State::accepted, Action::decide, State::completed},
    Step{State::handling, Action::decide, State::completed},
    Step{State::received, Action::withdraw, State::returned},
    Step{State::correcting, Action::withdraw, State::returned},
    Step{State::accepted, Action::withdraw, State::returned},
    Step{State::handling, Action::withdraw, State::returned},
};

const Name& row_of(State state) {
    return kNames[static_cast<size_t>(state) - 1];
}

}  // namespace

std::string_view code_of(State state) {
    return row_of(state).code;
}

std::string_view name_of(State state) {
    return row_of(state).name;
}

std::optional<State> parse_state(std::string_view code) {
    for (const Name& row : kNames) {
        if (row.code == code) return row.state;
    }
    return std::nullopt;
}

bool is_live(State state) {
    switch (state) {
        case State::received:
        case State::pre_accepted:
        case State::accepted:
        case State::correcting:
        case State::handling:
        case State::suspended:
            return true;
        default:
            return false;
    }
}

std::string_view to_string(Action action) {
    switch (action) {
        case Action::receive:
            return "receive";
        case Action::gather:
            return "gather";
        case Action::bring:
            return "brought";
        case Action::confirm:
            return "confirm";
        case Action::accept:
            return "accept";
        case Action::correct:
            return "correct";
        case Action::amend:
            return "amend";
        case Action::refuse:
            return "refuse";
        case Action::start:
            return "start";
        case Action::suspend:
            return "suspend";
        case Action::resume:
            return "resume";
        case Action::decide:
            return "decide";
        case Action::withdraw:
            return "withdraw";
        case Action::flag:
            return "flag";
        case Action::weigh:
            return "weigh";
    }
    return "";
}

std::optional<State> next_state(State from, Action action) {
    for (const Step& step : kSteps) {
        if (step.from == from && step.action == action) return step.to;
    }
    return std::nullopt;
}

std::vector<Action> actions_from(State state) {
    std::vector<Action> actions;
    for (const Step& step : kSteps) {
        if (step.from == state) actions.push_back(step.action);
    }
    return actions;
}

}  // namespace yici::cases
