#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/process/engine.h"
#include "services/procedures/answers.h"
#include "services/procedures/procedures.h"
#include "services/procedures/procedures_state.h"

namespace yici::procedures {

/// A request's body: an object, or procedures.bad_request (invalid_input).
class Body {
  public:
    explicit Body(std::string_view text);
    /// "" when absent; something else than text is procedures.bad_request.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    /// As FEEL values; {} when absent.
    [[nodiscard]] feel::Context values(std::string_view name) const;
    [[nodiscard]] int64_t number(std::string_view name) const;
    /// {"old":"new"} as pairs.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs(std::string_view name) const;

  private:
    feel::Context content_;
};

struct CountedModel {
    process::ModelRow row;
    process::RunningCount counts;
};

/// An instance with why operators stepped in, and what people and bodies in it are called. People's names are masked.
struct SeenInstance {
    process::InstanceView view;
    std::vector<Intervention> interventions;
    std::map<std::string, std::string> people;  // by account
    std::map<std::string, std::string> bodies;  // by code
};

/// An incident in a list of them.
struct ListedIncident {
    process::WorkView work;
    process::InstanceView instance;
};

/// What an operator must know to mend it.
struct SeenIncident {
    ListedIncident listed;
    std::vector<std::pair<process::Flow, std::string>> flows;  // ways on, with the name of what they lead to
};

/// A step of a case as its applicant may see it: no names of people, and what they answered for staff alone.
struct SeenStep {
    std::string name;
    std::string body;
    process::WorkState state = process::WorkState::open;
    Instant since{};
    std::optional<Instant> due;
    std::optional<Instant> done;
    codes::Light light = codes::Light::none;
    std::vector<Answer> answers;
};

[[nodiscard]] std::string to_json(const CountedModel& model);
[[nodiscard]] std::string to_json(const process::WorkView& work);
[[nodiscard]] std::string to_json(const process::InstanceView& instance);
[[nodiscard]] std::string to_json(const SeenInstance& seen);
[[nodiscard]] std::string to_json(const ListedIncident& listed);
[[nodiscard]] std::string to_json(const SeenIncident& seen);
[[nodiscard]] std::string to_json(const SeenStep& step);
[[nodiscard]] std::string to_json(const Answer& answer);
/// What a drawing holds, what is wrong with it, and what in it cannot run.
[[nodiscard]] std::string to_json(const process::Definitions& drawn);

/// What stands for codes, for people to read.
struct Names {
    std::function<std::string(std::string_view)> person;        // by account
    std::function<std::string(std::string_view)> organisation;  // by credit code
};

/// A task for its list: with its case, and whether it is for the one who asks.
[[nodiscard]] std::string to_json(const process::WorkView& task, const Names& names, std::string_view key, bool mine);

/// What somebody who does a task must see beside it.
struct TaskSurroundings {
    std::string key;
    std::string variables;  // JSON
    bool suspended = false;
    std::vector<std::pair<std::string, std::string>> passed;  // where it may be sent back to: element, name
    std::string schema = "null";                              // JSON Schema of its form
    std::optional<Answer> answer;
};
[[nodiscard]] std::string to_json(const process::WorkView& task, const Names& names, const TaskSurroundings& around);
[[nodiscard]] std::string to_json(const process::ElementCount& count);
[[nodiscard]] std::string to_json(const Finding& finding);

/// [a,b,…]
template <typename Item, typename... More>
std::string array_of(const std::vector<Item>& items, const More&... more) {
    std::string json = "[";
    for (const Item& item : items) json += (json.size() > 1 ? "," : "") + to_json(item, more...);
    return json + "]";
}

}  // namespace yici::procedures
