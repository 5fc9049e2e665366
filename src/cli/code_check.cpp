#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/cli.h"
#include "cli/lines.h"
#include "engines/codes/codes.h"

namespace yici::cli {

namespace {

constexpr size_t kBlock = 1 << 16;

std::optional<codes::Fault> verdict(const std::string& kind, std::string_view value, bool cut) {
    if (!cut) return codes::check(kind, value);
    return codes::Fault{"codes.wrong_length", "more than " + std::to_string(LineReader::kLongest) + " bytes"};
}

/// A verdict a line from `in` to `out`. False when `out` cannot take more.
bool check_lines(const std::string& kind, std::FILE* in, std::FILE* out) {
    LineReader reader(in);
    std::string block;
    const auto flush = [&] {
        const bool written = std::fwrite(block.data(), 1, block.size(), out) == block.size();
        block.clear();
        return written;
    };
    std::string_view value;
    for (bool cut = false; reader.next(value, cut);) {
        const auto fault = verdict(kind, value, cut);
        block += printable(value);
        if (fault) {
            block += "\tinvalid\t" + fault->reason;
            if (!fault->detail.empty()) block += " " + fault->detail;
        } else {
            block += "\tvalid\t";
        }
        block += '\n';
        if (block.size() >= kBlock && !flush()) return false;
    }
    return flush() && std::fflush(out) == 0;
}

}  // namespace

void add_code_check(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "code", "Codes: ID numbers, credit codes, matters, licences")
                            .add_subcommand("check", "Reads a value a line, prints value, valid or invalid, and why");
    auto kind = std::make_shared<std::string>();
    command->add_option("KIND", *kind, "id, credit, organisation, division, licence, matter or acceptance")->required();
    command->callback([kind, &exit_code] {
        (void)codes::check(*kind, {});  // an unknown kind is said before anything is read
        if (check_lines(*kind, stdin, stdout)) return;
        std::fprintf(stderr, "%s\n", std::string(message("cli.output_failed", Language::en)).c_str());
        exit_code = 1;
    });
}

}  // namespace yici::cli
