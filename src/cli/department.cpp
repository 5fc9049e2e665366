#include "demo/department.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <thread>

#include "cli/cli.h"
#include "cli/pack_folder.h"
#include "foundation/base/files.h"

namespace yici::cli {

namespace {

struct Options {
    std::string kind;
    demo::DepartmentOptions department;
    std::string pack;
    std::string data = "data/departments";
    std::string ticket_key_file;
    std::vector<int> slow;
    int fail_every = -1;
    bool in_order = false;
    int marry_every = 0;
};

demo::DepartmentOptions chosen(const Options& options) {
    demo::DepartmentOptions department = options.department;
    const auto kind = demo::parse_department(options.kind);
    if (!kind) throw Error(ErrorKind::invalid_input, "demo.no_such_department", options.kind);
    department.kind = *kind;
    department.data = options.data;
    department.pack = options.pack.empty() ? default_pack_folder() : std::filesystem::path(options.pack);
    if (!options.ticket_key_file.empty()) department.ticket_public_key = read_file(options.ticket_key_file);
    if (!options.in_order) department.disturbances = demo::usual_disturbances(*kind);
    if (options.slow.size() == 2) {
        department.disturbances.slow_from = std::chrono::milliseconds(options.slow[0]);
        department.disturbances.slow_to = std::chrono::milliseconds(std::max(options.slow[0], options.slow[1]));
    }
    if (options.fail_every >= 0) department.disturbances.fail_every = options.fail_every;
    department.marry_every = std::chrono::seconds(options.marry_every);
    return department;
}

/// Blocks SIGINT and SIGTERM for every thread made from here on, and asks to stop when one of them comes.
class StopOnSignal {
  public:
    StopOnSignal() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        waiter_ = std::jthread([this](const std::stop_token& ended) {
            const timespec quarter{0, 250'000'000};
            while (!ended.stop_requested())
                if (sigtimedwait(&signals_, nullptr, &quarter) > 0) stop_.request_stop();
        });
    }
    [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

  private:
    sigset_t signals_{};
    std::stop_source stop_;
    std::jthread waiter_;
};

void run(const Options& options) {
    const StopOnSignal stop;
    demo::DepartmentOptions department = chosen(options);
    department.progress = [](int64_t done, int64_t total) {
        if (done % 10'000 == 0 || done == total) std::cerr << "seeding " << done << " / " << total << '\n';
    };
    const SystemClock clock;
    SystemRandom random;
    demo::run_department(department, clock, random, stop.token(), [&](const demo::Department& running) {
        std::cout << options.kind << " http://" << department.address << ':' << running.port() << ' '
                  << running.records() << " records, " << demo::kMadeUp << std::endl;
    });
}

}  // namespace

void add_department(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = app.add_subcommand("department", "A department's own system for the demonstration; made up");
    auto options = std::make_shared<Options>();
    demo::DepartmentOptions& department = options->department;
    command->add_option("KIND", options->kind, "police, civil_affairs or human_resources")->required();
    command->add_option("--data", options->data, "Folder of its database")->capture_default_str();
    command->add_option("--database", department.database, "Another database, such as postgresql:…");
    command->add_option("--pack", options->pack, "Folder of the pack");
    command->add_option("--address", department.address, "Where it listens")->capture_default_str();
    command->add_option("--port", department.port, "0: any free one")->capture_default_str();
    command->add_option("--seed", department.population.seed)->capture_default_str();
    command->add_option("--persons", department.population.persons)->capture_default_str();
    command->add_option("--ticket-secret", department.ticket_secret, "Key that tickets are signed with")
        ->envname("YICI_TICKET_SECRET");
    command->add_option("--ticket-key", options->ticket_key_file, "Or the node's SM2 public key, a PEM file");
    command->add_option("--app-key", department.app_key, "human_resources: its client")->envname("YICI_APP_KEY");
    command->add_option("--app-secret", department.app_secret)->envname("YICI_APP_SECRET");
    command->add_flag("--in-order", options->in_order, "Without the usual disturbances");
    command->add_option("--slow", options->slow, "Each answer waits from … to … milliseconds")->expected(2);
    command->add_option("--fail-every", options->fail_every, "Every so many data calls fail; 0 never");
    command->add_option("--marry-every", options->marry_every, "civil_affairs: seconds between marriages; 0 never");
    command->callback([options, &exit_code] {
        run(*options);
        exit_code = 0;
    });
}

}  // namespace yici::cli
