#include "services/catalogue/lifecycle.h"

#include <array>

namespace yici::catalogue {

namespace {

constexpr std::array<std::string_view, 4> kStages{"none", "registration", "registered", "publication"};
constexpr std::array<std::string_view, 5> kActions{"submit", "approve", "refuse", "withdraw", "remove"};

/// A working copy of what is published goes straight to publication.
Stage stage_to_ask(const Position& from, bool two_step_review) {
    const bool registered = from.stage == Stage::registered || from.stage == Stage::publication || from.version > 0;
    return two_step_review && !registered ? Stage::registration : Stage::publication;
}

std::optional<Position> approved(const Position& from) {
    if (from.state == State::withdrawing) return Position{State::withdrawn, from.stage, from.version};
    if (from.state != State::pending) return std::nullopt;
    if (from.stage == Stage::registration) return Position{State::draft, Stage::registered, from.version};
    return Position{State::published, Stage::publication, from.version + 1};
}

}  // namespace

std::string_view to_string(Stage stage) {
    return kStages[static_cast<size_t>(stage)];
}

Stage parse_stage(std::string_view text) {
    for (size_t i = 0; i < kStages.size(); ++i) {
        if (kStages[i] == text) return static_cast<Stage>(i);
    }
    return Stage::none;
}

std::string_view to_string(Action action) {
    return kActions[static_cast<size_t>(action)];
}

std::optional<Action> parse_action(std::string_view text) {
    for (size_t i = 0; i < kActions.size(); ++i) {
        if (kActions[i] == text) return static_cast<Action>(i);
    }
    return std::nullopt;
}

bool is_review(Action action) {
    return action == Action::approve || action == Action::refuse;
}

std::optional<Position> next(const Position& from, Action action, bool two_step_review) {
    const State state = from.state;
    switch (action) {
        case Action::submit:
            if (state != State::draft && state != State::refused) return std::nullopt;
            return Position{State::pending, stage_to_ask(from, two_step_review), from.version};
        case Action::approve:
            return approved(from);
        case Action::refuse:
            if (state == State::withdrawing) return Position{State::withdrawal_refused, from.stage, from.version};
            if (state != State::pending) return std::nullopt;
            return Position{State::refused, from.stage == Stage::registration ? Stage::none : Stage::registered,
                            from.version};
        case Action::withdraw:
            if (state != State::published && state != State::withdrawal_refused) return std::nullopt;
            return Position{State::withdrawing, from.stage, from.version};
        case Action::remove: {
            const bool never = from.version == 0 && (state == State::draft || state == State::refused);
            if (!never && state != State::withdrawn) return std::nullopt;
            return Position{State::deleted, Stage::none, from.version};
        }
    }
    return std::nullopt;
}

std::optional<Position> revised(const Position& from) {
    switch (from.state) {
        case State::draft:
        case State::refused:
        case State::published:
        case State::withdrawal_refused:
        case State::withdrawn:
            return Position{State::draft, from.version > 0 ? Stage::registered : Stage::none, from.version};
        default:
            return std::nullopt;
    }
}

std::vector<Action> actions(const Position& from, bool two_step_review) {
    std::vector<Action> possible;
    for (const Action action : {Action::submit, Action::approve, Action::refuse, Action::withdraw, Action::remove}) {
        if (next(from, action, two_step_review)) possible.push_back(action);
    }
    return possible;
}

}  // namespace yici::catalogue
