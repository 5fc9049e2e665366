#pragma once

#include <cstdint>
#include <string>

namespace yici::cli {

/// One line that fills on a terminal; on anything else a line every tenth.
class ProgressBar {
  public:
    ProgressBar(std::string title, int64_t total);
    void show(int64_t done);
    void finish();

  private:
    std::string title_;
    int64_t total_;
    int64_t shown_ = -1;  // percent
    bool terminal_;
};

}  // namespace yici::cli
