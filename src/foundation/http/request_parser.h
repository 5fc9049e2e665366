#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "foundation/http/message.h"

namespace yici::http {

/// Why a request was refused before it had a handler.
struct Fault {
    int status = 400;
    std::string_view key;
};

/// One request after another from a byte stream. Stricter than RFC 9112 allows where two readers could disagree: the
/// header block is checked as a whole before anything of it is taken.
class RequestParser {
  public:
    enum class Step {
        more,         // everything given is used, or waits for its other half
        header_done,  // request() has all but the body; call allow_body, then go on
        complete,     // take() the request
        failed,       // fault() says why; the stream is lost
    };

    explicit RequestParser(size_t header_limit);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// `used` bytes of `input` are done with; the rest must come again, with more behind it.
    [[nodiscard]] Step feed(std::string_view input, size_t& used);
    void allow_body(size_t limit) { body_limit_ = limit; }

    [[nodiscard]] Request& request() { return request_; }
    [[nodiscard]] Request take();
    [[nodiscard]] const Fault& fault() const { return fault_; }
    /// From the header until complete.
    [[nodiscard]] bool in_body() const { return part_ == Part::body; }
    [[nodiscard]] bool keep_alive() const { return keep_alive_; }
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }
    /// Announced by Content-Length; none with chunks.
    [[nodiscard]] std::optional<uint64_t> content_length() const { return content_length_; }

  private:
    enum class Part { header, body };
    struct Framing;

    Step fail(int status, std::string_view key);
    Step read_header(std::string_view input, size_t& used);
    Step read_body(std::string_view input, size_t& used);
    /// Empty when the block of lines, with its last CRLF, is above doubt.
    [[nodiscard]] std::optional<Fault> block_fault(std::string_view block) const;
    [[nodiscard]] std::optional<Fault> unfinished_fault(std::string_view input) const;
    /// Takes apart what block_fault found sound.
    void take_block(std::string_view block);
    [[nodiscard]] std::optional<Fault> fields_fault();

    size_t header_limit_;
    size_t body_limit_ = 0;
    size_t scanned_ = 0;
    Part part_ = Part::header;
    Request request_;
    Fault fault_;
    bool keep_alive_ = true;
    bool expects_continue_ = false;
    std::optional<uint64_t> content_length_;
    std::unique_ptr<Framing> framing_;
};

}  // namespace yici::http
