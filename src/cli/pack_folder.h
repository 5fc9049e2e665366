#pragma once

#include <filesystem>

namespace yici::cli {

/// The pack to use where none is named: what YICI_PACK says; else packs/zhejiang below the working directory; else
/// beside the program as built (../../packs/zhejiang) or installed (../share/yici/packs/zhejiang).
/// None of them: cli.pack_not_found, and so when YICI_PACK names no folder.
[[nodiscard]] std::filesystem::path default_pack_folder();

}  // namespace yici::cli
