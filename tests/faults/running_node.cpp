#include "faults/running_node.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "foundation/base/files.h"
#include "foundation/base/text.h"

namespace yici::test {

namespace {

constexpr int kStartPatience = 60'000;  // milliseconds

std::string configuration(const NodeSetting& setting) {
    std::string text = "data: " + setting.data.string() + "\npublic_url: http://localhost\nhttp:\n  port: 0\n" +
                       "  access_log: false\nlog:\n  level: warning\nexchange:\n  durable: true\n";
    if (!setting.database.empty()) text += "database: \"" + setting.database + "\"\n";
    if (setting.police != 0) {
        text += "systems:\n  names: police\n  police:\n    title: police\n    url: http://127.0.0.1:" +
                std::to_string(setting.police) + "\n";
    }
    return text + setting.more;
}

}  // namespace

RunningNode::RunningNode(const NodeSetting& setting) : data_(setting.data), config_(setting.data / "node.yaml") {
    write_file_atomically(config_, configuration(setting));
}

RunningNode::~RunningNode() {
    kill();
}

void RunningNode::spawn() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const std::string log = data_ / "node.log";
    const std::string config = config_;
    process_ = ::fork();
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // limit_files() stands for a full disk, which sends no signal.
        ::signal(SIGXFSZ, SIG_IGN);
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
        ::execl(YICI_PROGRAM, YICI_PROGRAM, "serve", "--config", config.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    close_output();
    output_ = ends[0];
}

void RunningNode::await_ready() {
    std::string said;
    while (said.find('\n') == std::string::npos) {
        char room[256];
        pollfd state{output_, POLLIN, 0};
        const ssize_t count = ::poll(&state, 1, kStartPatience) == 1 ? ::read(output_, room, sizeof room) : -1;
        if (count <= 0) throw std::runtime_error("the node does not start: " + log());
        said.append(room, static_cast<size_t>(count));
    }
    const std::string_view line = trim(std::string_view(said).substr(0, said.find('\n')));
    port_ = static_cast<uint16_t>(parse_integer(line.substr(line.rfind(':') + 1)).value_or(0));
}

void RunningNode::kill() {
    port_ = 0;
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    process_ = -1;
    close_output();
}

int RunningNode::stop() {
    port_ = 0;
    ::kill(process_, SIGTERM);
    int status = -1;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    close_output();
    return status;
}

void RunningNode::limit_files(uint64_t bytes) const {
    const rlimit limit{bytes, RLIM_INFINITY};
    if (::prlimit(process_, RLIMIT_FSIZE, &limit, nullptr) != 0) throw std::runtime_error("prlimit");
}

std::string RunningNode::url() const {
    const uint16_t port = port_;
    return port == 0 ? std::string() : "http://127.0.0.1:" + std::to_string(port);
}

std::string RunningNode::log() const {
    return std::filesystem::exists(data_ / "node.log") ? read_file(data_ / "node.log") : std::string();
}

void RunningNode::close_output() {
    if (output_ >= 0) ::close(output_);
    output_ = -1;
}

}  // namespace yici::test
