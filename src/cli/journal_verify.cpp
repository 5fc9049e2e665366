#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cinttypes>
#include <cstdio>

#include "cli/cli.h"
#include "foundation/base/files.h"
#include "foundation/journal/journal.h"

namespace yici::cli {

namespace {

/// A line that rewrites itself, a hundred times at most.
class Progress {
  public:
    explicit Progress(bool shown) : shown_(shown) {}
    ~Progress() {
        if (percent_ >= 0) std::fputc('\n', stderr);
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void show(uint64_t done, uint64_t total) {
        const int percent = total == 0 ? 100 : static_cast<int>(done * 100 / total);
        if (!shown_ || percent == percent_) return;
        percent_ = percent;
        std::fprintf(stderr, "\r%3d %%  %" PRIu64 " / %" PRIu64, percent, done, total);
    }

  private:
    bool shown_;
    int percent_ = -1;
};

std::string result_of(const journal::Verification& found) {
    if (found.reason.empty()) return "whole";
    const std::string why = found.reason + (found.detail.empty() ? "" : " " + found.detail);
    if (!found.broken_entry) return "heads broken: " + why;
    return "entry " + std::to_string(*found.broken_entry) + " broken: " + why;
}

ExitCode verify_and_print(const std::string& folder, const std::string& key_file) {
    const auto key = crypto::parse_public_key(read_file(key_file));
    journal::Verification found;
    {
        Progress progress(::isatty(STDERR_FILENO) == 1);
        found = journal::verify(folder, *key, [&](uint64_t done, uint64_t total) { progress.show(done, total); });
    }
    std::printf("entries\t%" PRIu64 "\nheads\t%" PRIu64 "\nresult\t%s\n", found.entries, found.heads,
                result_of(found).c_str());
    if (found.reason.empty()) return 0;
    std::fprintf(stderr, "%s\n%s\n", std::string(message(found.reason, Language::zh)).c_str(),
                 std::string(message(found.reason, Language::en)).c_str());
    return 1;
}

}  // namespace

void add_journal_verify(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "journal", "Journal: the provable log")
                            .add_subcommand("verify", "Reads a whole journal and names the first broken entry");
    auto folder = std::make_shared<std::string>();
    auto key = std::make_shared<std::string>();
    command->add_option("FOLDER", *folder, "the journal's folder")->required();
    command->add_option("--key", *key, "the node's public key, PEM")->required();
    command->callback([folder, key, &exit_code] { exit_code = verify_and_print(*folder, *key); });
}

}  // namespace yici::cli
