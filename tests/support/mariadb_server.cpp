#include "support/mariadb_server.h"

#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "support/server_process.h"

namespace yici::test {

namespace {

constexpr const char* kServer = "/usr/sbin/mariadbd";
constexpr const char* kInstall = "/usr/bin/mariadb-install-db";

bool answers(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return connected;
}

}  // namespace

bool MariaDbServer::installed() {
    return std::filesystem::exists(kServer) && std::filesystem::exists(kInstall);
}

MariaDbServer::MariaDbServer() {
    std::string name = (std::filesystem::temp_directory_path() / "yici-mariadb-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    folder_ = name;
    if (const passwd* user = ::getuid() == 0 ? ::getpwnam("mysql") : nullptr; user != nullptr) {
        if (::chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("cannot give " + name);
    }
    url_ = "mariadb://root@localhost/test?socket=" + socket();
    run_program("mysql",
                {kInstall, "--no-defaults", "--auth-root-authentication-method=normal", "--skip-name-resolve",
                 "--datadir=" + (folder_ / "data").string()},
                folder_ / "log");
    start();
}

void MariaDbServer::start() {
    server_ =
        start_program("mysql",
                      {kServer, "--no-defaults", "--datadir=" + (folder_ / "data").string(), "--socket=" + socket(),
                       "--pid-file=" + (folder_ / "pid").string(), "--skip-networking",
                       "--character-set-server=utf8mb4", "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M"},
                      folder_ / "log");
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!answers(socket())) {
        if (std::chrono::steady_clock::now() > give_up || ::waitpid(server_, nullptr, WNOHANG) != 0) {
            throw std::runtime_error("MariaDB does not start, see " + (folder_ / "log").string());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void MariaDbServer::kill() {
    if (server_ <= 0) return;
    ::kill(server_, SIGKILL);
    ::waitpid(server_, nullptr, 0);
    server_ = -1;
}

MariaDbServer::~MariaDbServer() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

}  // namespace yici::test
