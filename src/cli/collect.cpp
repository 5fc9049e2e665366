#include <CLI/CLI.hpp>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <map>
#include <memory>
#include <thread>

#include "cli/cli.h"
#include "engines/warehouse/collector.h"
#include "foundation/base/error.h"

namespace yici::cli {

namespace {

struct Options {
    std::string from;
    std::string into = "sqlite:warehouse.db";
    std::string name;
    warehouse::TableSpec table;
    int overlap = 120;
    double every = 0;  // seconds between passes; 0: one pass
};

void print(const warehouse::Pass& pass, const warehouse::Warehouse::Sum& sum) {
    const warehouse::Tally& tally = pass.tally;
    std::printf("read %" PRId64 "\tadded %" PRId64 "\tchanged %" PRId64 "\tgone %" PRId64 "\tlate %" PRId64
                "\trows %" PRId64 "\tsm3 %s\n",
                tally.read, tally.added, tally.changed, tally.gone, tally.late, sum.rows, sum.sm3.c_str());
    if (pass.without_watermark > 0) {
        std::fprintf(stderr, "%" PRId64 " rows have no watermark and are not seen by this mode\n",
                     pass.without_watermark);
    }
    std::fflush(stdout);
}

ExitCode one_pass(warehouse::TableSource& source, warehouse::Warehouse& house, const Options& options,
                  const Clock& clock) {
    const warehouse::Pass pass = warehouse::collect(options.name, source, house, clock);
    if (!pass.held.empty()) {
        std::fprintf(stderr, "held: the table has changed (%s); look, then run once with --accept-shape\n",
                     pass.held.c_str());
        return 1;
    }
    print(pass, house.sum(options.name));
    return 0;
}

ExitCode run(const Options& options, bool accept) {
    const SystemClock clock;
    const auto database = db::open(options.into);
    const auto foreign = warehouse::connect(options.from);
    warehouse::Warehouse house(*database, clock);
    warehouse::TableSource source(*foreign, options.table);
    if (accept) house.accept_shape(options.name, source.columns());
    for (;;) {
        try {
            const ExitCode code = one_pass(source, house, options, clock);
            if (options.every == 0 || code != 0) return code;
        } catch (const Error& error) {
            if (options.every == 0 || error.kind() != ErrorKind::unavailable) throw;
            std::fprintf(stderr, "%s (%s)\n", std::string(message(error.key(), Language::zh)).c_str(),
                         error.detail().c_str());
        }
        std::this_thread::sleep_for(std::chrono::duration<double>(options.every));
    }
}

}  // namespace

void add_collect(CLI::App& app, ExitCode& exit_code) {
    static const std::map<std::string, warehouse::Mode> kModes{{"full", warehouse::Mode::full},
                                                               {"watermark", warehouse::Mode::watermark},
                                                               {"change-log", warehouse::Mode::change_log}};
    CLI::App* command = app.add_subcommand("collect", "collect a department's table into a warehouse 归集");
    const auto options = std::make_shared<Options>();
    const auto accept = std::make_shared<bool>(false);
    command->add_option("table", options->table.table, "their table")->required();
    command->add_option("--from", options->from, "their database: postgresql:, sqlite:, mariadb:// or odbc:")
        ->required()
        ->envname("YICI_COLLECT_FROM");
    command->add_option("--into", options->into, "our database, as db::open takes it")->capture_default_str();
    command->add_option("--name", options->name, "the source's name in the warehouse; the table's by default");
    command->add_option("--key", options->table.key, "columns that tell rows apart")->required()->delimiter(',');
    command->add_option("--columns", options->table.columns, "columns to collect; all by default")->delimiter(',');
    command->add_option("--mode", options->table.mode, "full, watermark or change-log")
        ->transform(CLI::CheckedTransformer(kModes));
    command->add_option("--watermark", options->table.watermark, "column of the watermark mode");
    command->add_option("--log-table", options->table.log_table, "table of the change-log mode");
    command->add_option("--log-number", options->table.log_number, "its growing number");
    command->add_option("--overlap", options->overlap, "seconds that a transaction of theirs may stay open")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--piece", options->table.piece, "rows in one transaction")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command->add_option("--every", options->every, "seconds between passes; one pass by default")
        ->check(CLI::NonNegativeNumber);
    command->add_flag("--accept-shape", *accept, "the table's new columns are right");
    command->callback([options, accept, &exit_code] {
        const warehouse::TableSpec& table = options->table;
        if (options->name.empty()) options->name = table.table;
        options->table.overlap = std::chrono::seconds(options->overlap);
        if (table.mode == warehouse::Mode::watermark && table.watermark.empty()) {
            throw CLI::RequiredError("--watermark");
        }
        if (table.mode == warehouse::Mode::change_log && (table.log_table.empty() || table.log_number.empty())) {
            throw CLI::RequiredError("--log-table and --log-number");
        }
        exit_code = run(*options, *accept);
    });
}

}  // namespace yici::cli
