#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/node.h"
#include "cli/node_settings.h"
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

struct HarvestOptions {
    std::string file;
    std::string source;
    std::string config;
    std::string data;
};

void harvest_file(const HarvestOptions& options) {
    const harvest::Harvested harvested = harvest::read_catalogue(read_file(options.file), options.file);
    const Settings settings = settings_of(options.config, options.data);
    const auto policy = Policy::load(settings.pack);
    Node node(settings, *policy);
    const catalogue::Actor by{"cli", "cli", "", false, true};
    const std::string source = options.source.empty() ? harvested.source : options.source;
    const auto counts = node.catalogue().harvest(source, harvested.entries, by);
    node.journal().flush();
    std::cout << "source\t" << source << "\nadded\t" << counts.added << "\nchanged\t" << counts.changed << "\nremoved\t"
              << counts.removed << "\nunchanged\t" << counts.unchanged << '\n';
    for (const Finding& finding : harvested.findings) std::cout << finding.to_string(Language::zh) << '\n';
}

void add_harvest(CLI::App& catalogue_group) {
    CLI::App* command = catalogue_group.add_subcommand("harvest", "Takes another catalogue's entries");
    auto options = std::make_shared<HarvestOptions>();
    command->add_option("FILE", options->file, "DCAT as JSON-LD or Turtle, or a form as CSV or XLSX")->required();
    command->add_option("--source", options->source, "Which catalogue it is, where the file does not say so");
    command->add_option("--config", options->config, "Configuration file of the node");
    command->add_option("--data", options->data, "Data folder of the node");
    command->callback([options] { harvest_file(*options); });
}

}  // namespace

void add_catalogue(CLI::App& app, ExitCode&) {
    CLI::App& catalogue = group(app, "catalogue", "The catalogue of resources");
    add_harvest(catalogue);
    CLI::App* command = catalogue.add_subcommand("export", "Writes a pack's catalogue in another form");
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
