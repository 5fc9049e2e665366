#include "services/procedures/pack_decisions.h"

#include "foundation/base/files.h"

namespace yici::procedures {

void PackDecisions::load(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    std::vector<rules::Decisions> read;
    for (const auto& file : files_in(pack / "decisions", ".dmn"))
        read.push_back(rules::Decisions::load(file, findings));
    const std::lock_guard lock(mutex_);
    models_ = std::move(read);
}

feel::Value PackDecisions::decide(std::string_view decision, const feel::Context& variables, feel::Run& run) const {
    std::vector<rules::Decisions> models;
    {
        const std::lock_guard lock(mutex_);
        models = models_;
    }
    for (const rules::Decisions& model : models) {
        if (model.has_decision(decision)) return model.evaluate(decision, variables, run).value;
    }
    throw Error(ErrorKind::not_found, "process.decision_unknown", std::string(decision));
}

}  // namespace yici::procedures
