#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici {

/// What an installation decides for itself: one YAML file of nested maps, read as dotted keys ("http.port").
/// An environment variable YICI_HTTP_PORT overrides the file's http.port.
/// Every key must be asked for by the program: finish() reports the rest as misspelt.
class Configuration {
  public:
    /// Faults of syntax throw base.configuration_invalid with file and line.
    static Configuration load(const std::filesystem::path& path, const std::map<std::string, std::string>& environment);
    /// Defaults and environment alone.
    static Configuration from_environment(const std::map<std::string, std::string>& environment);

    [[nodiscard]] std::string text(std::string_view key, std::string_view fallback);
    /// A value outside [least, most] is a finding, and the fallback.
    [[nodiscard]] int64_t integer(std::string_view key, int64_t fallback, int64_t least, int64_t most);
    [[nodiscard]] bool flag(std::string_view key, bool fallback);

    /// Throws one base.configuration_invalid that lists every wrong and every unknown key with file and line.
    void finish() const;

  private:
    struct Value {
        std::string text;
        std::string file;
        int line = 0;
    };
    [[nodiscard]] const Value* find(std::string_view key);
    void fault(std::string_view key, const Value& value, std::string_view expected);

    std::map<std::string, Value, std::less<>> values_;
    std::map<std::string, bool, std::less<>> asked_;
    std::vector<Finding> findings_;
};

/// The variables of this process.
[[nodiscard]] std::map<std::string, std::string> process_environment();

}  // namespace yici
