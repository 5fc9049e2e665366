#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engines/exchange/gateway.h"
#include "engines/exchange/system.h"
#include "foundation/base/configuration.h"
#include "foundation/http/server.h"

namespace yici::cli {

/// What an installation decides, read from one YAML file and the environment; docs/operators.md lists every key.
struct Settings {
    std::filesystem::path data = "data";
    std::filesystem::path pack;
    std::string database;         // empty: sqlite in the data folder
    std::filesystem::path inbox;  // folder of all drop folders; empty: in the data folder
    std::string public_url;
    std::string key_passphrase;  // empty: a file in the data folder holds a generated one
    bool registry_in_memory = true;
    int gathering_threads = 12;
    std::string log_level = "info";
    http::ServerOptions http;
    std::string clamd;  // path of a Unix socket or host:port; empty: no virus scanner
    std::chrono::milliseconds clamd_timeout{30'000};
    bool hold_unscanned = false;  // while it is away: keep uploads until it is back, instead of refusing them
    exchange::GatewayOptions gateway;
    std::vector<exchange::System> systems;

    [[nodiscard]] std::string database_url() const {
        return database.empty() ? "sqlite:" + (data / "yici.db").string() : database;
    }
    [[nodiscard]] std::filesystem::path inbox_folder() const { return inbox.empty() ? data / "inbox" : inbox; }
};

/// Throws base.configuration_invalid with file, line and key of everything that is wrong.
[[nodiscard]] Settings read_settings(Configuration configuration, const std::filesystem::path& default_pack);

}  // namespace yici::cli
