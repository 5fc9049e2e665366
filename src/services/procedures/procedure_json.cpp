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
    for (const auto& [key, value] : values(name).entries()) {
        if (value.string() == nullptr) bad(name);
        found.emplace_back(key, *value.string());
    }
    return found;
}

std::string to_json(const process::ModelRow& model) {
    return Object()
        .number("id", model.id)
        .text("key", model.key)
        .number("version", model.version)
        .text("name", model.name)
        .time("deployed_at", model.deployed)
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
        .text("key", finding.key)
        .text("detail", finding.detail)
        .text("text", finding.to_string(Language::zh))
        .take();
}

}  // namespace yici::procedures
