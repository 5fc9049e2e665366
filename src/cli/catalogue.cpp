#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/pack_folder.h"
#include "cli/policy.h"
#include "foundation/base/files.h"
#include "services/harvest/harvest.h"

namespace yici::cli {

namespace {

struct Options {
    std::string pack;
    std::string format = "ttl";
    std::string base = "http://localhost:8080";
    std::string out;
};

std::shared_ptr<Options> add_options(CLI::App& command, const std::vector<std::string>& formats) {
    auto options = std::make_shared<Options>();
    command.add_option("--pack", options->pack, "The pack; by default the one that a node would use");
    command.add_option("--format", options->format, "Form of the export")->check(CLI::IsMember(formats));
    command.add_option("--base", options->base, "Address of the node, in front of every address in the export");
    command.add_option("--out", options->out, "File to write instead of standard output");
    return options;
}

std::unique_ptr<Policy> policy_of(const Options& options) {
    return Policy::load(options.pack.empty() ? default_pack_folder() : std::filesystem::path(options.pack));
}

void put(const Options& options, const std::string& text) {
    if (options.out.empty()) {
        std::cout << text;
    } else {
        write_file_atomically(options.out, text);
    }
}

harvest::Context context_of(const Policy& policy, const Options& options) {
    std::string base = options.base;
    while (base.ends_with('/')) base.pop_back();
    return {policy.catalogue_rules, policy.organisations, policy.divisions, base, china_date(SystemClock().now())};
}

void export_catalogue(const Options& options) {
    const auto policy = policy_of(options);
    std::vector<harvest::Published> entries;
    for (const catalogue::Entry& entry : policy->catalogue_rules.entries) entries.push_back({entry, 1, ""});
    put(options, harvest::export_as(options.format, context_of(*policy, options), entries));
}

void export_matters(const Options& options) {
    const auto policy = policy_of(options);
    const rdf::Graph graph = harvest::to_cpsv(context_of(*policy, options), policy->matters.all());
    put(options, options.format == "ttl" ? rdf::to_turtle(graph) : rdf::to_json_ld(graph));
}

}  // namespace

void add_catalogue(CLI::App& app, ExitCode&) {
    CLI::App* command = group(app, "catalogue", "The catalogue of resources")
                            .add_subcommand("export", "Writes a pack's catalogue in another form");
    const auto options = add_options(*command, {"ttl", "jsonld", "csv", "national"});
    command->callback([options] { export_catalogue(*options); });
}

void add_matters(CLI::App& app, ExitCode&) {
    CLI::App* command =
        group(app, "matters", "Public services").add_subcommand("export", "Writes a pack's matters as CPSV-AP");
    const auto options = add_options(*command, {"ttl", "jsonld"});
    command->callback([options] { export_matters(*options); });
}

}  // namespace yici::cli
