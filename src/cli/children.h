#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace yici::cli {

/// Other processes of this program that end when it ends.
class Children {
  public:
    Children() = default;
    ~Children();
    Children(const Children&) = delete;
    Children& operator=(const Children&) = delete;

    /// Starts this very program with other arguments; cli.child_failed when it cannot be started.
    void start(const std::vector<std::string>& arguments);
    /// cli.child_failed when one of them has ended.
    void check() const;

  private:
    std::vector<pid_t> processes_;
};

/// A port of 127.0.0.1 that is free now.
[[nodiscard]] uint16_t free_port();

}  // namespace yici::cli
