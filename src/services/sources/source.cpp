#include "services/sources/source.h"

#include <algorithm>
#include <set>

#include "foundation/base/files.h"
#include "services/sources/source_reader.h"

namespace yici::sources {

Sources Sources::load(const std::filesystem::path& pack, const records::RecordTypes& types,
                      std::vector<Finding>& findings) {
    std::vector<Source> sources;
    std::set<std::string> names;
    for (const auto& file : files_in(pack / "collection", ".yaml")) {
        const YamlNode root = YamlNode::load(file, findings);
        for (const YamlNode& node : root["sources"].items()) {
            sources.push_back(read_source(node, pack, types, findings));
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
