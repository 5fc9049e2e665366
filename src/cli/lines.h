#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace yici::cli {

/// Reads a stream line by line in blocks, whatever its size. LF or CRLF ends a line, the last one may lack it; a byte
/// order mark of UTF-8 in front of the first is skipped. A line is cut at kLongest bytes, so that hostile input costs
/// no memory.
class LineReader {
  public:
    static constexpr size_t kLongest = 4096;

    explicit LineReader(std::FILE* stream) : stream_(stream), block_(1 << 16, '\0') {}
    /// False at the end. `line` holds until the next call; `cut` tells that it was longer than kLongest.
    bool next(std::string_view& line, bool& cut);

  private:
    bool fill();

    std::FILE* stream_;
    std::string block_;
    size_t at_ = 0;
    size_t filled_ = 0;
    bool first_ = true;
    std::string line_;
};

/// `text` for one column of a table: tabs, control characters and bytes that are not UTF-8 as \xNN.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace yici::cli
