#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "engines/process/model.h"
#include "foundation/base/files.h"

namespace yici::cli {

namespace {

/// Prints what is wrong in one file and what it holds; false when it is faulty.
bool check_file(const std::string& file, Language language) {
    process::Definitions definitions;
    try {
        definitions = process::read_bpmn(read_file(file), file);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::invalid_input) throw;
        std::cout << Finding{file, 0, error.key(), error.detail()}.to_string(language) << '\n';
        return false;
    }
    for (const Finding& fault : definitions.faults) std::cout << fault.to_string(language) << '\n';
    for (const auto& [key, finding] : definitions.not_executable) std::cout << finding.to_string(language) << '\n';
    for (const auto& model : definitions.models) {
        const bool runs = definitions.can_run(*model);
        std::cout << file << ": " << model->key << ' ' << model->elements.size() << " elements, " << model->flows.size()
                  << " flows, "
                  << (!runs               ? "cannot run"
                      : model->executable ? "can be deployed"
                                          : "can run, is drawn as not executable")
                  << '\n';
    }
    return definitions.faults.empty();
}

}  // namespace

void add_bpmn_check(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "bpmn", "Procedures: BPMN 2.0 models")
                            .add_subcommand("check", "Names faults and what cannot be executed, with their lines");
    auto files = std::make_shared<std::vector<std::string>>();
    auto language = std::make_shared<std::string>("zh");
    command->add_option("FILE", *files, "BPMN 2.0 XML")->required();
    command->add_option("--lang", *language, "Language of the sentences")->check(CLI::IsMember({"zh", "en"}));
    command->callback([files, language, &exit_code] {
        for (const std::string& file : *files) {
            if (!check_file(file, *language == "en" ? Language::en : Language::zh)) exit_code = 1;
        }
    });
}

}  // namespace yici::cli
