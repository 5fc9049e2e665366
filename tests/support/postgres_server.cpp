#include "support/postgres_server.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/server_process.h"

namespace yici::test {

namespace {

std::filesystem::path program(const std::string& name) {
    std::filesystem::path newest;
    const std::filesystem::path root = "/usr/lib/postgresql";
    if (std::filesystem::exists(root)) {
        for (const auto& version : std::filesystem::directory_iterator(root)) {
            const auto candidate = version.path() / "bin" / name;
            if (std::filesystem::exists(candidate) && candidate > newest) newest = candidate;
        }
    }
    if (newest.empty()) throw std::runtime_error("PostgreSQL is not installed");
    return newest;
}

}  // namespace

PostgresServer::PostgresServer() : owner_(::getpid()) {
    std::string name = (std::filesystem::temp_directory_path() / "yici-postgres-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    folder_ = name;
    if (const passwd* user = ::getuid() == 0 ? ::getpwnam("postgres") : nullptr; user != nullptr) {
        if (::chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("cannot give " + name);
    }
    start_guard();
    address_ = "host=" + name + " user=yici dbname=postgres";
    // Sorts as a dictionary does, like a server that was set up in Chinese; whoever counts on bytes must say so.
    run_program("postgres",
                {program("initdb"), "-D", folder_ / "data", "-U", "yici", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh", "--no-sync", "--no-instructions"},
                folder_ / "log");
    start();
}

/// A shell that waits for our end of a pipe to close, as it does however we end, and then clears up.
void PostgresServer::start_guard() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const char* script =
        "trap '' INT TERM HUP; read -r nothing; "
        "pid=$(head -n 1 \"$0/data/postmaster.pid\" 2>/dev/null) && kill -QUIT \"$pid\" && "
        "for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 \"$pid\" 2>/dev/null && sleep 0.1; done; rm -rf \"$0\"";
    const std::string folder = folder_.string();
    guard_ = ::fork();
    if (guard_ == 0) {
        ::setsid();
        ::dup2(ends[0], STDIN_FILENO);
        // A test runner waits until everyone has closed its output.
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        ::execl("/bin/sh", "sh", "-c", script, folder.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[0]);
    guard_pipe_ = ends[1];
}

void PostgresServer::start() {
    server_ = start_program("postgres",
                            {program("postgres"),
                             "-D",
                             folder_ / "data",
                             "-k",
                             folder_,
                             "-c",
                             "listen_addresses=",
                             "-c",
                             "fsync=off",
                             "-c",
                             "full_page_writes=off",
                             "-c",
                             "autovacuum=off",
                             "-c",
                             "max_connections=100",
                             "-c",
                             "shared_buffers=32MB",
                             "-c",
                             "wal_level=minimal",
                             "-c",
                             "max_wal_senders=0"},
                            folder_ / "log");
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (PQping(address_.c_str()) != PQPING_OK) {
        if (std::chrono::steady_clock::now() > give_up || ::waitpid(server_, nullptr, WNOHANG) != 0) {
            throw std::runtime_error("PostgreSQL does not start, see " + (folder_ / "log").string());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void PostgresServer::stop() {
    if (server_ <= 0) return;
    ::kill(server_, SIGQUIT);
    ::waitpid(server_, nullptr, 0);
    server_ = -1;
}

PostgresServer::~PostgresServer() {
    if (owner_ != ::getpid()) return;
    stop();
    ::close(guard_pipe_);
    ::waitpid(guard_, nullptr, 0);
}

}  // namespace yici::test
