#include "services/procedures/procedure_json.h"

#include <array>

#include "engines/process/values.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::procedures {

namespace {

[[noreturn]] void bad(std::string_view name) {
    throw Error(ErrorKind::invalid_input, "procedures.bad_request", std::string(name));
}

/// {"a":1,…} piece by piece.
class Object {
  public:
    Object& text(std::string_view name, std::string_view value) {
        key(name);
        append_json_string(out_, value);
        return *this;
    }
    Object& number(std::string_view name, int64_t value) { return raw(name, std::to_string(value)); }
    Object& flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
    Object& time(std::string_view name, const std::optional<Instant>& value) {
        return value ? text(name, to_iso8601(*value)) : raw(name, "null");
    }
    Object& raw(std::string_view name, std::string_view json) {
        key(name);
        out_ += json;
        return *this;
    }
    [[nodiscard]] std::string take() { return out_ + "}"; }

  private:
    void key(std::string_view name) {
        if (out_.size() > 1) out_ += ',';
        append_json_string(out_, name);
        out_ += ':';
    }
    std::string out_ = "{";
};

constexpr std::array<std::string_view, 9> kKinds = {"",       "user",     "job",      "timer",    "message",
                                                    "signal", "incident", "delivery", "condition"};
constexpr std::array<std::string_view, 5> kWorkStates = {"open", "done", "dropped", "incident", "held"};
constexpr std::array<std::string_view, 5> kInstanceStates = {"running", "done", "terminated", "cancelled", "failed"};

std::string to_json(const process::TokenView& token) {
    return Object()
        .number("id", token.id)
        .text("element", token.element)
        .text("name", token.name)
        .text("stand", std::string_view(&token.stand, 1))
        .take();
}

/// One object of two.
std::string joined(std::string first, std::string_view second) {
    first.back() = ',';
    return first.append(second.substr(1));
}

}  // namespace

Body::Body(std::string_view text) {
    try {
        content_ = process::context_of_json(text);
    } catch (const Error&) {
        bad("body");
    }
}

std::string Body::text(std::string_view name) const {
    const feel::Value* value = content_.find(name);
    if (value == nullptr || value->is_null()) return {};
    if (value->string() == nullptr) bad(name);
    return *value->string();
}

bool Body::has(std::string_view name) const {
    const feel::Value* value = content_.find(name);
    return value != nullptr && !value->is_null();
}

feel::Context Body::values(std::string_view name) const {
    const feel::Value* value = content_.find(name);
    if (value == nullptr || value->is_null()) return {};
    if (value->context() == nullptr) bad(name);
    return *value->context();
}

int64_t Body::number(std::string_view name) const {
    const feel::Value* value = content_.find(name);
    const auto number = value != nullptr && value->number() != nullptr ? value->number()->to_integer() : std::nullopt;
    if (!number) bad(name);
    return *number;
}

std::vector<std::pair<std::string, std::string>> Body::pairs(std::string_view name) const {
    std::vector<std::pair<std::string, std::string>> found;
    const feel::Context given = values(name);
    for (const auto& [key, value] : given.entries()) {
        if (value.string() == nullptr) bad(name);
        found.emplace_back(key, *value.string());
    }
    return found;
}

std::string to_json(const CountedModel& model) {
    return Object()
        .number("id", model.row.id)
        .text("key", model.row.key)
        .number("version", model.row.version)
        .text("name", model.row.name)
        .time("deployed_at", model.row.deployed)
        .number("running", model.counts.running)
        .number("late", model.counts.late)
        .take();
}

std::string to_json(const process::WorkView& work) {
    const process::WorkRow& row = work.row;
    return Object()
        .number("id", row.id)
        .number("instance", row.instance)
        .number("model", row.model)
        .text("element", row.element)
        .text("name", work.name)
        .text("kind", kKinds.at(static_cast<size_t>(row.kind)))
        .text("state", kWorkStates.at(static_cast<size_t>(row.state)))
        .time("created_at", row.created)
        .time("due_at", row.due)
        .text("light", codes::to_string(work.light))
        .text("form", row.kind == process::WorkKind::user ? row.reference : std::string())
        .text("assignee", row.assignee)
        .text("delegated_by", row.delegated_by)
        .text("organisation", row.organisation)
        .text("role", row.role)
        .number("attempts", row.attempts)
        .text("problem", row.problem)
        .time("done_at", row.done)
        .text("done_by", row.done_by)
        .take();
}

namespace {

Object named(const process::WorkRow& row, const Names& names) {
    Object object;
    object.text("assignee_name", row.assignee.empty() ? row.assignee : names.person(row.assignee))
        .text("organisation_name", row.organisation.empty() ? row.organisation : names.organisation(row.organisation));
    return object;
}

}  // namespace

std::string to_json(const process::WorkView& task, const Names& names, std::string_view key, bool mine) {
    return joined(to_json(task), named(task.row, names).text("case", key).flag("mine", mine).take());
}

std::string to_json(const process::WorkView& task, const Names& names, const TaskSurroundings& around) {
    std::string passed = "[";
    for (const auto& [element, name] : around.passed) {
        passed += (passed.size() > 1 ? "," : "") + Object().text("element", element).text("name", name).take();
    }
    return joined(to_json(task), named(task.row, names)
                                     .text("case", around.key)
                                     .raw("variables", around.variables)
                                     .flag("suspended", around.suspended)
                                     .raw("passed", passed + "]")
                                     .raw("schema", around.schema)
                                     .raw("answers", around.answer ? around.answer->content : "null")
                                     .take());
}

std::string to_json(const process::InstanceView& instance) {
    const process::InstanceRow& row = instance.row;
    Object object;
    object.number("id", row.id)
        .text("key", row.key)
        .text("procedure", instance.process)
        .number("model", row.model)
        .number("version", instance.version)
        .text("name", instance.name)
        .text("state", kInstanceStates.at(static_cast<size_t>(row.state)))
        .time("started_at", row.started)
        .time("ended_at", row.ended)
        .time("due_at", row.due)
        .text("light", codes::to_string(instance.light))
        .flag("clocks_stand", instance.clocks_stand);
    std::string tokens = "[";
    for (const process::TokenView& token : instance.tokens) tokens += (tokens.size() > 1 ? "," : "") + to_json(token);
    return object.raw("tokens", tokens + "]").raw("work", array_of(instance.work)).take();
}

std::string to_json(const process::ElementCount& count) {
    return Object()
        .text("element", count.element)
        .number("open", count.open)
        .number("late", count.late)
        .number("incidents", count.incidents)
        .number("done", count.done)
        .number("dropped", count.dropped)
        .time("oldest_open", count.oldest_open)
        .number("mean_seconds", static_cast<int64_t>(count.mean_seconds))
        .take();
}

std::string to_json(const Finding& finding) {
    return Object()
        .number("line", finding.line)
        .text("key", finding.key)
        .text("detail", finding.detail)
        .text("text", message(finding.key, Language::zh))
        .text("text_en", message(finding.key, Language::en))
        .take();
}

std::string to_json(const SeenInstance& seen) {
    Object people;
    for (const auto& [id, name] : seen.people) people.text(id, name);
    Object bodies;
    for (const auto& [code, name] : seen.bodies) bodies.text(code, name);
    std::string interventions = "[";
    for (const Intervention& one : seen.interventions) {
        if (interventions.size() > 1) interventions += ',';
        interventions += Object()
                             .text("element", one.element)
                             .text("action", one.action)
                             .text("reason", one.reason)
                             .text("by", one.by)
                             .time("at", one.at)
                             .take();
    }
    return joined(to_json(seen.view), Object()
                                          .raw("interventions", interventions + "]")
                                          .raw("people", people.take())
                                          .raw("bodies", bodies.take())
                                          .take());
}

std::string to_json(const ListedIncident& listed) {
    const process::WorkRow& row = listed.work.row;
    const std::string key =
        row.kind == process::WorkKind::incident ? row.reference : row.problem.substr(0, row.problem.find(' '));
    // A machine's own words are no key: they stand in `problem` as they are.
    const auto text = [&](Language language) { return message(key, language) == key ? "" : message(key, language); };
    return joined(to_json(listed.work), Object()
                                            .text("case", listed.instance.row.key)
                                            .text("procedure", listed.instance.name)
                                            .number("version", listed.instance.version)
                                            .text("text", text(Language::zh))
                                            .text("text_en", text(Language::en))
                                            .take());
}

std::string to_json(const SeenIncident& seen) {
    // What should have begun an instance has none, and no variables.
    const std::string& variables = seen.listed.instance.row.variables;
    std::string flows = "[";
    for (const auto& [flow, to] : seen.flows) {
        if (flows.size() > 1) flows += ',';
        flows += Object().text("id", flow.id).text("name", flow.name).text("to", to).take();
    }
    return joined(to_json(seen.listed),
                  Object().raw("flows", flows + "]").raw("variables", variables.empty() ? "{}" : variables).take());
}

std::string to_json(const SeenStep& step) {
    Object object;
    object.text("name", step.name)
        .text("organisation_name", step.body)
        .text("state", kWorkStates.at(static_cast<size_t>(step.state)))
        .time("since", step.since)
        .time("due_at", step.due)
        .time("done_at", step.done)
        .text("light", codes::to_string(step.light));
    if (!step.answers.empty()) object.raw("answers", array_of(step.answers));
    return object.take();
}

std::string to_json(const Answer& answer) {
    return Object().text("form", answer.form).raw("answers", answer.content).time("at", answer.at).take();
}

std::string to_json(const process::Definitions& drawn) {
    std::string processes = "[";
    for (const auto& model : drawn.models) {
        if (processes.size() > 1) processes += ',';
        processes +=
            Object().text("key", model->key).text("name", model->name).flag("runs", drawn.can_run(*model)).take();
    }
    std::string cannot = "[";
    for (const auto& [process, finding] : drawn.not_executable) {
        if (cannot.size() > 1) cannot += ',';
        cannot += joined(to_json(finding), Object().text("procedure", process).take());
    }
    return Object()
        .raw("procedures", processes + "]")
        .raw("faults", array_of(drawn.faults))
        .raw("not_executable", cannot + "]")
        .take();
}

}  // namespace yici::procedures
