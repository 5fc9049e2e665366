#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/node.h"
#include "cli/pack_folder.h"

namespace yici::cli {

namespace {

/// A folder for a node that is built and asked, never served; goes afterwards.
class PassingFolder {
  public:
    PassingFolder() : path_(std::filesystem::temp_directory_path() / ("yici-routes-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~PassingFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

void print_routes() {
    const PassingFolder folder;
    Settings settings;
    settings.data = folder.path();
    settings.pack = default_pack_folder();
    const auto policy = Policy::load(settings.pack);
    Node node(settings, *policy);
    const http::Router router = node.router();
    for (const http::Router::Route* route : router.routes()) {
        std::cout << http::to_string(route->method) << ' ' << route->pattern << '\n';
    }
}

}  // namespace

void add_routes(CLI::App& app, ExitCode&) {
    app.add_subcommand("routes", "Prints METHOD and PATTERN of every route that a node serves")->callback(print_routes);
}

}  // namespace yici::cli
