#include <algorithm>

#include "engines/process/values.h"
#include "services/procedures/answers.h"
#include "services/procedures/procedures_state.h"

namespace yici::procedures {

namespace {

/// The files that an answer names and that an earlier one (a delegate's) did not: those are the case's already.
std::vector<forms::FileReference> new_files(const forms::Form& form, std::string_view answer,
                                            const std::optional<Answer>& earlier) {
    auto files = form.attachments(answer);
    if (!earlier) return files;
    const auto known = form.attachments(earlier->content);
    std::erase_if(files, [&](const forms::FileReference& one) {
        return std::ranges::count(known, one.attachment, &forms::FileReference::attachment) > 0;
    });
    return files;
}

}  // namespace

void Procedures::complete(db::Transaction& transaction, const Done& done) {
    inner_->complete(transaction, done);
}

/// The files become the case's; each wrong one is a fault of its field.
void Procedures::Inner::bind_files(db::Transaction& transaction, const std::vector<forms::FileReference>& files,
                                   const process::WorkView& task, const std::string& by) const {
    if (files.empty()) return;
    std::vector<attachments::Use> uses;
    uses.reserve(files.size());
    for (const forms::FileReference& file : files) uses.push_back({file.attachment, file.accepted});
    const std::string key = engine.brief(transaction, task.row.instance).value().key;
    if (parts.attachments == nullptr || key.empty())
        throw forms::Refused({{files[0].pointer, "attachments.not_found", ""}});
    if (const auto fault = parts.attachments->bind(transaction, uses, key, by))
        throw forms::Refused({{files[fault->use].pointer, fault->key, ""}});
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
    bind_files(transaction, new_files(*form, *done.answers, earlier), *task, done.by);
    keep_answer(transaction, {done.task, task->row.instance, name, *done.answers, done.by, parts.clock.now()});
    feel::Context outputs = process::context_of_json(*done.answers);
    // What was left open is null, and no variable of the same name.
    for (const forms::Field& field : form->fields()) {
        if (outputs.find(field.name) == nullptr) outputs.put(field.name, feel::Value());
    }
    engine.complete(transaction, {done.task, done.by, outputs});
}

}  // namespace yici::procedures
