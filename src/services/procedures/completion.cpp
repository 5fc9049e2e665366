#include "engines/process/values.h"
#include "services/procedures/answers.h"
#include "services/procedures/procedures_state.h"

namespace yici::procedures {

void Procedures::complete(db::Transaction& transaction, const Done& done) {
    inner_->complete(transaction, done);
}

void Procedures::Inner::complete(db::Transaction& transaction, const Done& done) {
    const auto task = engine.work(transaction, done.task);
    if (!task || task->row.kind != process::WorkKind::user)
        throw Error(ErrorKind::not_found, "procedures.not_found", std::to_string(done.task));
    const std::string& name = task->row.reference;
    if (name.empty()) {
        if (done.answers) throw Error(ErrorKind::invalid_input, "procedures.no_form", task->name);
        return engine.complete(transaction, {done.task, done.by, done.outputs});
    }
    if (!done.answers || !done.outputs.entries().empty())
        throw Error(ErrorKind::invalid_input, "procedures.answers_needed", name);
    const forms::Form* form = parts.forms.find(name);
    if (form == nullptr) throw Error(ErrorKind::conflict, "procedures.form_missing", name);
    form->require(*done.answers);
    const auto earlier = answer_of(transaction, done.task);
    attachments::bind_files(parts.attachments, transaction,
                            {*form, *done.answers, earlier ? std::string_view(earlier->content) : "{}"},
                            engine.brief(transaction, task->row.instance).value().key, done.by);
    keep_answer(transaction, {done.task, task->row.instance, name, *done.answers, done.by, parts.clock.now()});
    feel::Context outputs = process::context_of_json(*done.answers);
    // What was left open is null, and no variable of the same name.
    for (const forms::Field& field : form->fields()) {
        if (outputs.find(field.name) == nullptr) outputs.put(field.name, feel::Value());
    }
    engine.complete(transaction, {done.task, done.by, outputs});
}

}  // namespace yici::procedures
