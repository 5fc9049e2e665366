#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "foundation/http/chunked.h"
#include "foundation/http/message.h"

namespace yici::http {

/// One answer from a byte stream that may be hostile; interim answers (1xx) are skipped.
class ResponseParser {
  public:
    enum class Step { more, complete, bad, too_large };

    ResponseParser(Method asked, size_t body_limit) : asked_(asked), body_limit_(body_limit) {}

    /// `used` bytes of `input` are done with; the rest must come again, with more behind it.
    [[nodiscard]] Step feed(std::string_view input, size_t& used);
    /// The other side closed: complete when the body was to end so.
    [[nodiscard]] Step end() const;

    [[nodiscard]] Response& response() { return response_; }
    [[nodiscard]] bool keep_alive() const { return keep_alive_; }

  private:
    enum class Body { none, length, chunked, until_closed };
    Step read_header(std::string_view input, size_t& used);
    Step read_body(std::string_view input, size_t& used);
    [[nodiscard]] bool take_block(std::string_view block);
    [[nodiscard]] bool understand_fields();

    Method asked_;
    size_t body_limit_;
    size_t scanned_ = 0;
    bool header_done_ = false;
    bool keep_alive_ = false;
    Body body_ = Body::none;
    uint64_t length_ = 0;
    ChunkedDecoder chunks_;
    Response response_;
};

}  // namespace yici::http
