#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "cli/cli.h"
#include "engines/feel/expression.h"
#include "engines/feel/given.h"
#include "engines/feel/value_json.h"
#include "foundation/base/clock.h"
#include "foundation/base/files.h"

namespace yici::cli {

namespace {

constexpr int kFaulty = 1;

struct Asked {
    std::string text;
    std::string context = "{}";
    std::string context_file;
    std::string unary;
    bool tests = false;
    bool json = false;
    std::string language = "zh";
};

Language language_of(const Asked& asked) {
    return asked.language == "en" ? Language::en : Language::zh;
}

/// The line of the fault, and a caret below its column; characters that are drawn wide take two blanks.
void show_fault(const std::string& text, const feel::Fault& fault, Language language) {
    std::cerr << message(fault.key, language) << " (" << fault.line << ":" << fault.column << " " << fault.detail
              << ")\n";
    size_t from = 0;
    for (int line = 1; line < fault.line; ++line) from = text.find('\n', from) + 1;
    const std::string line = text.substr(from, text.find('\n', from) - from);
    std::string blanks;
    int column = 1;
    for (size_t i = 0; i < line.size() && column <= fault.column; ++i) {
        const auto byte = static_cast<unsigned char>(line[i]);
        if ((byte & 0xC0) == 0x80) continue;
        if (column++ < fault.column) blanks += byte >= 0xE3 ? "  " : byte == '\t' ? "\t" : " ";
    }
    std::cerr << line << '\n' << blanks << "^\n";
}

feel::Value evaluate(const Asked& asked, feel::Run& run) {
    const feel::Value context =
        feel::from_json(asked.context_file.empty() ? asked.context : read_file(asked.context_file));
    if (context.context() == nullptr) throw Error(ErrorKind::invalid_input, "feel.bad_json", "{…}");
    const feel::Given given(*context.context());
    if (!asked.tests) return feel::Expression::parse(asked.text, given.names).evaluate(given.values, run);
    const feel::Value tested = feel::Expression::parse(asked.unary, given.names).evaluate(given.values, run);
    const auto passed = feel::Expression::parse_unary_tests(asked.text, given.names).test(tested, given.values, run);
    return passed ? feel::Value(*passed) : feel::Value();
}

int answer(const Asked& asked) {
    const Language language = language_of(asked);
    const SystemClock clock;
    feel::Run run(clock);
    try {
        const feel::Value value = evaluate(asked, run);
        std::cout << (asked.json ? feel::to_json(value) : value.to_string()) << '\n';
    } catch (const feel::SyntaxError& error) {
        show_fault(asked.text, error.fault(), language);
        return kFaulty;
    } catch (const Error& error) {
        std::cerr << message(error.key(), language);
        if (!error.detail().empty()) std::cerr << " (" << error.detail() << ")";
        std::cerr << '\n';
        return kFaulty;
    }
    for (const feel::Fault& note : run.notes)
        std::cerr << note.line << ":" << note.column << " " << message(note.key, language)
                  << (note.detail.empty() ? "" : " (" + note.detail + ")") << '\n';
    return 0;
}

}  // namespace

void add_feel(CLI::App& app, ExitCode& exit_code) {
    CLI::App* const command = app.add_subcommand("feel", "Evaluates an expression of FEEL (DMN 1.5)");
    auto asked = std::make_shared<Asked>();
    command->add_option("EXPRESSION", asked->text, "The expression, or the unary tests with --unary")->required();
    auto* const context = command->add_option("--context", asked->context, "Names and values, as a JSON object");
    command->add_option("--context-file", asked->context_file, "The same from a file")->excludes(context);
    auto* const unary =
        command->add_option("--unary", asked->unary, "A value in FEEL: EXPRESSION is the tests that it must pass");
    command->add_flag("--json", asked->json, "Prints the value as JSON");
    command->add_option("--lang", asked->language, "Language of what is said: zh or en")
        ->check(CLI::IsMember({"zh", "en"}));
    command->callback([asked, unary, &exit_code] {
        asked->tests = unary->count() > 0;
        exit_code = answer(*asked);
    });
}

}  // namespace yici::cli
