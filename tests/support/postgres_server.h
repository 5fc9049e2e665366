#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace yici::test {

/// A PostgreSQL server of this test program's own, in a temporary folder and on a socket in it, without fsync. When
/// we are root it runs as the user postgres. It goes, with its folder, when the program ends, even by a crash.
class PostgresServer {
  public:
    /// Throws std::runtime_error when PostgreSQL is not installed or does not start.
    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// A libpq connection string.
    [[nodiscard]] const std::string& address() const { return address_; }
    /// Breaks every connection at once, without a checkpoint, as a crash does.
    void stop();
    /// Starts it again on the same files.
    void start();

  private:
    void start_guard();

    std::filesystem::path folder_;
    std::string address_;
    pid_t owner_ = -1;  // a forked child of the test program must leave the server alone
    pid_t server_ = -1;
    pid_t guard_ = -1;
    int guard_pipe_ = -1;
};

}  // namespace yici::test
