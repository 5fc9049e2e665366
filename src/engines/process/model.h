#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/process/formula.h"
#include "foundation/base/error.h"

namespace yici::process {

/// What an element of a diagram is (BPMN 2.0.2 §10). `unsupported` stands for what is drawn and cannot run.
enum class ElementType : uint8_t {
    task,
    user_task,
    service_task,
    script_task,
    business_rule_task,
    send_task,
    receive_task,
    manual_task,
    call_activity,
    sub_process,
    exclusive_gateway,
    parallel_gateway,
    inclusive_gateway,
    event_gateway,
    start_event,
    end_event,
    catch_event,
    throw_event,
    boundary_event,
    unsupported
};

enum class EventKind : uint8_t {
    none,
    message,
    timer,
    error,
    escalation,
    signal,
    terminate,
    compensation,
    conditional,
    link
};

[[nodiscard]] std::string_view to_string(ElementType type);
[[nodiscard]] std::string_view to_string(EventKind kind);
[[nodiscard]] bool is_activity(ElementType type);

/// When a timer is due. A number of days ends with its last day in China; a duration counts from when the timer is set.
struct Timer {
    enum class Kind : uint8_t { date, duration, cycle, working_days, calendar_days };
    Kind kind = Kind::duration;
    Formula when;
};

/// A time limit of a step or of the whole procedure, in days; it shows lights and stops while clocks are suspended.
struct Limit {
    Formula days;
    bool working = true;
};

/// Multi-instance and standard loops (BPMN §13.3.6, §13.3.7).
struct Loop {
    bool standard = false;
    bool sequential = false;
    bool test_before = false;
    int64_t maximum = 0;  // of a standard loop; 0: none
    Formula cardinality;
    Formula items;
    std::string item;  // the variable that holds one of the items
    Formula until;     // multi-instance: done when true; standard: goes on while true
    std::string results;
    Formula result;
};

struct Mapping {
    Formula source;
    std::string target;
};

struct Candidate {
    Formula organisation;
    Formula role;
};

struct Flow {
    std::string id;
    std::string name;
    int from = -1;
    int to = -1;
    Formula condition;
};

/// A flow node; other elements are named by their index in Model::elements.
struct Element {
    std::string id;
    std::string name;
    ElementType type = ElementType::unsupported;
    EventKind event = EventKind::none;
    int line = 0;
    int parent = -1;  // the sub-process around it; -1: the process itself
    std::vector<int> incoming;
    std::vector<int> outgoing;  // flows
    int default_flow = -1;

    std::vector<int> boundary;  // events attached to this activity
    int attached_to = -1;
    bool interrupting = true;       // boundary events and starts of event sub-processes
    bool by_event = false;          // an event sub-process
    bool for_compensation = false;  // a compensation handler
    int handler = -1;               // the compensation handler of this activity
    int compensates = -1;           // a compensation throw's one activity; -1: all of the scope

    std::string reference;  // name of a message or signal, code of an error or escalation (empty: any), link's name
    Formula correlation;    // key by which a message finds its way; none: the instance's business key
    std::optional<Timer> timer;
    Formula condition;
    std::optional<Loop> loop;

    Formula job;      // kind of work that a worker asks for
    int retries = 3;  // attempts in all before an operator is called
    Formula backoff;  // first pause between attempts, doubled each time
    Formula script;
    std::string decision;
    std::string result;  // variable
    Formula called;      // process key
    std::vector<Mapping> inputs;
    std::vector<Mapping> outputs;

    Formula assignee;
    std::vector<Candidate> candidates;
    std::string form;
    std::optional<Limit> limit;
    bool suspends_clocks = false;
};

/// The starts of one scope: the process (-1) or a sub-process.
struct ScopeShape {
    std::vector<int> starts;               // start events, or where none is drawn everything that nothing leads to
    std::vector<int> event_sub_processes;  // their start is elements[starts of their own shape].event
};

/// One process of a BPMN file, checked and never changed.
class Model {
  public:
    std::string key;  // the process's id
    std::string name;
    bool executable = true;  // isExecutable is not "false"
    int line = 0;
    std::optional<Limit> limit;
    std::vector<std::string> variables;  // that it declares
    std::vector<Element> elements;
    std::vector<Flow> flows;

    [[nodiscard]] std::optional<int> find(std::string_view id) const;
    [[nodiscard]] const Element& at(int element) const { return elements[static_cast<size_t>(element)]; }
    [[nodiscard]] const ScopeShape& shape(int scope) const { return shapes_[static_cast<size_t>(scope) + 1]; }
    /// Whether from `element`, without passing the inclusive gateway, a token can come to its incoming flow `flow`
    /// (position in incoming).
    [[nodiscard]] bool reaches(int gateway, size_t flow, int element) const;
    /// Whether a token at `from` can come to `to` inside their scope.
    [[nodiscard]] bool leads_to(int from, int to) const;
    /// The catch that a link's throw jumps to; -1: none.
    [[nodiscard]] int link_target(int element) const;

    /// Builds what is derived from elements and flows; called once by the reader.
    void finish();

  private:
    std::unordered_map<std::string, int> by_id_;
    std::vector<ScopeShape> shapes_;
    /// Inclusive gateway → for each incoming flow the elements that reach it.
    std::unordered_map<int, std::vector<std::vector<bool>>> reach_;
    [[nodiscard]] std::vector<bool> elements_before(int flow, int without) const;
};

/// What a file holds. `faults` make it unusable as a whole (dangling references, doubled ids, expressions that are no
/// FEEL); `not_executable` names what is drawn and cannot run, by process key: such a process cannot be deployed.
struct Definitions {
    std::vector<std::shared_ptr<const Model>> models;
    std::vector<Finding> faults;
    std::vector<std::pair<std::string, Finding>> not_executable;

    [[nodiscard]] bool can_run(const Model& model) const;
};

/// Reads BPMN 2.0 XML of any tool. Throws Error invalid_input for what is no such file: process.xml_refused (DOCTYPE,
/// depth, size, encoding), process.xml_malformed, process.no_bpmn.
[[nodiscard]] Definitions read_bpmn(std::string_view xml, const std::string& file = {});

inline constexpr std::string_view kExtensionNamespace = "urn:yici:procedure:1";

}  // namespace yici::process
