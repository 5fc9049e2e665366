#include "foundation/http/response_parser.h"

#include <algorithm>

#include "foundation/base/text.h"
#include "foundation/http/connection_options.h"
#include "foundation/http/field_rules.h"

namespace yici::http {

namespace {

constexpr size_t kHeaderLimit = 64 << 10;
constexpr size_t kUsualFields = 12;
constexpr int kInterimAnswers = 8;

/// The status of "HTTP/1.1 200 OK"; none when it is anything else (RFC 9112 §4). Some servers leave out the last space.
std::optional<int> status_of(std::string_view line) {
    if (line.size() < 12 || !(line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 "))) return std::nullopt;
    const auto status = parse_integer(line.substr(9, 3));
    if (!status || *status < 100 || !is_field_value(line)) return std::nullopt;
    if (line.size() > 12 && line[12] != ' ') return std::nullopt;
    return static_cast<int>(*status);
}

}  // namespace

ResponseParser::Step ResponseParser::feed(std::string_view input, size_t& used) {
    used = 0;
    for (int interim = 0; !header_done_; ++interim) {
        if (interim > kInterimAnswers) return Step::bad;
        size_t taken = 0;
        const Step step = read_header(input.substr(used), taken);
        used += taken;
        if (step != Step::complete) return step;
        header_done_ = response_.status >= 200;
    }
    size_t taken = 0;
    const Step step = read_body(input.substr(used), taken);
    used += taken;
    return step;
}

ResponseParser::Step ResponseParser::read_header(std::string_view input, size_t& used) {
    const size_t end = input.find("\r\n\r\n", scanned_ < 3 ? 0 : scanned_ - 3);
    // Something else than HTTP must not make us wait for the end of its header.
    const std::string_view start = input.substr(0, 5);
    if (start != std::string_view("HTTP/").substr(0, start.size())) return Step::bad;
    if (std::min(end, input.size()) > kHeaderLimit) return Step::bad;
    if (end == std::string_view::npos) {
        scanned_ = input.size();
        return Step::more;
    }
    scanned_ = 0;
    if (!take_block(input.substr(0, end + 2))) return Step::bad;
    used = end + 4;
    return understand_fields() ? Step::complete : Step::bad;
}

/// The lines of a header, each with its CRLF.
bool ResponseParser::take_block(std::string_view block) {
    response_ = Response();
    response_.headers.reserve(kUsualFields, block.size());
    const size_t line_end = block.find("\r\n");
    const auto status = status_of(block.substr(0, line_end));
    if (!status) return false;
    response_.status = *status;
    keep_alive_ = block.starts_with("HTTP/1.1");
    block.remove_prefix(line_end + 2);
    while (!block.empty()) {
        const size_t end = block.find("\r\n");
        const std::string_view line = block.substr(0, end);
        const size_t colon = line.find(':');
        if (!is_field_line(line)) return false;
        response_.headers.add(line.substr(0, colon), trim(line.substr(colon + 1)));
        block.remove_prefix(end + 2);
    }
    return true;
}

bool ResponseParser::understand_fields() {
    std::optional<int64_t> length;
    int lengths = 0;
    int codings = 0;
    bool close = false;
    for (const auto& [name, value] : response_.headers.all()) {
        if (equals_ignoring_case(name, "Content-Length")) {
            ++lengths;
            length = parse_integer(value);
            if (!length) return false;
        } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
            ++codings;
            if (!equals_ignoring_case(value, "chunked")) return false;
        } else if (equals_ignoring_case(name, "Connection")) {
            close = close || names_option(value, "close");
            keep_alive_ = keep_alive_ || names_option(value, "keep-alive");
        }
    }
    keep_alive_ = keep_alive_ && !close;
    if (lengths > 1 || codings > 1 || lengths + codings > 1) return false;
    if (response_.status < 200) return response_.status != 101;
    if (asked_ == Method::head || response_.status == 204 || response_.status == 304) {
        body_ = Body::none;
    } else if (codings == 1) {
        body_ = Body::chunked;
    } else if (length) {
        body_ = Body::length;
        length_ = static_cast<uint64_t>(*length);
    } else {
        body_ = Body::until_closed;
        keep_alive_ = false;
    }
    return true;
}

ResponseParser::Step ResponseParser::read_body(std::string_view input, size_t& used) {
    std::string& body = response_.body;
    switch (body_) {
        case Body::none:
            return Step::complete;
        case Body::length: {
            if (length_ > body_limit_) return Step::too_large;
            used = std::min<size_t>(input.size(), length_ - body.size());
            body.append(input.substr(0, used));
            return body.size() == length_ ? Step::complete : Step::more;
        }
        case Body::until_closed:
            if (body.size() + input.size() > body_limit_) return Step::too_large;
            body += input;
            used = input.size();
            return Step::more;
        case Body::chunked:
            break;
    }
    switch (chunks_.feed(input, used, body, body_limit_)) {
        case ChunkedDecoder::State::more:
            return Step::more;
        case ChunkedDecoder::State::done:
            return Step::complete;
        case ChunkedDecoder::State::too_large:
            return Step::too_large;
        case ChunkedDecoder::State::bad:
            break;
    }
    return Step::bad;
}

ResponseParser::Step ResponseParser::end() const {
    return header_done_ && body_ == Body::until_closed ? Step::complete : Step::bad;
}

}  // namespace yici::http
