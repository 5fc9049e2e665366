#include "cli/pack_folder.h"

#include <cstdlib>
#include <vector>

#include "foundation/base/error.h"

namespace yici::cli {

std::filesystem::path default_pack_folder() {
    namespace fs = std::filesystem;
    if (const char* named = std::getenv("YICI_PACK"); named != nullptr && *named != '\0') {
        if (fs::is_directory(named)) return named;
        throw Error(ErrorKind::not_found, "cli.pack_not_found", named);
    }
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const fs::path& folder :
         {fs::path("packs/zhejiang"), program / "../../packs/zhejiang", program / "../share/yici/packs/zhejiang"}) {
        if (fs::is_directory(folder, ignored)) return folder.lexically_normal();
    }
    throw Error(ErrorKind::not_found, "cli.pack_not_found", "packs/zhejiang");
}

}  // namespace yici::cli
