#include "support/suites.h"

#include <cstdlib>

namespace yici::test {

std::optional<std::filesystem::path> suite(const std::filesystem::path& name) {
    const char* root = std::getenv("YICI_SUITES");
    const std::filesystem::path folder = std::filesystem::path(root != nullptr ? root : "../shared/data") / name;
    if (!std::filesystem::exists(folder)) return std::nullopt;
    return folder;
}

}  // namespace yici::test
