#include "foundation/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "foundation/base/clock.h"
#include "foundation/base/text.h"

namespace yici::log {

namespace {

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made = spdlog::stderr_logger_mt("yici");
        made->set_pattern("%v");
        return made;
    }();
    return *instance;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view event, Fields fields) {
    if (!logger().should_log(level)) return;
    std::string line =
        R"({"time":")" + to_iso8601(SystemClock().now()) + R"(","level":")" + std::string(name) + R"(","event":)";
    append_json_string(line, event);
    for (const auto& [key, value] : fields) {
        line += ',';
        append_json_string(line, key);
        line += ':';
        append_json_string(line, value);
    }
    logger().log(level, line + "}");
}

}  // namespace

void info(std::string_view event, Fields fields) {
    write(spdlog::level::info, "info", event, fields);
}

void warning(std::string_view event, Fields fields) {
    write(spdlog::level::warn, "warning", event, fields);
}

void error(std::string_view event, Fields fields) {
    write(spdlog::level::err, "error", event, fields);
}

void set_level(std::string_view level) {
    logger().set_level(spdlog::level::from_str(std::string(level)));
}

}  // namespace yici::log
