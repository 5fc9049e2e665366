#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace yici::log {

using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// One JSON object a line on standard error: time, level, event, fields. An event is a short stable name
/// ("http.request"); fields never hold personal data in clear.
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

/// "info" (default), "warning", "error" or "off".
void set_level(std::string_view level);

}  // namespace yici::log
