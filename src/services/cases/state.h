#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace yici::cases {

/// 办件状态: the codes of the exchange standard that five vendors share (01–13).
enum class State {
    draft = 1,
    received = 2,
    pre_accepted = 3,
    pre_refused = 4,
    accepted = 5,
    correcting = 6,
    not_accepted = 7,
    handling = 8,
    suspended = 9,
    completed = 10,
    reported_up = 11,
    voided = 12,
    returned = 13,
};
[[nodiscard]] std::string_view code_of(State state);  // "05"
[[nodiscard]] std::string_view name_of(State state);  // 受理
[[nodiscard]] std::optional<State> parse_state(std::string_view code);
/// Data may be fetched for a case only while it is live: received and not yet ended.
[[nodiscard]] bool is_live(State state);

enum class Action {
    receive,
    gather,
    bring,
    confirm,
    accept,
    correct,
    amend,  // the applicant fills the form anew, as the correction notice asks
    refuse,
    start,
    suspend,
    resume,
    decide,
    withdraw,
    flag,  // a value that the case has used is disputed, or was found right or wrong
    weigh  // what somebody who handles the case made of it
};
[[nodiscard]] std::string_view to_string(Action action);

/// Where an action leads from a state; none when the state does not allow it.
[[nodiscard]] std::optional<State> next_state(State from, Action action);
[[nodiscard]] std::vector<Action> actions_from(State state);

}  // namespace yici::cases
