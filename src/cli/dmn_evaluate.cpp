#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "engines/feel/value_json.h"
#include "engines/rules/input_json.h"

namespace yici::cli {

void add_dmn_evaluate(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "dmn", "Decisions: DMN models")
                            .add_subcommand("evaluate", "Answers a decision for inputs given as JSON");
    struct Options {
        std::string file, decision, input = "{}", language = "zh";
        bool explain = false;
    };
    auto options = std::make_shared<Options>();
    command->add_option("FILE", options->file, "The model (.dmn)")->required();
    command->add_option("--decision", options->decision, "Name or id of the decision")->required();
    command->add_option("--input", options->input, "A JSON object: a value by the name of each input");
    command->add_flag("--explain", options->explain, "Says why");
    command->add_option("--lang", options->language, "Language of the sentences")->check(CLI::IsMember({"zh", "en"}));
    command->callback([options, &exit_code] {
        const Language language = options->language == "en" ? Language::en : Language::zh;
        std::vector<Finding> findings;
        const auto model = rules::Decisions::load(options->file, findings);
        for (const Finding& finding : findings) std::cerr << finding.to_string(language) << '\n';
        const SystemClock clock;
        feel::Run run(clock);
        const auto inputs = rules::inputs_of_json(model, options->input);
        const auto answer =
            model.evaluate(options->decision, inputs, run, options->explain ? rules::Explain::yes : rules::Explain::no);
        std::cout << feel::to_json(answer.value) << '\n';
        if (answer.explanation) std::cout << answer.explanation->to_text(language);
        if (!answer.explanation) {
            for (const feel::Fault& note : run.notes)
                std::cerr << message(note.key, language) << (note.detail.empty() ? "" : " (" + note.detail + ")")
                          << '\n';
        }
        exit_code = 0;
    });
}

}  // namespace yici::cli
