#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "cli/cli.h"
#include "foundation/base/error.h"

namespace {

constexpr int kWrongCommand = 2;

int run(CLI::App& app, int argc, char** argv, yici::cli::ExitCode& exit_code) {
    try {
        app.parse(argc, argv);
        return exit_code;
    } catch (const CLI::Success& asked) {  // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError& wrong) {
        std::cerr << wrong.what() << "\n\n" << app.help();
        return kWrongCommand;
    } catch (const yici::Error& error) {
        std::cerr << yici::message(error.key(), yici::Language::zh) << "\n"
                  << yici::message(error.key(), yici::Language::en) << " (" << error.detail() << ")\n";
        return error.kind() == yici::ErrorKind::internal ? 1 : kWrongCommand;
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << '\n';
        return 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Yici 一次: ask once, come once", "yici");
    app.set_version_flag("--version", YICI_VERSION);
    app.require_subcommand(1);
    yici::cli::ExitCode exit_code = 0;
    yici::cli::add_code_check(app, exit_code);
    yici::cli::add_bpmn_check(app, exit_code);
    yici::cli::add_clock_due(app, exit_code);
    yici::cli::add_licence_verify(app, exit_code);
    yici::cli::add_department(app, exit_code);
    yici::cli::add_journal_verify(app, exit_code);
    yici::cli::add_pack_check(app, exit_code);
    yici::cli::add_pack_import_matters(app, exit_code);
    yici::cli::add_application_add(app, exit_code);
    yici::cli::add_census(app, exit_code);
    yici::cli::add_catalogue(app, exit_code);
    yici::cli::add_matters(app, exit_code);
    yici::cli::add_link(app, exit_code);
    yici::cli::add_feel(app, exit_code);
    yici::cli::add_serve(app, exit_code);
    yici::cli::add_run(app, exit_code);
    yici::cli::add_demo(app, exit_code);
    yici::cli::add_routes(app, exit_code);
    yici::cli::add_quality_check(app, exit_code);
    yici::cli::add_collect(app, exit_code);
    yici::cli::add_dmn_test(app, exit_code);
    yici::cli::add_dmn_check(app, exit_code);
    yici::cli::add_dmn_evaluate(app, exit_code);
    yici::cli::add_dmn_compare(app, exit_code);
    return run(app, argc, argv, exit_code);
}
