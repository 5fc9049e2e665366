#pragma once

#include <string>

namespace yici::test {

struct Outcome {
    int exit_code = -1;
    std::string output;
    std::string errors;
};

/// Runs the built program through the shell's quoting: `arguments` as one would type them, `input` on standard input.
[[nodiscard]] Outcome run_program(const std::string& arguments, const std::string& input = {});

}  // namespace yici::test
