#include "services/census/census.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/node.h"
#include "cli/node_settings.h"
#include "cli/policy.h"
#include "foundation/base/text.h"

namespace yici::cli {

namespace {

struct Options {
    std::string file;
    std::string body;
    std::string config;
    std::string data;
    bool report = false;
};

/// A node's data for one run: the folder that is named, or one that goes afterwards.
class DataFolder {
  public:
    explicit DataFolder(const Options& options) : passing_(options.data.empty() && options.config.empty()) {
        path_ = passing_
                    ? (std::filesystem::temp_directory_path() / ("yici-census-" + std::to_string(::getpid()))).string()
                    : options.data;
    }
    ~DataFolder() {
        std::error_code ignored;
        if (passing_) std::filesystem::remove_all(path_, ignored);
    }
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool passing() const { return passing_; }

  private:
    bool passing_;
    std::string path_;
};

std::string yuan(int64_t fen) {
    const std::string cents = std::to_string(100 + fen % 100).substr(1);
    return std::to_string(fen / 100) + "." + cents;
}

void print(const census::ImportResult& result) {
    std::cout << "added\t" << result.counts.added << "\nchanged\t" << result.counts.changed << "\nunchanged\t"
              << result.counts.unchanged << "\nrejected\t" << result.counts.rejected << '\n';
    for (const census::RecognisedColumn& column : result.columns) {
        if (column.field.empty())
            std::cout << "left aside\t" << column.sheet << '!' << column.column << '\t' << column.header << '\n';
    }
    for (const census::CellFault& fault : result.faults) {
        std::cout << "cell\t" << fault.sheet << '!' << fault.column << fault.row << '\t' << fault.field << '\t'
                  << fault.value << '\t' << message(fault.key, Language::zh) << "\t应填：" << fault.expected << '\n';
    }
}

void print(const census::Report& report) {
    std::cout << "bodies\t" << report.bodies << "\nsystems\t" << report.systems << "\nbuild_yuan\t"
              << yuan(report.build_fen) << "\nyearly_yuan\t" << yuan(report.yearly_fen) << "\nduplicates\t"
              << report.duplicates << "\nzombies\t" << report.zombies << '\n';
    for (const auto& [key, counts] : report.groups) {
        for (const auto& [name, count] : counts) std::cout << key << '\t' << name << '\t' << count << '\n';
    }
}

void print(const std::vector<census::Proposal>& proposals) {
    for (const census::Proposal& one : proposals) {
        std::cout << one.kind << '\t' << join(one.names, " / ") << '\t' << join(one.reasons, ",") << '\n';
    }
}

void import(const Options& options, ExitCode& exit_code) {
    const DataFolder folder(options);
    const Settings settings = settings_of(options.config, folder.path());
    const auto policy = Policy::load(settings.pack);
    std::vector<Finding> findings;
    const auto sheets = tables::read_file(options.file, findings);
    Node node(settings, *policy);
    const census::ImportResult result = node.census().import(sheets, options.body, "cli");
    node.journal().flush();
    print(result);
    for (const Finding& finding : findings) std::cout << finding.to_string(Language::zh) << '\n';
    if (folder.passing()) std::cout << "kept\tno (name a node's folder with --data)\n";
    if (options.report) {
        print(node.census().report());
        print(census::proposals(node.census().all()));
    }
    exit_code = result.faults.empty() && findings.empty() ? 0 : 1;
}

}  // namespace

void add_census(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "census", "The census of information systems")
                            .add_subcommand("import", "Takes in a form that a department filled in");
    auto options = std::make_shared<Options>();
    command->add_option("FILE", options->file, "XLSX or CSV (UTF-8, UTF-16 or GB18030)")->required();
    command->add_option("--body", options->body, "Credit code of the body, where rows name none");
    command->add_flag("--report", options->report, "Print counts and proposals over all that is kept");
    command->add_option("--config", options->config, "Configuration file of the node");
    command->add_option("--data", options->data, "Data folder of the node; without one nothing is kept");
    command->callback([options, &exit_code] { import(*options, exit_code); });
}

}  // namespace yici::cli
