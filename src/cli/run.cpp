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
                  << "  驾驶舱    " << url << "/cockpit   authority / authority-yici-2018\n"
                  << "  政策工坊  " << url << "/workshop  operator / operator-yici-2018" << std::endl;
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

/// Serves a node of its own in a folder that goes afterwards, and tells a story against it.
void with_served_node(Options& options, const std::function<void(Demonstration&, const std::string& url)>& story) {
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
        node.start();
        story(demonstration, "http://127.0.0.1:" + std::to_string(server.port()));
        server.stop();
    }
    std::filesystem::remove_all(data);
}

void demo_story(Options& options) {
    with_served_node(options, [&](Demonstration& demonstration, const std::string& url) {
        const demo::StoryMember& member = demonstration.story().by_key(options.member);
        demo::tell(url, member, demonstration.passwords(member),
                   [&](const demo::Told& told) { print(told, options.json); });
    });
}

/// Which bodies and matter the story of a correction is about; names as in the pack's demonstration.
constexpr const char* kAgedMember = "poor";
constexpr const char* kAgeMatter = "公共服务-00127-001";
constexpr const char* kSaysOtherwise = "11330000002481100X";

void demo_correction(Options& options) {
    with_served_node(options, [&](Demonstration& demonstration, const std::string& url) {
        const demo::StoryMember& member = demonstration.story().by_key(kAgedMember);
        Node& node = demonstration.node();
        const Policy& policy = demonstration.policy();
        const records::RecordType* person = policy.types.find("person");
        const matters::Matter* matter = policy.matters.find(kAgeMatter);
        if (person == nullptr || matter == nullptr) throw Error(ErrorKind::not_found, "demo.bad_pack", kAgeMatter);
        demo::CorrectionScene scene;
        scene.authority = person->find("birth_date")->authority;
        scene.other = kSaysOtherwise;
        scene.matter = kAgeMatter;
        scene.department = matter->department;
        scene.intake = [&](const std::string& organisation, const std::string& system, const std::string& date) {
            node.records().add(
                {"person", member.code, {organisation, system}, node.clock().now(), "", {{"birth_date", date}}});
        };
        scene.check = [&]() -> std::string {
            for (const disputes::Ticket& ticket :
                 node.disputes().report_contradictions("person", member.code, "多源校核")) {
                if (ticket.field == "birth_date") return ticket.id;
            }
            throw Error(ErrorKind::not_found, "disputes.no_such_ticket", "birth_date");
        };
        demo::tell_correction(url, member, demonstration.passwords(member), scene,
                              [&](const demo::Told& told) { print(told, options.json); });
    });
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
    CLI::App* correction =
        command->add_subcommand("correction", "Tells how a wrong birth date finds back to its owner");
    correction->fallthrough();
    command->callback([options, correction] {
        if (correction->parsed()) {
            demo_correction(*options);
        } else {
            demo_story(*options);
        }
    });
}

}  // namespace yici::cli
