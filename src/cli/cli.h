#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace yici::cli {

/// What main returns: 0 done, 1 faults were found or the work failed, 2 the command itself is wrong; a subcommand that
/// has another code says so. Callbacks set it.
using ExitCode = int;

/// The subcommand that groups others ("code", "clock", "pack"); made on the first call. Without one of its
/// subcommands the program prints its help.
CLI::App& group(CLI::App& app, const std::string& name, const std::string& description);

/// yici code check KIND
void add_code_check(CLI::App& app, ExitCode& exit_code);
/// yici bpmn check FILE…
void add_bpmn_check(CLI::App& app, ExitCode& exit_code);
/// yici clock due --from DATE --days N
void add_clock_due(CLI::App& app, ExitCode& exit_code);
/// yici licence verify FILE
void add_licence_verify(CLI::App& app, ExitCode& exit_code);
/// yici department KIND
void add_department(CLI::App& app, ExitCode& exit_code);
/// yici journal verify FOLDER --key PUBLIC.pem
void add_journal_verify(CLI::App& app, ExitCode& exit_code);
/// yici pack check FOLDER
void add_pack_check(CLI::App& app, ExitCode& exit_code);
/// yici pack import-matters FILE
void add_pack_import_matters(CLI::App& app, ExitCode& exit_code);
/// yici census import FILE
void add_census(CLI::App& app, ExitCode& exit_code);
/// yici catalogue export, yici catalogue harvest FILE
void add_catalogue(CLI::App& app, ExitCode& exit_code);
/// yici matters export
void add_matters(CLI::App& app, ExitCode& exit_code);
/// yici link A.csv [B.csv]
void add_link(CLI::App& app, ExitCode& exit_code);
/// yici serve --config FILE
void add_serve(CLI::App& app, ExitCode& exit_code);
/// yici run
void add_run(CLI::App& app, ExitCode& exit_code);
/// yici demo
void add_demo(CLI::App& app, ExitCode& exit_code);
/// yici routes: every route of the router, for the OpenAPI test
void add_routes(CLI::App& app, ExitCode& exit_code);
/// yici feel EXPRESSION
void add_feel(CLI::App& app, ExitCode& exit_code);
/// yici collect TABLE --from URL
void add_collect(CLI::App& app, ExitCode& exit_code);
/// yici dmn test FOLDER
void add_dmn_test(CLI::App& app, ExitCode& exit_code);
/// yici dmn check FILE
void add_dmn_check(CLI::App& app, ExitCode& exit_code);
/// yici dmn evaluate FILE --decision NAME
void add_dmn_evaluate(CLI::App& app, ExitCode& exit_code);
/// yici dmn compare OLD NEW --decision NAME --cases FILE
void add_dmn_compare(CLI::App& app, ExitCode& exit_code);
/// yici application add ID
void add_application_add(CLI::App& app, ExitCode& exit_code);

/// yici quality check TABLE --rules FILE
void add_quality_check(CLI::App& app, ExitCode& exit_code);

}  // namespace yici::cli
