#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/policy.h"

namespace yici::cli {

void add_pack_check(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command =
        group(app, "pack", "Packs: policy as data").add_subcommand("check", "Names every fault with file and line");
    auto folder = std::make_shared<std::string>();
    auto language = std::make_shared<std::string>("zh");
    command->add_option("FOLDER", *folder, "The pack")->required();
    command->add_option("--lang", *language, "Language of the sentences")->check(CLI::IsMember({"zh", "en"}));
    command->callback([folder, language, &exit_code] {
        if (!std::filesystem::is_directory(*folder)) throw Error(ErrorKind::not_found, "cli.pack_not_found", *folder);
        std::vector<Finding> findings;
        const auto policy = Policy::read(*folder, findings);
        for (const Finding& finding : findings)
            std::cout << finding.to_string(*language == "en" ? Language::en : Language::zh) << '\n';
        std::cout << (findings.empty() ? "sound: " + policy->summary() : std::to_string(findings.size()) + " faults")
                  << '\n';
        exit_code = findings.empty() ? 0 : 1;
    });
}

}  // namespace yici::cli
