#include "cli/children.h"

#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "foundation/base/error.h"

namespace yici::cli {

Children::~Children() {
    for (const pid_t process : processes_) ::kill(process, SIGTERM);
    for (const pid_t process : processes_) ::waitpid(process, nullptr, 0);
}

void Children::start(const std::vector<std::string>& arguments) {
    std::vector<char*> pointers;
    std::vector<std::string> copies = arguments;
    std::string program = "yici";
    pointers.push_back(program.data());
    for (std::string& copy : copies) pointers.push_back(copy.data());
    pointers.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t process = ::fork();
    if (process < 0) throw Error(ErrorKind::unavailable, "cli.child_failed", arguments.front());
    if (process == 0) {
        // A child must not outlive a parent that was killed and could not say goodbye.
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent) ::_exit(1);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        ::dup2(STDERR_FILENO, STDOUT_FILENO);  // our standard output may be read by a machine
        ::execv("/proc/self/exe", pointers.data());
        ::_exit(127);
    }
    processes_.push_back(process);
}

void Children::check() const {
    for (const pid_t process : processes_) {
        siginfo_t ended{};
        const bool gone = ::waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                          ended.si_pid == process;
        if (gone) throw Error(ErrorKind::unavailable, "cli.child_failed", std::to_string(ended.si_status));
    }
}

uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    const bool bound = socket >= 0 && ::bind(socket, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                       ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    if (socket >= 0) ::close(socket);
    if (!bound) throw Error(ErrorKind::unavailable, "cli.no_free_port");
    return ntohs(address.sin_port);
}

}  // namespace yici::cli
