#include "cli/program.h"

#include <sys/wait.h>

#include <cstdlib>

#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::test {

Outcome run_program(const std::string& arguments, const std::string& input) {
    const TemporaryFolder folder;
    const auto in = folder.path() / "in", out = folder.path() / "out", errors = folder.path() / "errors";
    write_file_atomically(in, input);
    const std::string command = std::string(YICI_PROGRAM) + " " + arguments + " <" + in.string() + " >" + out.string() +
                                " 2>" + errors.string();
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(errors)};
}

}  // namespace yici::test
