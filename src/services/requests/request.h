#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "foundation/base/clock.h"

namespace yici::requests {

using yici::to_string;  // the ones for states and actions would hide it

/// Where a request stands, as a real provincial platform names it: 已创建 → 待审核 → 已退回 | 待订阅 → 待推送 → 已完成;
/// 转交 while another provider has it, 失效 at the end.
enum class State { created, reviewing, returned, subscribing, delivering, completed, lapsed, transferred };
[[nodiscard]] std::string_view to_string(State state);
[[nodiscard]] std::string_view name_of(State state);  // 待审核
[[nodiscard]] std::optional<State> parse_state(std::string_view text);

/// Whose turn it is, and so which clock runs.
enum class Stage { none, precheck, answer, mediation, subscription, delivery, resubmission };
[[nodiscard]] std::string_view to_string(Stage stage);
[[nodiscard]] std::optional<Stage> parse_stage(std::string_view text);

/// submit, subscribe, object: the department that asks. pass, mediate, decide: the data authority. answer, deliver: the
/// provider. send_back, transfer, revoke: provider or authority. withdraw: who asked.
enum class Action {
    submit,
    pass,
    send_back,
    answer,
    transfer,
    mediate,
    decide,
    subscribe,
    object,
    deliver,
    withdraw,
    revoke
};
[[nodiscard]] std::string_view to_string(Action action);

/// What is asked for, or offered.
struct Terms {
    std::vector<std::string> fields;
    int64_t daily_quota = 0;
    Date valid_until{};
    bool operator==(const Terms&) const = default;
};

/// A department's request for a resource (数据共享申请).
struct Request {
    std::string number;
    std::string requester;  // credit code
    std::string resource;
    std::string provider;  // credit code
    std::string purpose;   // "matter" or "supervision"
    std::string matter;    // with supervision: the code of the item that is supervised
    std::string material;  // empty with supervision
    std::string reason;
    Terms terms;
    std::string basis;   // the law or rule it rests on
    std::string ground;  // the law that demands data that are not shared
    State state = State::created;
    Stage stage = Stage::none;
    std::optional<codes::Limit> limit;  // of the stage
    std::optional<Terms> offer;         // what the provider is willing to give, when that is less
    std::string condition;              // of the offer
    std::string answer;                 // the last reason that was given
    std::string outcome;                // of a lapsed one: refused, withdrawn, revoked, expired, not_resubmitted …
    bool granted = false;               // a grant with this number is there, in force or not
    std::string created_by;
    Instant created_at{};
};

struct Event {
    int64_t step = 0;
    Instant time{};
    std::string actor;
    std::string actor_name;
    std::string organisation;
    std::string action;
    State state = State::created;
    Stage stage = Stage::none;
    std::string note;
};

/// Who acts. Whether the organisation asks or provides, the request itself says.
struct Actor {
    std::string id;
    std::string name;
    std::string organisation;
    bool steward = false;
    bool authority = false;
};

/// The light of the running stage; none when nobody's clock runs.
[[nodiscard]] codes::Light light_of(const Request& request, Date today);
/// What the state allows, to anybody.
[[nodiscard]] bool state_allows(const Request& request, Action action);
/// What the actor may do now.
[[nodiscard]] bool may(const Request& request, Action action, const Actor& actor, Date today);
[[nodiscard]] std::vector<Action> actions_for(const Request& request, const Actor& actor, Date today);

}  // namespace yici::requests
