#include "cli/settings.h"

#include "foundation/base/text.h"

namespace yici::cli {

namespace {

std::chrono::milliseconds milliseconds(Configuration& configuration, std::string_view key, int64_t fallback) {
    return std::chrono::milliseconds(configuration.integer(key, fallback, 1, 3'600'000));
}

void read_http(Configuration& configuration, http::ServerOptions& http) {
    http.address = configuration.text("http.address", http.address);
    http.port = static_cast<uint16_t>(configuration.integer("http.port", 8080, 0, 65'535));
    http.io_threads = static_cast<int>(configuration.integer("http.io_threads", 1, 1, 64));
    http.worker_threads = static_cast<int>(configuration.integer("http.worker_threads", 16, 1, 512));
    http.connection_limit = static_cast<size_t>(configuration.integer("http.connection_limit", 10'000, 1, 1'000'000));
    http.queue_limit = static_cast<size_t>(configuration.integer("http.queue_limit", 1'000, 1, 1'000'000));
    http.header_timeout = milliseconds(configuration, "http.header_timeout_ms", 10'000);
    http.body_timeout = milliseconds(configuration, "http.body_timeout_ms", 30'000);
    http.idle_timeout = milliseconds(configuration, "http.idle_timeout_ms", 60'000);
    http.access_log = configuration.flag("http.access_log", true);
    const std::string web = configuration.text("http.web", "");
    if (!web.empty()) http.static_root = web;
    const std::string certificate = configuration.text("http.tls_certificate", "");
    const std::string key = configuration.text("http.tls_key", "");
    if (!certificate.empty()) http.tls_certificate = certificate;
    if (!key.empty()) http.tls_key = key;
}

std::vector<exchange::System> read_systems(Configuration& configuration) {
    std::vector<exchange::System> systems;
    const std::string names = configuration.text("systems.names", "");
    for (const std::string_view part : split(names, ',')) {
        if (trim(part).empty()) continue;
        exchange::System system;
        system.name = trim(part);
        const std::string prefix = "systems." + system.name + ".";
        system.title = configuration.text(prefix + "title", system.name);
        system.url = configuration.text(prefix + "url", "");
        system.database = configuration.text(prefix + "database", "");
        system.app_key = configuration.text(prefix + "app_key", "");
        system.app_secret = configuration.text(prefix + "app_secret", "");
        system.hmac = configuration.flag(prefix + "hmac", false);
        system.ticket_secret = configuration.text(prefix + "ticket_secret", "");
        systems.push_back(std::move(system));
    }
    return systems;
}

}  // namespace

Settings read_settings(Configuration configuration, const std::filesystem::path& default_pack) {
    Settings settings;
    settings.data = configuration.text("data", "data");
    settings.pack = configuration.text("pack", default_pack.string());
    settings.database = configuration.text("database", "");
    settings.inbox = configuration.text("collection.inbox", "");
    settings.key_passphrase = configuration.text("key_passphrase", "");
    settings.registry_in_memory = configuration.flag("exchange.registry_in_memory", true);
    settings.gateway.journaling =
        configuration.flag("exchange.durable", true) ? exchange::Journaling::durable : exchange::Journaling::buffered;
    settings.gateway.sign = configuration.flag("exchange.sign", true);
    settings.gateway.worker_threads = static_cast<int>(configuration.integer("exchange.worker_threads", 8, 1, 256));
    settings.gathering_threads = static_cast<int>(configuration.integer("exchange.gathering_threads", 12, 1, 256));
    settings.clamd = configuration.text("attachments.clamd", "");
    settings.clamd_timeout = milliseconds(configuration, "attachments.clamd_timeout_ms", 30'000);
    settings.hold_unscanned = configuration.flag("attachments.hold_when_clamd_is_away", false);
    settings.log_level = configuration.text("log.level", "info");
    read_http(configuration, settings.http);
    settings.public_url = configuration.text("public_url", "http://localhost:" + std::to_string(settings.http.port));
    settings.systems = read_systems(configuration);
    configuration.finish();
    return settings;
}

}  // namespace yici::cli
