#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "engines/rules/decisions.h"
#include "engines/rules/table_check.h"

namespace yici::cli {

namespace {

/// Prints what is wrong with one table; the number of faults.
size_t check_table(const std::string& file, const rules::NamedTable& named, Language language) {
    size_t faults = 0;
    const auto found = rules::check(*named.table);
    for (const rules::TableFinding& finding : found.findings) {
        const int line =
            finding.rules.empty() ? named.table->line() : named.table->rows()[finding.rules.back() - 1].line;
        std::cout << file << ':' << line << ": " << named.name << ": " << finding.to_text(language) << '\n';
        if (finding.is_fault()) ++faults;
    }
    if (!found.complete)
        std::cout << file << ':' << named.table->line() << ": " << named.name << ": "
                  << (language == Language::zh ? "还有更多，没有全部列出" : "there is more than is listed here")
                  << '\n';
    return faults;
}

}  // namespace

void add_dmn_check(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "dmn", "Decisions: DMN models")
                            .add_subcommand("check", "Faults of a model, and gaps, overlaps and dead rules of tables");
    auto file = std::make_shared<std::string>();
    auto language = std::make_shared<std::string>("zh");
    command->add_option("FILE", *file, "The model (.dmn)")->required();
    command->add_option("--lang", *language, "Language of the sentences")->check(CLI::IsMember({"zh", "en"}));
    command->callback([file, language, &exit_code] {
        const Language chosen = *language == "en" ? Language::en : Language::zh;
        std::vector<Finding> findings;
        const auto model = rules::Decisions::load(*file, findings);
        for (const Finding& finding : findings) std::cout << finding.to_string(chosen) << '\n';
        size_t faults = findings.size();
        const auto tables = model.tables();
        for (const rules::NamedTable& table : tables) faults += check_table(*file, table, chosen);
        std::cout << tables.size() << " tables, " << faults << " faults\n";
        exit_code = faults == 0 ? 0 : 1;
    });
}

}  // namespace yici::cli
