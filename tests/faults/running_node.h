#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace yici::test {

/// What differs from one node of these tests to another.
struct NodeSetting {
    std::filesystem::path data;
    std::string database;   // empty: SQLite in `data`
    uint16_t police = 0;    // port of the department's system; 0: there is none
    std::string more = {};  // lines of the configuration beside those
};

/// `yici serve` as a process of its own, started, killed and started again on the same data. It ends with the test.
class RunningNode {
  public:
    explicit RunningNode(const NodeSetting& setting);
    ~RunningNode();
    RunningNode(const RunningNode&) = delete;
    RunningNode& operator=(const RunningNode&) = delete;

    /// Starts the process without waiting for it.
    void spawn();
    /// Waits until it says that it serves; throws with its log when it ends instead.
    void await_ready();
    void start() {
        spawn();
        await_ready();
    }
    /// kill -9, at whatever it is doing.
    void kill();
    /// SIGTERM; the exit status.
    int stop();
    /// As a disk that is full at this many bytes a file; the process must be running. RLIM_INFINITY: room again.
    void limit_files(uint64_t bytes) const;

    /// "http://127.0.0.1:PORT", or empty while it does not run.
    [[nodiscard]] std::string url() const;
    /// What it wrote on standard error so far.
    [[nodiscard]] std::string log() const;
    [[nodiscard]] std::filesystem::path public_key() const { return data_ / "node.pub"; }
    [[nodiscard]] std::filesystem::path journal() const { return data_ / "journal"; }

  private:
    void close_output();

    std::filesystem::path data_;
    std::filesystem::path config_;
    pid_t process_ = -1;
    int output_ = -1;
    std::atomic<uint16_t> port_ = 0;
};

}  // namespace yici::test
