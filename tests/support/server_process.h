#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace yici::test {

/// Starts a program with its output in `log`; when we are root it runs as `user`. It ends with the thread that started
/// it.
[[nodiscard]] pid_t start_program(const char* user, const std::vector<std::string>& command,
                                  const std::filesystem::path& log);
/// Runs one to its end; std::runtime_error when it fails.
void run_program(const char* user, const std::vector<std::string>& command, const std::filesystem::path& log);

}  // namespace yici::test
