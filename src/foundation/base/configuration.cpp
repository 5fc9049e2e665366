#include "foundation/base/configuration.h"

#include <unistd.h>

#include <yaml-cpp/yaml.h>

#include <charconv>

#include "foundation/base/files.h"
#include "foundation/base/text.h"

namespace yici {

namespace {

constexpr std::string_view kPrefix = "YICI_";

/// "YICI_HTTP_PORT" means "http.port"; a key's own underscores are kept by matching against what is asked.
std::string variable_of(std::string_view key) {
    std::string name(kPrefix);
    for (const char c : key) {
        if (c == '.') {
            name += '_';
        } else {
            name += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        }
    }
    return name;
}

}  // namespace

Configuration Configuration::from_environment(const std::map<std::string, std::string>& environment) {
    Configuration configuration;
    for (const auto& [name, value] : environment) {
        if (name.starts_with(kPrefix)) configuration.values_[name] = {value, name, 0};
    }
    return configuration;
}

Configuration Configuration::load(const std::filesystem::path& path,
                                  const std::map<std::string, std::string>& environment) {
    Configuration configuration = from_environment(environment);
    YAML::Node root;
    try {
        root = YAML::Load(read_file(path));
    } catch (const Error&) {
        throw Error(ErrorKind::not_found, "base.configuration_missing", path.string());
    } catch (const YAML::Exception& fault) {
        throw Error(ErrorKind::invalid_input, "base.configuration_invalid",
                    path.string() + ":" + std::to_string(fault.mark.line + 1) + ": " + fault.msg);
    }
    const auto flatten = [&](const auto& self, const YAML::Node& node, const std::string& prefix) -> void {
        for (const auto& pair : node) {
            const std::string key = prefix + pair.first.as<std::string>();
            if (pair.second.IsMap()) {
                self(self, pair.second, key + ".");
            } else if (pair.second.IsScalar()) {
                configuration.values_[key] = {pair.second.as<std::string>(), path.string(),
                                              pair.second.Mark().line + 1};
                configuration.asked_.try_emplace(key, false);
            } else {
                configuration.findings_.push_back({path.string(), pair.first.Mark().line + 1,
                                                   "base.configuration_invalid", key + ": one value expected"});
            }
        }
    };
    if (root.IsMap()) flatten(flatten, root, "");
    return configuration;
}

const Configuration::Value* Configuration::find(std::string_view key) {
    asked_[std::string(key)] = true;
    if (const auto overriding = values_.find(variable_of(key)); overriding != values_.end()) return &overriding->second;
    const auto value = values_.find(key);
    return value == values_.end() ? nullptr : &value->second;
}

void Configuration::fault(std::string_view key, const Value& value, std::string_view expected) {
    findings_.push_back({value.file, value.line, "base.configuration_invalid",
                         std::string(key) + ": \"" + value.text + "\", expected " + std::string(expected)});
}

std::string Configuration::text(std::string_view key, std::string_view fallback) {
    const Value* value = find(key);
    return value != nullptr ? value->text : std::string(fallback);
}

int64_t Configuration::integer(std::string_view key, int64_t fallback, int64_t least, int64_t most) {
    const Value* value = find(key);
    if (value == nullptr) return fallback;
    int64_t number = 0;
    const char* const end = value->text.data() + value->text.size();
    const auto [stop, error] = std::from_chars(value->text.data(), end, number);
    if (error == std::errc() && stop == end && number >= least && number <= most) return number;
    fault(key, *value, "an integer from " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
}

bool Configuration::flag(std::string_view key, bool fallback) {
    const Value* value = find(key);
    if (value == nullptr) return fallback;
    if (value->text == "true" || value->text == "false") return value->text == "true";
    fault(key, *value, "true or false");
    return fallback;
}

void Configuration::finish() const {
    std::string faults;
    const auto add = [&](const Finding& finding) { faults += "\n  " + finding.to_string(Language::en); };
    for (const Finding& finding : findings_) add(finding);
    for (const auto& [key, asked] : asked_) {
        if (asked) continue;
        const Value& value = values_.at(key);
        add({value.file, value.line, "base.configuration_unknown", key});
    }
    if (!faults.empty()) throw Error(ErrorKind::invalid_input, "base.configuration_invalid", faults);
}

std::map<std::string, std::string> process_environment() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const size_t equals = text.find('=');
        if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

}  // namespace yici
