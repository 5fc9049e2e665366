#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yici::http {

/// Decodes the chunked transfer coding of RFC 9112 §7.1, strictly: bare LF, signs, white space before the size and
/// broken trailers are errors. Extensions and trailer fields are checked and dropped.
class ChunkedDecoder {
  public:
    enum class State { more, done, bad, too_large };

    /// Takes what it can from `input` (`used` bytes) and appends data to `body`, never beyond `limit` bytes.
    [[nodiscard]] State feed(std::string_view input, size_t& used, std::string& body, size_t limit);

  private:
    enum class Part { size, data, data_end, trailer };
    [[nodiscard]] State take_size(std::string_view line, size_t body_size, size_t limit);

    Part part_ = Part::size;
    uint64_t left_ = 0;
    size_t trailer_bytes_ = 0;
};

}  // namespace yici::http
