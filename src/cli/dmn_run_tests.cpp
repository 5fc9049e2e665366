#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "engines/rules/tck.h"
#include "foundation/base/error.h"

namespace yici::cli {

void add_dmn_test(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command =
        group(app, "dmn", "Decisions: DMN models").add_subcommand("test", "Runs a tree of DMN TCK test cases");
    auto folder = std::make_shared<std::string>();
    auto notes = std::make_shared<bool>(false);
    command->add_option("FOLDER", *folder, "Where the test cases lie, at any depth")->required();
    command->add_flag("--notes", *notes, "Says with each failure what the evaluation noted");
    command->callback([folder, notes, &exit_code] {
        if (!std::filesystem::is_directory(*folder)) throw Error(ErrorKind::not_found, "cli.folder_not_found", *folder);
        const SystemClock clock;
        const auto counts = rules::run_tck(*folder, clock, [&](const rules::TckFailure& failure) {
            std::cout << failure.to_string() << '\n';
            if (*notes && !failure.notes.empty()) std::cout << "    " << failure.notes << '\n';
        });
        std::cout << counts.passed << " passed, " << counts.failed << " failed, " << counts.skipped << " skipped\n";
        exit_code = counts.failed == 0 ? 0 : 1;
    });
}

}  // namespace yici::cli
