#include "cli/node_settings.h"

#include "cli/pack_folder.h"

namespace yici::cli {

Settings settings_of(const std::string& config, const std::string& data) {
    Settings settings = read_settings(config.empty() ? Configuration::from_environment(process_environment())
                                                     : Configuration::load(config, process_environment()),
                                      default_pack_folder());
    if (!data.empty()) settings.data = data;
    return settings;
}

}  // namespace yici::cli
