#include "services/sources/source.h"

#include <algorithm>
#include <map>
#include <set>

#include "foundation/base/yaml.h"

namespace yici::sources {

namespace {

Source read_source(const YamlNode& node) {
    static const std::map<std::string, warehouse::Mode, std::less<>> kModes{
        {"full", warehouse::Mode::full},
        {"watermark", warehouse::Mode::watermark},
        {"change_log", warehouse::Mode::change_log}};
    Source source;
    source.name = node.text("source");
    source.title = node.text("title");
    source.title_en = node.text_or("title_en", source.title);
    source.department = node.text("department");
    source.system = node.text("system");
    source.table.table = node.text("table");
    source.table.columns = node.texts("columns");
    source.table.key = node.texts("key");
    if (source.table.key.empty()) node.fault("sources.key_missing", source.name);
    const std::string mode = node.text_or("mode", "full");
    if (const auto found = kModes.find(mode); found != kModes.end()) {
        source.table.mode = found->second;
    } else {
        node["mode"].fault("sources.mode_unknown", mode);
    }
    source.table.watermark = node.text_or("watermark", "");
    source.table.log_table = node.text_or("log_table", "");
    source.table.log_number = node.text_or("log_number", "");
    const bool lacking = (source.table.mode == warehouse::Mode::watermark && source.table.watermark.empty()) ||
                         (source.table.mode == warehouse::Mode::change_log &&
                          (source.table.log_table.empty() || source.table.log_number.empty()));
    if (lacking) node["mode"].fault("sources.mode_incomplete", mode);
    source.table.overlap = std::chrono::seconds(node.integer_or("overlap_seconds", 120));
    source.every = std::chrono::minutes(node.integer_or("every_minutes", 60));
    if (source.every.count() < 1) node["every_minutes"].fault("sources.every_invalid", source.name);
    node.reject_unknown_keys();
    return source;
}

}  // namespace

Sources Sources::load(const std::filesystem::path& folder, std::vector<Finding>& findings) {
    std::vector<Source> sources;
    if (!std::filesystem::exists(folder)) return Sources();
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::set<std::string> names;
    for (const auto& file : files) {
        const YamlNode root = YamlNode::load(file, findings);
        for (const YamlNode& node : root["sources"].items()) {
            sources.push_back(read_source(node));
            if (!names.insert(sources.back().name).second) {
                node.fault("sources.source_twice", sources.back().name);
            }
        }
        root.reject_unknown_keys();
    }
    return Sources(std::move(sources));
}

const Source* Sources::find(std::string_view name) const {
    const auto found = std::ranges::find(sources_, name, &Source::name);
    return found == sources_.end() ? nullptr : &*found;
}

}  // namespace yici::sources
