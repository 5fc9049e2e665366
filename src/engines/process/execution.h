#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/process/model.h"
#include "engines/process/state.h"
#include "engines/process/times.h"
#include "foundation/base/clock.h"

namespace yici::process {

/// What a business rule task asked, what it was told, and why.
struct Decided {
    std::string element;  // the task's id
    std::string decision;
    std::string inputs;  // JSON: what the decision asks for, and no more
    std::string answer;  // JSON
    std::string ground;  // what the rules that matched rest on; may be empty
    std::string why_zh;
    std::string why_en;
};

/// Answers the decisions that business rule tasks name; handed in, so that this room needs no DMN.
class DecisionRunner {
  public:
    virtual ~DecisionRunner() = default;
    /// Fills all of `told` but the element. Throws Error for an unknown decision or one that fails.
    [[nodiscard]] virtual feel::Value decide(std::string_view decision, const feel::Context& variables, feel::Run& run,
                                             Decided& told) const = 0;
};

enum class WorkKind : int64_t {
    user = 1,
    job = 2,
    timer = 3,
    message = 4,
    signal = 5,
    incident = 6,
    delivery = 7,
    condition = 8
};

/// Work that begins to wait: a row of its own.
struct Opened {
    WorkKind kind = WorkKind::user;
    int element = -1;
    int64_t owner = 0;  // the token, or the scope of an event sub-process
    std::optional<Instant> due;
    std::string rule;       // see Due
    std::string reference;  // job kind, message, signal, key of an incident
    std::string key;        // correlation key
    std::string assignee;
    std::vector<std::pair<std::string, std::string>> candidates;  // organisation, role
    std::string payload;                                          // JSON; of an incident its detail
};

struct ThrownMessage {
    std::string name;
    std::string key;
    std::string variables;  // JSON
    int element = -1;
    int64_t owner = 0;
};

struct Call {
    int64_t token = 0;
    std::string process;
    feel::Context variables;
};

/// What one run of an instance asks its surroundings to do, in the same transaction.
struct Effects {
    std::vector<Opened> opened;
    std::vector<int64_t> closed;  // tokens and scopes whose open work is void
    std::vector<ThrownMessage> messages;
    std::vector<std::string> signals;
    std::vector<Call> calls;
    std::vector<int64_t> cancelled_calls;
    std::vector<Decided> decided;
    std::vector<int> path;   // elements in the order in which they were entered
    bool keep_open = false;  // the work that was done goes on waiting (events that do not interrupt)
    bool ended = false;
    bool terminated = false;
    std::optional<std::string> error;      // an error that nobody caught, for the caller of this procedure
    std::vector<std::string> escalations;  // the same for escalations
};

/// Moves the tokens of one instance: the semantics of BPMN 2.0.2 §13, without a database. Each public step runs until
/// every token waits. An Error of a formula or rule makes an incident of the token that it met; other errors come out.
class Execution {
  public:
    struct Given {
        const Model& model;
        State& state;
        feel::Context& variables;
        const Clock& clock;
        const codes::WorkingCalendar& calendar;
        const DecisionRunner* decisions = nullptr;
        std::string_view key;     // the instance's business key
        bool has_parent = false;  // called by another procedure
    };
    explicit Execution(const Given& given);

    /// Begins at the starts without an event, or at one start event.
    void start(int element = -1);
    /// The work of `owner` at `element` is done: a task, a job, a message, a timer, a signal.
    void done(int64_t owner, int element, const feel::Context& outputs);
    /// An error, or an escalation, of the work that the token waits for. False when nobody catches it.
    bool throw_error(int64_t token, const std::string& code, const std::string& text);
    bool escalate(int64_t token, const std::string& code);

    /// Of a stuck token: again, or on as if it were done (`flow`: the way on, where a gateway has several).
    void retry(int64_t token);
    void skip(int64_t token, int flow = -1);
    /// Takes the token from its activity to another element of the same scope.
    void move(int64_t token, int target);
    /// One more signer: a further iteration of a parallel multi-instance activity.
    void add_iteration(int64_t token, const feel::Value& item);
    /// Looks at conditions again, after variables were changed from outside.
    void look_again() { run(); }
    void cancel();

    [[nodiscard]] Effects& effects() { return effects_; }
    [[nodiscard]] Lookup lookup(const Token& token) const;
    /// The subscriptions and work that a token's element ought to have open: what a migration compares.
    [[nodiscard]] std::vector<int> subscriptions_of(const Token& token) const;
    void subscribe(int64_t owner, int64_t scope, int event);
    /// What a worker gets with a job: what the model maps, else every variable that the token sees.
    [[nodiscard]] feel::Context job_variables(const Token& token) const;
    /// An incident of a token whose call or work could not be begun.
    void refuse(int64_t token, const Error& error) { stop_at(token, Token::Stand::stuck, error); }
    /// One open signature less; true when others are still wanted and the token stays.
    bool signature_given(int64_t token);
    /// Takes what a signer or a delegate yields; the token stays.
    void answered(int64_t token, const feel::Context& outputs);

  private:
    void run();
    void step(int64_t id);
    void enter(int64_t id);
    void enter_activity(int64_t id);
    void enter_task(int64_t id);
    void enter_event(int64_t id);
    void enter_end(int64_t id);
    void throw_event(int64_t id);
    void stop_at(int64_t id, Token::Stand stand, const Error& error);
    void check_stuck();

    int64_t add_token(int element, int64_t scope, Token::Stand stand = Token::Stand::ready);
    void make_ready(int64_t id);
    void remove(int64_t id);
    void consume(int64_t id);
    void leave(int64_t id);
    void take(int64_t id, const std::vector<int>& flows);
    void finish(int64_t id, const feel::Context& outputs);
    void close(int64_t owner);

    [[nodiscard]] std::vector<int> ways_out(const Token& token) const;
    void join_parallel(int element, int64_t scope);
    bool join_inclusive();
    bool watch_conditions();
    bool watch_condition(int64_t owner, int64_t scope, int event);

    int64_t open_scope(int64_t owner, int element);
    void scope_done(int64_t id);
    void cancel_token(int64_t id);
    void cancel_inside(int64_t id);
    void cancel_scope(int64_t id);

    void open_user_task(const Token& token);
    void open_job(const Token& token);
    void decide(int64_t id);
    void call(int64_t id);
    [[nodiscard]] feel::Context inputs_of(const Token& token) const;
    void assign(int64_t scope, const std::string& name, const feel::Value& value);
    /// What the model maps of an activity's outputs, else all of them.
    [[nodiscard]] feel::Context mapped(const Token& token, const feel::Context& outputs) const;
    void take_outputs(const Token& token, const feel::Context& outputs);

    void fire_boundary(int64_t token, int event, const feel::Context& outputs);
    void start_event_sub_process(int64_t scope, int element, int start, const feel::Context& outputs);
    bool catch_from(int64_t token, EventKind kind, const std::string& code, const feel::Context& details);
    [[nodiscard]] int catching_sub_process(int64_t scope, EventKind kind, const std::string& code) const;
    void terminate(int64_t id);

    void enter_loop(int64_t id);
    void start_iteration(int64_t owner);
    void iteration_done(int64_t inner, const feel::Context& outputs);
    void finish_loop(int64_t owner);
    [[nodiscard]] bool goes_on(const Token& owner, const Iterations& iterations, const feel::Context& locals) const;

    void compensate(int64_t id);
    void compensate_next(int64_t id);
    void collect_handlers(std::vector<Compensation>& done, int only, std::vector<int>& handlers) const;

    [[nodiscard]] bool is_inner(const Token& token) const;
    [[nodiscard]] const Element& element_of(const Token& token) const { return given_.model.at(token.element); }
    [[nodiscard]] Token& token(int64_t id);
    [[nodiscard]] feel::Run feel_run() const { return feel::Run(given_.clock, kBudget); }

    static constexpr int64_t kBudget = 1'000'000;

    Given given_;
    Effects effects_;
    std::deque<int64_t> ready_;
    int64_t known_ids_;  // ids beyond are of this run: their work is not stored yet
    int64_t steps_ = 0;
};

}  // namespace yici::process
