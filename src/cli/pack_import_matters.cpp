#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "foundation/base/files.h"
#include "services/matters/matters.h"

namespace yici::cli {

namespace {

struct Options {
    std::string file;
    std::string out;
    std::string language = "zh";
    bool notes = false;
};

void import(const Options& options) {
    namespace fs = std::filesystem;
    const fs::path file = options.file;
    const Language language = options.language == "en" ? Language::en : Language::zh;
    const matters::Import import = matters::import_register(read_file(file), file.string());
    if (!options.out.empty()) {
        const fs::path folder = fs::path(options.out) / "registers";
        fs::create_directories(folder);
        write_file_atomically(folder / file.filename().replace_extension(".yaml"),
                              matters::to_yaml(import.taken, file.filename().string()));
    }
    std::cout << "taken " << import.taken.size() << ", rejected " << import.rejected.size() << '\n';
    for (const Finding& finding : import.rejected) std::cout << finding.to_string(language) << '\n';
    if (import.notes.empty()) return;
    std::cout << import.notes.size() << ": " << message(import.notes.front().key, language) << '\n';
    if (!options.notes) return;
    for (const Finding& finding : import.notes) std::cout << finding.to_string(language) << '\n';
}

}  // namespace

void add_pack_import_matters(CLI::App& app, ExitCode&) {
    CLI::App* command = group(app, "pack", "Packs: policy as data")
                            .add_subcommand("import-matters", "Takes a district's register of matters as CSV");
    auto options = std::make_shared<Options>();
    command->add_option("FILE", options->file, "CSV, UTF-8 or GB18030")->required();
    command->add_option("--out", options->out, "Pack to write registers/FILE.yaml into");
    command->add_option("--lang", options->language, "Language of the sentences")->check(CLI::IsMember({"zh", "en"}));
    command->add_flag("--notes", options->notes, "List what disagrees in rows that were taken");
    command->callback([options] { import(*options); });
}

}  // namespace yici::cli
