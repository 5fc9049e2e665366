#include <CLI/CLI.hpp>

#include "cli/cli.h"

namespace yici::cli {

CLI::App& group(CLI::App& app, const std::string& name, const std::string& description) {
    for (CLI::App* there : app.get_subcommands([](CLI::App*) { return true; })) {
        if (there->get_name() == name) return *there;
    }
    CLI::App* made = app.add_subcommand(name, description);
    made->require_subcommand(1);
    return *made;
}

}  // namespace yici::cli
