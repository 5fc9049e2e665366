#include "engines/forms/forms.h"

#include <algorithm>

#include "engines/forms/schema.h"
#include "foundation/base/files.h"

namespace yici::forms {

namespace {

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text[0] >= 'a' && text[0] <= 'z' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

/// The places alone: what was typed may be personal.
std::string places(const std::vector<Fault>& faults) {
    std::string text;
    for (const Fault& fault : faults)
        text += (text.empty() ? "" : ", ") + (fault.pointer.empty() ? "/" : fault.pointer);
    return text.size() <= 500 ? text : text.substr(0, 497) + "...";
}

}  // namespace

Refused::Refused(std::vector<Fault> faults)
    : Error(ErrorKind::rule_violated, "forms.refused", places(faults)), faults_(std::move(faults)) {}

std::vector<Fault> Form::check(std::string_view answer) const {
    return forms::check(*schema_, answer, nullptr);
}

void Form::require(std::string_view answer) const {
    if (auto faults = check(answer); !faults.empty()) throw Refused(std::move(faults));
}

std::vector<FileReference> Form::attachments(std::string_view answer) const {
    std::vector<FileReference> files;
    (void)forms::check(*schema_, answer, &files);
    return files;
}

Forms Forms::load(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    Forms forms;
    for (const std::filesystem::path& file : files_in(pack / "forms", ".json")) {
        const std::string name = file.stem();
        if (!is_name(name)) {
            findings.push_back({file.string(), 0, "forms.bad_name", name});
            continue;
        }
        if (auto form = Form::parse(read_file(file), name, file.string(), findings))
            forms.forms_.emplace(name, std::move(form));
    }
    return forms;
}

const Form* Forms::find(std::string_view name) const {
    const auto found = forms_.find(name);
    return found == forms_.end() ? nullptr : found->second.get();
}

std::vector<const Form*> Forms::all() const {
    std::vector<const Form*> result;
    for (const auto& [name, form] : forms_) result.push_back(form.get());
    return result;
}

}  // namespace yici::forms
