#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "engines/documents/container.h"
#include "foundation/base/files.h"

namespace yici::cli {

namespace {

struct Options {
    std::string file;
    std::string key;
    std::string on;
    std::string face;
    std::string language = "zh";
};

Date day_of(const std::string& text) {
    if (text.empty()) return china_date(SystemClock().now());
    const auto date = parse_date(text);
    if (!date) throw Error(ErrorKind::invalid_input, "codes.wrong_date", text);
    return *date;
}

ExitCode verify(const Options& options, Language language) {
    const std::string container = read_file(options.file);
    const auto trusted = options.key.empty() ? nullptr : crypto::parse_public_key(read_file(options.key));
    const std::string drawn = options.face.empty() ? std::string() : read_file(options.face);
    const auto face = options.face.empty() ? std::nullopt : std::optional(as_bytes(drawn));
    const auto verification = documents::verify_container(as_bytes(container), trusted.get(), day_of(options.on), face);
    if (verification.licence) {
        std::cout << verification.licence->identifier << ' ' << verification.licence->name << '\n';
    }
    std::cout << documents::to_text(verification, language) << std::flush;
    return verification.none_failed() ? 0 : 1;
}

}  // namespace

void add_licence_verify(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "licence", "Electronic licences")
                            .add_subcommand("verify", "Checks a signed licence file offline, a line a question");
    auto options = std::make_shared<Options>();
    command->add_option("FILE", options->file, "The signed file (docs/formats/licence-container.md)")->required();
    command->add_option("--key", options->key, "The issuer's public key, PEM; without it the signer stays unknown");
    command->add_option("--on", options->on, "Day of which validity is asked, YYYY-MM-DD (default: today in China)");
    command->add_option("--face", options->face, "The face as PDF, to compare with what was signed");
    command->add_option("--lang", options->language, "Language of the answer")->check(CLI::IsMember({"zh", "en"}));
    command->callback([options, &exit_code] {
        exit_code = verify(*options, options->language == "en" ? Language::en : Language::zh);
    });
}

}  // namespace yici::cli
