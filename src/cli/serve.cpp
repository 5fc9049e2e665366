#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/pack_folder.h"
#include "cli/serving.h"
#include "foundation/base/log.h"

namespace yici::cli {

namespace {

Configuration read_configuration(const std::string& file) {
    return file.empty() ? Configuration::from_environment(process_environment())
                        : Configuration::load(file, process_environment());
}

void serve(const std::string& file) {
    hold_signals();
    const Settings settings = read_settings(read_configuration(file), default_pack_folder());
    log::set_level(settings.log_level);
    const auto policy = Policy::load(settings.pack);
    Node node(settings, *policy);
    serve_until_signal(node, settings.http, [&](uint16_t port) {
        std::cout << "serving http://" << settings.http.address << ":" << port << std::endl;
    });
}

}  // namespace

void add_serve(CLI::App& app, ExitCode&) {
    CLI::App* command = app.add_subcommand("serve", "Serves a node until SIGTERM");
    auto file = std::make_shared<std::string>();
    command->add_option("--config", *file, "Configuration file (default: the environment alone)");
    command->callback([file] { serve(*file); });
}

}  // namespace yici::cli
