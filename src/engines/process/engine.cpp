#include "engines/process/engine.h"

#include <algorithm>

#include "engines/process/schema_sql.h"
#include "engines/process/steps.h"
#include "engines/process/values.h"
#include "foundation/base/error.h"
#include "foundation/crypto/hash.h"

namespace yici::process {

Engine::Engine(const Parts& parts) : inner_(std::make_unique<Inner>(parts)) {
    parts.database.migrate("engines/process", kSchemaSql);
}

Engine::~Engine() = default;

namespace {

/// What begins a procedure from outside waits as a row without an instance, as long as the version is the newest.
std::vector<Opened> start_subscriptions(const Model& model, const Parts& parts) {
    std::vector<Opened> opened;
    State state;
    feel::Context none;
    Execution execution({model, state, none, parts.clock, parts.calendar, nullptr, {}, false});
    for (const int start : model.shape(-1).starts) {
        if (model.at(start).type == ElementType::start_event) execution.subscribe(0, 0, start);
    }
    opened = execution.effects().opened;
    for (Opened& one : opened) one.key.clear();
    return opened;
}

void refuse_faulty(const Definitions& definitions) {
    if (definitions.faults.empty()) return;
    const Finding& first = definitions.faults.front();
    throw Error(ErrorKind::rule_violated, "process.model_faulty", first.to_string(Language::zh));
}

void refuse_not_executable(const Definitions& definitions, const Model& model) {
    for (const auto& [key, finding] : definitions.not_executable) {
        if (key == model.key) {
            throw Error(ErrorKind::rule_violated, "process.model_not_executable", finding.to_string(Language::zh));
        }
    }
}

}  // namespace

std::vector<Deployed> Engine::deploy(db::Transaction& transaction, std::string_view xml, const std::string& file) {
    const Definitions definitions = read_bpmn(xml, file);
    refuse_faulty(definitions);
    const std::string digest = to_hex(crypto::sm3(std::string(xml)));
    std::vector<Deployed> deployed;
    for (const auto& model : definitions.models) {
        if (!model->executable) continue;
        refuse_not_executable(definitions, *model);
        const auto latest = inner_->store.latest_model(transaction, model->key);
        if (latest && latest->digest == digest) {
            deployed.push_back({latest->id, model->key, latest->version, false});
            continue;
        }
        ModelRow row;
        row.key = model->key;
        row.version = latest ? latest->version + 1 : 1;
        row.name = model->name;
        row.digest = digest;
        row.deployed = inner_->now();
        row.id = inner_->store.insert_model(transaction, row, xml);
        if (latest) {
            transaction.execute(
                "UPDATE process_work SET state = 2, done_at = ? WHERE instance = 0 AND model = ? AND state = 0",
                {micros(inner_->now()), latest->id});
        }
        for (const Opened& one : start_subscriptions(*model, inner_->parts)) {
            inner_->store.insert_work(transaction, 0, row.id, model->at(one.element).id, one, inner_->now());
        }
        transaction.after_commit([this, id = row.id, model] { inner_->models.put(id, model); });
        deployed.push_back({row.id, row.key, row.version, true});
    }
    if (deployed.empty()) throw Error(ErrorKind::rule_violated, "process.model_not_executable", file);
    return deployed;
}

std::vector<ModelRow> Engine::models(db::Transaction& transaction) const {
    return inner_->store.models(transaction);
}

std::string Engine::model_xml(db::Transaction& transaction, int64_t id) const {
    return inner_->store.model_xml(transaction, id);
}

std::shared_ptr<const Model> Engine::model(db::Transaction& transaction, int64_t id) const {
    return inner_->models.get(transaction, id);
}

int64_t Engine::start(db::Transaction& transaction, const Start& request) {
    std::optional<ModelRow> model = inner_->store.latest_model(transaction, request.process);
    if (model && request.version != 0 && model->version != request.version) {
        const auto all = inner_->store.models(transaction);
        const auto found = std::ranges::find_if(
            all, [&](const ModelRow& row) { return row.key == request.process && row.version == request.version; });
        model = found == all.end() ? std::nullopt : std::optional(*found);
    }
    if (!model) throw Error(ErrorKind::not_found, "process.model_unknown", request.process);
    int element = -1;
    if (!request.element.empty()) {
        const auto shape = inner_->models.get(transaction, model->id);
        element = shape->find(request.element).value_or(-1);
        const auto& starts = shape->shape(-1).starts;
        if (std::ranges::find(starts, element) == starts.end()) {
            throw Error(ErrorKind::invalid_input, "process.element_unknown", request.element);
        }
    }
    return inner_->begin(transaction, *model, request, element, std::nullopt, std::nullopt, 0);
}

Store::Both Engine::Inner::open_work(db::Transaction& transaction, int64_t id) const {
    auto both = store.lock_work(transaction, id);
    if (!both) throw Error(ErrorKind::not_found, "process.work_unknown", std::to_string(id));
    if (both->work.state != WorkState::open)
        throw Error(ErrorKind::conflict, "process.work_not_open", std::to_string(id));
    return std::move(*both);
}

Store::Both Engine::Inner::own_task(db::Transaction& transaction, int64_t id, const std::string& person) const {
    auto both = open_work(transaction, id);
    if (both.work.kind != WorkKind::user || !both.instance) {
        throw Error(ErrorKind::conflict, "process.no_task", std::to_string(id));
    }
    if (!both.work.assignee.empty() && both.work.assignee != person) {
        throw Error(ErrorKind::forbidden, "process.not_yours", std::to_string(id));
    }
    return both;
}

void Engine::complete(db::Transaction& transaction, const Completion& completion) {
    auto both = inner_->own_task(transaction, completion.work, completion.by);
    Loaded loaded = inner_->load(transaction, std::move(*both.instance));
    Execution run = inner_->execution(loaded);
    const auto element = loaded.model->find(both.work.element);
    if (!element) throw Error(ErrorKind::conflict, "process.element_unknown", both.work.element);
    if (!both.work.delegated_by.empty()) {
        // The one who delegated it sees the answer and finishes it.
        both.work.assignee = std::exchange(both.work.delegated_by, {});
        inner_->store.update_work(transaction, both.work);
        run.answered(both.work.owner, completion.outputs);
        inner_->store_step(transaction, loaded, run, {completion.by, "answered", both.work.element, both.work.id});
        return;
    }
    inner_->store.finish_work(transaction, both.work.id, completion.by, inner_->now());
    if (run.signature_given(both.work.owner)) {
        run.answered(both.work.owner, completion.outputs);
        // What was held for this signature goes on.
        transaction.execute(
            "UPDATE process_work SET state = 0, problem = '' WHERE instance = ? AND state = 4 AND problem = ?",
            {loaded.row.id, "after " + std::to_string(both.work.id)});
    } else {
        run.done(both.work.owner, *element, completion.outputs);
    }
    inner_->store_step(transaction, loaded, run, {completion.by, "completed", both.work.element, both.work.id});
}

}  // namespace yici::process
