#include "foundation/base/yaml.h"

#include <yaml-cpp/yaml.h>

#include <set>

#include "foundation/base/files.h"

namespace yici {

struct YamlNode::State {
    YAML::Node node{YAML::NodeType::Undefined};
    std::shared_ptr<const std::string> file;
    std::vector<Finding>* findings = nullptr;
    std::string key;  // what led here, for findings
    int parent_line = 0;
    std::set<std::string, std::less<>> asked;
};

namespace {

int line_of(const YAML::Node& node) {
    return node.IsDefined() ? node.Mark().line + 1 : 0;
}

}  // namespace

YamlNode YamlNode::parse(std::string_view text, std::string name, std::vector<Finding>& findings) {
    YamlNode root;
    root.state_ = std::make_shared<State>();
    root.state_->file = std::make_shared<const std::string>(std::move(name));
    root.state_->findings = &findings;
    try {
        root.state_->node = YAML::Load(std::string(text));
    } catch (const YAML::Exception& fault) {
        findings.push_back({*root.state_->file, fault.mark.line + 1, "base.yaml_invalid", fault.msg});
        root.state_->node = YAML::Node(YAML::NodeType::Undefined);
    }
    return root;
}

YamlNode YamlNode::load(const std::filesystem::path& path, std::vector<Finding>& findings) {
    std::string text;
    try {
        text = read_file(path);
    } catch (const Error& error) {
        findings.push_back({path.string(), 0, error.key(), {}});
    }
    return parse(text, path.string(), findings);
}

bool YamlNode::present() const {
    return state_->node.IsDefined() && !state_->node.IsNull();
}

bool YamlNode::is_scalar() const {
    return present() && state_->node.IsScalar();
}

int YamlNode::line() const {
    const int own = line_of(state_->node);
    return own > 0 ? own : state_->parent_line;
}

const std::string& YamlNode::file() const {
    return *state_->file;
}

bool YamlNode::is_map() const {
    return present() && state_->node.IsMap();
}

bool YamlNode::is_sequence() const {
    return present() && state_->node.IsSequence();
}

bool YamlNode::is_quoted() const {
    return present() && state_->node.IsScalar() && state_->node.Tag() == "!";
}

YamlNode YamlNode::operator[](std::string_view key) const {
    state_->asked.emplace(key);
    YamlNode child;
    child.state_ = std::make_shared<State>();
    child.state_->file = state_->file;
    child.state_->findings = state_->findings;
    child.state_->key = key;
    child.state_->parent_line = line();
    if (present() && state_->node.IsMap()) {
        const YAML::Node& map = state_->node;
        const YAML::Node value = map[std::string(key)];
        if (value.IsDefined()) child.state_->node.reset(value);
    }
    return child;
}

std::vector<YamlNode> YamlNode::items() const {
    std::vector<YamlNode> result;
    if (!present()) return result;
    if (!state_->node.IsSequence()) {
        fault("base.yaml_wrong_type", state_->key + ": sequence");
        return result;
    }
    for (const YAML::Node& item : state_->node) {
        YamlNode child;
        child.state_ = std::make_shared<State>();
        child.state_->file = state_->file;
        child.state_->findings = state_->findings;
        child.state_->key = state_->key;
        child.state_->parent_line = line();
        child.state_->node.reset(item);
        result.push_back(std::move(child));
    }
    return result;
}

std::vector<std::pair<std::string, YamlNode>> YamlNode::entries() const {
    std::vector<std::pair<std::string, YamlNode>> result;
    if (!present()) return result;
    if (!state_->node.IsMap()) {
        fault("base.yaml_wrong_type", state_->key + ": map");
        return result;
    }
    for (const auto& pair : state_->node) {
        const auto key = pair.first.as<std::string>("");
        result.emplace_back(key, (*this)[key]);
    }
    return result;
}

namespace {

/// Converts a scalar; a wrong type is a finding and the fallback.
template <typename T>
T scalar_or(const YamlNode& node, const YAML::Node& raw, std::string_view key, T fallback, std::string_view type) {
    if (raw.IsScalar()) {
        T value{};
        if (YAML::convert<T>::decode(raw, value)) return value;
    }
    node.fault("base.yaml_wrong_type", std::string(key) + ": " + std::string(type));
    return fallback;
}

}  // namespace

std::string YamlNode::text(std::string_view key) const {
    const YamlNode child = (*this)[key];
    if (!child.present()) {
        fault("base.yaml_missing_key", std::string(key));
        return {};
    }
    return scalar_or<std::string>(child, child.state_->node, key, {}, "text");
}

int64_t YamlNode::integer(std::string_view key) const {
    const YamlNode child = (*this)[key];
    if (!child.present()) {
        fault("base.yaml_missing_key", std::string(key));
        return 0;
    }
    return scalar_or<int64_t>(child, child.state_->node, key, 0, "integer");
}

std::string YamlNode::text_or(std::string_view key, std::string_view fallback) const {
    const YamlNode child = (*this)[key];
    if (!child.present()) return std::string(fallback);
    return scalar_or<std::string>(child, child.state_->node, key, std::string(fallback), "text");
}

int64_t YamlNode::integer_or(std::string_view key, int64_t fallback) const {
    const YamlNode child = (*this)[key];
    return child.present() ? scalar_or<int64_t>(child, child.state_->node, key, fallback, "integer") : fallback;
}

double YamlNode::number_or(std::string_view key, double fallback) const {
    const YamlNode child = (*this)[key];
    return child.present() ? scalar_or<double>(child, child.state_->node, key, fallback, "number") : fallback;
}

bool YamlNode::flag_or(std::string_view key, bool fallback) const {
    const YamlNode child = (*this)[key];
    return child.present() ? scalar_or<bool>(child, child.state_->node, key, fallback, "true or false") : fallback;
}

std::vector<std::string> YamlNode::texts(std::string_view key) const {
    const YamlNode child = (*this)[key];
    std::vector<std::string> result;
    if (!child.present()) return result;
    if (child.state_->node.IsScalar()) return {child.as_text()};
    for (const YamlNode& item : child.items()) result.push_back(item.as_text());
    return result;
}

std::string YamlNode::as_text() const {
    return scalar_or<std::string>(*this, state_->node, state_->key, {}, "text");
}

void YamlNode::reject_unknown_keys() const {
    if (!present() || !state_->node.IsMap()) return;
    for (const auto& pair : state_->node) {
        const auto key = pair.first.as<std::string>("");
        if (state_->asked.contains(key)) continue;
        state_->findings->push_back({*state_->file, line_of(pair.first), "base.yaml_unknown_key", key});
    }
}

void YamlNode::fault(std::string key, std::string detail) const {
    state_->findings->push_back({*state_->file, line(), std::move(key), std::move(detail)});
}

}  // namespace yici
