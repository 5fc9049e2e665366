#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "cli/cli.h"
#include "engines/feel/value_json.h"
#include "engines/rules/input_json.h"
#include "foundation/base/text.h"

namespace yici::cli {

namespace {

struct Options {
    std::string before, after, decision, cases, language = "zh";
    bool explain = false;
};

rules::Answer answer_of(const rules::Decisions& model, const Options& options, const std::string& json,
                        const Clock& clock) {
    feel::Run run(clock);
    return model.evaluate(options.decision, rules::inputs_of_json(model, json), run,
                          options.explain ? rules::Explain::yes : rules::Explain::no);
}

void compare(const Options& options, ExitCode& exit_code) {
    const Language language = options.language == "en" ? Language::en : Language::zh;
    std::vector<Finding> findings;
    const auto before = rules::Decisions::load(options.before, findings);
    const auto after = rules::Decisions::load(options.after, findings);
    for (const Finding& finding : findings) std::cerr << finding.to_string(language) << '\n';
    std::ifstream cases(options.cases);
    if (!cases) throw Error(ErrorKind::not_found, "base.file_unreadable", options.cases);
    const SystemClock clock;
    size_t line = 0;
    size_t read = 0;
    size_t changed = 0;
    for (std::string json; std::getline(cases, json);) {
        ++line;
        if (trim(json).empty()) continue;
        ++read;
        const auto old_answer = answer_of(before, options, json, clock);
        const auto new_answer = answer_of(after, options, json, clock);
        if (old_answer.value == new_answer.value) continue;
        ++changed;
        std::cout << line << '\t' << feel::to_json(old_answer.value) << '\t' << feel::to_json(new_answer.value) << '\n';
        if (options.explain)
            std::cout << old_answer.explanation->to_text(language) << new_answer.explanation->to_text(language);
    }
    std::cout << read << " cases, " << changed << " changed\n";
    exit_code = changed == 0 ? 0 : 1;
}

}  // namespace

void add_dmn_compare(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "dmn", "Decisions: DMN models")
                            .add_subcommand("compare", "What if: whose answer would a changed model change?");
    auto options = std::make_shared<Options>();
    command->add_option("OLD", options->before, "The model as it is")->required();
    command->add_option("NEW", options->after, "The model as it would be")->required();
    command->add_option("--decision", options->decision, "Name or id of the decision")->required();
    command->add_option("--cases", options->cases, "A JSON object of inputs in each line")->required();
    command->add_flag("--explain", options->explain, "Says why of both answers");
    command->add_option("--lang", options->language, "Language of the sentences")->check(CLI::IsMember({"zh", "en"}));
    command->callback([options, &exit_code] { compare(*options, exit_code); });
}

}  // namespace yici::cli
