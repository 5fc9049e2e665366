#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici::catalogue {

/// 0 draft, 1 awaiting review, 2 refused, 3 published, 4 withdrawal awaiting review, 5 withdrawal refused, 6 withdrawn,
/// 7 deleted: the states of a city's catalogue in use. In 0 to 2 the stage tells registration from publication.
enum class State { draft, pending, refused, published, withdrawing, withdrawal_refused, withdrawn, deleted };
/// What the review that is awaited or was last is about. `registered`: registration has been granted.
enum class Stage { none, registration, registered, publication };
[[nodiscard]] std::string_view to_string(Stage stage);
[[nodiscard]] Stage parse_stage(std::string_view text);

enum class Action { submit, approve, refuse, withdraw, remove };
[[nodiscard]] std::string_view to_string(Action action);
[[nodiscard]] std::optional<Action> parse_action(std::string_view text);
/// approve and refuse are the data authority's; the others the provider's.
[[nodiscard]] bool is_review(Action action);

struct Position {
    State state = State::draft;
    Stage stage = Stage::none;
    int version = 0;  // published so far
    bool operator==(const Position&) const = default;
};
/// Where an action leads; none: not now. A review that publishes raises the version.
[[nodiscard]] std::optional<Position> next(const Position& from, Action action, bool two_step_review);
/// A changed body: never published entries begin again, published ones get a working copy beside what is published.
[[nodiscard]] std::optional<Position> revised(const Position& from);
[[nodiscard]] std::vector<Action> actions(const Position& from, bool two_step_review);

}  // namespace yici::catalogue
