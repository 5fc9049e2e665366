#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace yici {

/// The whole file; base.file_unreadable when it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// Writes beside the target, syncs, then renames: readers see the old content or the new, never half.
/// base.file_unwritable when the disk is full or permission is missing; the old file is then untouched.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// Files of a folder with this extension (".yaml"), sorted by name; an absent folder has none.
[[nodiscard]] std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                                          std::string_view extension);

}  // namespace yici
