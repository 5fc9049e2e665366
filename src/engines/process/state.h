#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/feel/value.h"
#include "engines/process/model.h"

namespace yici::process {

/// Where the procedure stands. Ids of tokens and scopes come from one counter of the instance, 1 upward; 0 is the
/// process's own scope.
struct Token {
    enum class Stand : char {
        ready = 'r',    // about to enter its element
        waiting = 'w',  // on work: a task, a job, a message, a timer, a called procedure
        joining = 'j',  // at a gateway, having come by `flow`
        inside = 's',   // its sub-process, its iterations or its compensations are under way
        stuck = 'i',    // could not enter its element: an incident waits for an operator
        leaving = 'o'   // the same, when it wanted to leave
    };
    int64_t id = 0;
    int element = -1;
    int64_t scope = 0;
    Stand stand = Stand::ready;
    int flow = -1;
    int64_t pending = 0;  // signatures that are wanted beside the first one
    int64_t origin = 0;   // of a compensation handler: the token that waits for it
    bool seen = false;    // of a conditional event: its condition was true when last looked at
};

/// An activity that is done and can be compensated; of a sub-process with what was done inside it.
struct Compensation {
    int element = -1;
    std::vector<Compensation> inner;
};

struct Scope {
    enum class Kind : char { process = 'p', embedded = 'e', iteration = 'n' };
    int64_t id = 0;
    int64_t parent = 0;
    int64_t owner = 0;  // the token that waits for it in the parent
    int element = -1;
    Kind kind = Kind::process;
    feel::Context locals;
    std::vector<Compensation> done;
};

/// The iterations of one token's activity.
struct Iterations {
    int64_t token = 0;
    int64_t total = 0;
    int64_t started = 0;
    int64_t completed = 0;
    feel::List items;
    feel::List results;
};

/// Handlers that a compensation throw runs one after another, last done first.
struct Compensating {
    int64_t token = 0;
    std::vector<int> handlers;  // the next one at the end
};

struct State {
    int64_t last_id = 0;
    int64_t holds = 0;       // tokens at elements that suspend the clocks
    bool suspended = false;  // by command
    Date stopped_from;       // since when clocks stand still, while they do
    std::vector<codes::Suspension> stops;
    std::vector<Token> tokens;
    std::vector<Scope> scopes;
    std::vector<Iterations> iterations;
    std::vector<Compensating> compensating;

    [[nodiscard]] Token* token(int64_t id);
    [[nodiscard]] const Token* token(int64_t id) const;
    [[nodiscard]] Scope& scope(int64_t id);
    [[nodiscard]] const Scope& scope(int64_t id) const;
    [[nodiscard]] Iterations* iterations_of(int64_t token);
    [[nodiscard]] bool clocks_stand() const { return holds > 0 || suspended; }
};

/// A line a thing, elements by their ids, so that a person can read it and another version of the model as well.
[[nodiscard]] std::string encode(const State& state, const Model& model);
/// Damage is process.state_damaged (internal), an element that the model lacks process.element_unknown (conflict).
[[nodiscard]] State decode(std::string_view text, const Model& model);

}  // namespace yici::process
