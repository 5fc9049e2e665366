#include <CLI/CLI.hpp>
#include <iostream>
#include <thread>

#include "cli/cli.h"
#include "cli/demonstration.h"
#include "cli/pack_folder.h"
#include "cli/serving.h"
#include "foundation/base/log.h"
#include "foundation/base/text.h"

namespace yici::cli {

namespace {

struct Options {
    DemonstrationOptions demonstration;
    std::string data = "build/demo";
    std::string web = "web/dist";
    std::string member = "elder";
    bool json = false;
};

void add_common(CLI::App& command, Options& options) {
    command.add_option("--database", options.demonstration.database, "sqlite:PATH or postgresql:… (default: SQLite)");
    command.add_option("--persons", options.demonstration.population.persons, "Made-up persons")
        ->check(CLI::Range(1'000, 10'000'000));
    command.add_option("--entities", options.demonstration.population.legal_entities, "Made-up legal entities")
        ->check(CLI::Range(200, 2'000'000));
    command.add_option("--seed", options.demonstration.population.seed, "The same seed gives the same population");
}

void run(Options& options) {
    hold_signals();
    log::set_level("warning");
    options.demonstration.data = options.data;
    options.demonstration.pack = default_pack_folder();
    if (std::filesystem::exists(options.web)) options.demonstration.web = options.web;
    Demonstration demonstration(options.demonstration);
    serve_until_signal(demonstration.node(), demonstration.settings().http, [&](uint16_t port) {
        const std::string url = "http://localhost:" + std::to_string(port);
        std::cout << "Yici 一次 is at " << url << "\n"
                  << "  群众      " << url << "/          330106193802141715 / yici-2018-elder\n"
                  << "  窗口      " << url << "/window    window1 / window1-yici-2018\n"
                  << "  驾驶舱    " << url << "/cockpit   authority / authority-yici-2018" << std::endl;
    });
}

void print(const demo::Told& told, bool json) {
    if (!json) {
        std::cout << told.time.substr(11, 12) << "  " << told.sentence << std::endl;
        return;
    }
    std::string line = R"({"step":)";
    append_json_string(line, told.step);
    line += R"(,"time":")" + told.time + R"(","sentence":)";
    append_json_string(line, told.sentence);
    std::cout << line << R"(,"facts":)" << told.facts << "}" << std::endl;
}

/// Serves a node of its own in a folder that goes afterwards, and tells the story against it.
void demo_story(Options& options) {
    log::set_level("warning");
    const std::filesystem::path data =
        std::filesystem::temp_directory_path() / ("yici-demo-" + std::to_string(::getpid()));
    options.demonstration.data = data;
    options.demonstration.pack = default_pack_folder();
    options.demonstration.quiet = options.json;
    {
        Demonstration demonstration(options.demonstration);
        Node& node = demonstration.node();
        http::Server server(node.router(), demonstration.settings().http, node.clock(), node.random());
        server.start();
        const demo::StoryMember& member = demonstration.story().by_key(options.member);
        demo::tell("http://127.0.0.1:" + std::to_string(server.port()), member, demonstration.passwords(member),
                   [&](const demo::Told& told) { print(told, options.json); });
        server.stop();
    }
    std::filesystem::remove_all(data);
}

}  // namespace

void add_run(CLI::App& app, ExitCode&) {
    CLI::App* command = app.add_subcommand("run", "Serves the demonstration: a node and three departments' systems");
    auto options = std::make_shared<Options>();
    options->demonstration.port = 8080;
    command->add_option("--port", options->demonstration.port, "Port on 127.0.0.1");
    command->add_option("--data", options->data, "Folder for everything that is kept");
    command->add_option("--web", options->web, "Folder of the built pages");
    add_common(*command, *options);
    command->callback([options] { run(*options); });
}

void add_demo(CLI::App& app, ExitCode&) {
    CLI::App* command = app.add_subcommand("demo", "Tells the whole story of one visit");
    auto options = std::make_shared<Options>();
    options->demonstration.population.persons = 5'000;
    options->demonstration.population.legal_entities = 1'000;
    command->add_option("--member", options->member, "Whose story: a key of demonstration/story.yaml");
    command->add_flag("--json", options->json, "One JSON object a line");
    add_common(*command, *options);
    command->callback([options] { demo_story(*options); });
}

}  // namespace yici::cli
