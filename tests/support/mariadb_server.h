#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace yici::test {

/// A MariaDB server of this test program's own, in a temporary folder and on a socket in it, with nothing on the
/// network. It ends with the thread that started it; its folder goes with this object.
class MariaDbServer {
  public:
    [[nodiscard]] static bool installed();
    /// Throws std::runtime_error when it does not start.
    MariaDbServer();
    ~MariaDbServer();
    MariaDbServer(const MariaDbServer&) = delete;
    MariaDbServer& operator=(const MariaDbServer&) = delete;

    /// "mariadb://root@localhost/test?socket=…"
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] std::string socket() const { return (folder_ / "socket").string(); }
    /// kill -9, and up again on the same files.
    void kill();
    void start();

  private:
    std::filesystem::path folder_;
    std::string url_;
    pid_t server_ = -1;
};

}  // namespace yici::test
