#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/node_key.h"
#include "cli/pack_folder.h"
#include "cli/settings.h"
#include "engines/exchange/applications.h"

namespace yici::cli {

namespace {

struct Options {
    std::string config;
    std::string id;
    std::string name;
    std::string organisation;
};

void add_application(const Options& options) {
    const Settings settings =
        read_settings(options.config.empty() ? Configuration::from_environment(process_environment())
                                             : Configuration::load(options.config, process_environment()),
                      default_pack_folder());
    SystemRandom random;
    const NodeKeys keys = open_keys(settings.data, settings.key_passphrase, random);
    const auto database = db::open(settings.database_url());
    exchange::Applications applications(*database, random, keys.storage);
    std::cout << applications.add(options.id, options.name, options.organisation) << '\n';
}

}  // namespace

void add_application_add(CLI::App& app, ExitCode&) {
    CLI::App* command = group(app, "application", "Consumer systems that call resources")
                            .add_subcommand("add", "Adds one and prints its secret, once");
    auto options = std::make_shared<Options>();
    command->add_option("id", options->id, "Identifier of the application")->required();
    command->add_option("--name", options->name, "Name for people")->required();
    command->add_option("--organisation", options->organisation, "Credit code of its body")->required();
    command->add_option("--config", options->config, "Configuration file of the node");
    command->callback([options] { add_application(*options); });
}

}  // namespace yici::cli
