#include "foundation/http/request_parser.h"

#include <utility>

#include "foundation/base/text.h"
#include "foundation/http/chunked.h"
#include "foundation/http/connection_options.h"
#include "foundation/http/field_rules.h"
#include "foundation/http/path.h"

namespace yici::http {

namespace {

constexpr size_t kTargetLimit = 8192;
constexpr size_t kFieldLimit = 100;
constexpr size_t kUsualFields = 12;
constexpr std::string_view kBadRequest = "http.bad_request";

std::optional<Method> method_of(std::string_view name) {
    for (const Method method :
         {Method::get, Method::post, Method::head, Method::put, Method::patch, Method::delete_, Method::options}) {
        if (to_string(method) == name) return method;
    }
    return std::nullopt;
}

/// method SP target SP HTTP/x.y, and nothing else.
std::optional<Fault> request_line_fault(std::string_view line) {
    const size_t first = line.find(' ');
    const size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos || !is_token(line.substr(0, first))) return Fault{400, kBadRequest};
    const std::string_view target = line.substr(first + 1, second - first - 1);
    if (target.size() > kTargetLimit) return Fault{414, "http.target_too_long"};
    for (const char c : target) {
        if (c <= 0x20 || c == 0x7f) return Fault{400, kBadRequest};
    }
    const std::string_view version = line.substr(second + 1);
    if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
    const bool other = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.' && version[5] >= '0' &&
                       version[5] <= '9' && version[7] >= '0' && version[7] <= '9';
    return other ? Fault{505, "http.version_not_supported"} : Fault{400, kBadRequest};
}

}  // namespace

struct RequestParser::Framing {
    std::optional<Method> method;  // none: one that we do not know
    std::string_view target;       // lies in the input while the header is read
    bool old = false;              // HTTP/1.0
    std::optional<ChunkedDecoder> chunks;
};

RequestParser::RequestParser(size_t header_limit)
    : header_limit_(header_limit), framing_(std::make_unique<Framing>()) {}
RequestParser::~RequestParser() = default;

Request RequestParser::take() {
    part_ = Part::header;
    Request taken = std::move(request_);
    request_ = Request();
    return taken;
}

RequestParser::Step RequestParser::fail(int status, std::string_view key) {
    fault_ = {status, key};
    return Step::failed;
}

RequestParser::Step RequestParser::feed(std::string_view input, size_t& used) {
    used = 0;
    return part_ == Part::header ? read_header(input, used) : read_body(input, used);
}

std::optional<Fault> RequestParser::unfinished_fault(std::string_view input) const {
    const size_t line_end = input.find('\n');
    if (line_end == std::string_view::npos && input.size() > kTargetLimit) return Fault{414, "http.target_too_long"};
    if (input.size() > header_limit_) return Fault{431, "http.headers_too_large"};
    // A lone LF or a NUL would else keep us waiting for an end that never comes.
    for (size_t i = scanned_; i < input.size(); ++i) {
        if (input[i] == '\0' || (input[i] == '\n' && (i == 0 || input[i - 1] != '\r'))) return Fault{400, kBadRequest};
    }
    return std::nullopt;
}

std::optional<Fault> RequestParser::block_fault(std::string_view block) const {
    size_t lines = 0;
    while (!block.empty()) {
        const size_t end = block.find("\r\n");
        const std::string_view line = block.substr(0, end);
        if (lines == 0) {
            if (auto fault = request_line_fault(line)) return fault;
        } else if (!is_field_line(line)) {
            return Fault{400, kBadRequest};
        }
        if (++lines > kFieldLimit) return Fault{431, "http.headers_too_large"};
        block.remove_prefix(end + 2);
    }
    return std::nullopt;
}

RequestParser::Step RequestParser::read_header(std::string_view input, size_t& used) {
    // One empty line before a request is forgiven (RFC 9112 §2.2).
    if (input.starts_with("\r\n")) used = 2;
    input.remove_prefix(used);
    const size_t from = scanned_ < 3 ? 0 : scanned_ - 3;
    const size_t end = input.find("\r\n\r\n", from);
    if (end == std::string_view::npos) {
        if (const auto fault = unfinished_fault(input)) return fail(fault->status, fault->key);
        scanned_ = input.size();
        used = 0;  // the forgiven line stays until its request is whole, else a second one would be forgiven too
        return Step::more;
    }
    scanned_ = 0;
    if (end + 4 > header_limit_) {
        const bool line_alone = input.find('\n') > kTargetLimit;
        return line_alone ? fail(414, "http.target_too_long") : fail(431, "http.headers_too_large");
    }
    if (const auto fault = block_fault(input.substr(0, end + 2))) return fail(fault->status, fault->key);
    take_block(input.substr(0, end + 2));
    if (const auto fault = fields_fault()) return fail(fault->status, fault->key);
    used += end + 4;
    part_ = Part::body;
    body_limit_ = 0;
    return Step::header_done;
}

void RequestParser::take_block(std::string_view block) {
    request_ = Request();
    const size_t line_end = block.find("\r\n");
    const std::string_view line = block.substr(0, line_end);
    const size_t first = line.find(' ');
    const size_t second = line.find(' ', first + 1);
    framing_->method = method_of(line.substr(0, first));
    framing_->target = line.substr(first + 1, second - first - 1);
    framing_->old = line.ends_with("1.0");
    block.remove_prefix(line_end + 2);
    request_.headers.reserve(kUsualFields, block.size());
    while (!block.empty()) {
        const size_t end = block.find("\r\n");
        const size_t colon = block.find(':');
        request_.headers.add(block.substr(0, colon), trim(block.substr(colon + 1, end - colon - 1)));
        block.remove_prefix(end + 2);
    }
}

std::optional<Fault> RequestParser::fields_fault() {
    if (!framing_->method) return Fault{501, "http.method_unknown"};
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
    content_length_.reset();
    expects_continue_ = false;
    const bool old = framing_->old;
    keep_alive_ = !old;
    bool close = false;
    for (const auto& [name, value] : request_.headers.all()) {
        if (equals_ignoring_case(name, "Host")) {
            ++hosts;
        } else if (equals_ignoring_case(name, "Content-Length")) {
            ++lengths;
            const auto length = parse_integer(value);
            if (!length) return Fault{400, kBadRequest};
            content_length_ = static_cast<uint64_t>(*length);
        } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
            ++codings;
            if (!equals_ignoring_case(value, "chunked")) return Fault{400, kBadRequest};
        } else if (equals_ignoring_case(name, "Expect")) {
            if (!equals_ignoring_case(value, "100-continue")) return Fault{417, "http.expectation_failed"};
            expects_continue_ = !old;
        } else if (equals_ignoring_case(name, "Connection")) {
            close = close || names_option(value, "close");
            keep_alive_ = keep_alive_ || names_option(value, "keep-alive");
        }
    }
    if (hosts > 1 || (hosts == 0 && !old)) return Fault{400, kBadRequest};
    if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1) || (codings == 1 && old)) {
        return Fault{400, kBadRequest};
    }
    keep_alive_ = keep_alive_ && !close;
    framing_->chunks.reset();
    if (codings == 1) {
        framing_->chunks.emplace();
    } else if (!content_length_) {
        content_length_ = 0;
    }
    request_.method = *framing_->method;
    const std::string_view target = framing_->target;
    const size_t question = target.find('?');
    auto path = normalised_path(target.substr(0, question));
    if (!path || target.find('#') != std::string_view::npos) return Fault{400, "http.bad_path"};
    request_.path = std::move(*path);
    if (question != std::string_view::npos) request_.query = target.substr(question + 1);
    return std::nullopt;
}

RequestParser::Step RequestParser::read_body(std::string_view input, size_t& used) {
    if (!framing_->chunks) {
        if (*content_length_ > body_limit_) return fail(413, "http.body_too_large");
        const size_t take = std::min<size_t>(input.size(), *content_length_ - request_.body.size());
        request_.body.append(input.substr(0, take));
        used = take;
        return request_.body.size() == *content_length_ ? Step::complete : Step::more;
    }
    switch (framing_->chunks->feed(input, used, request_.body, body_limit_)) {
        case ChunkedDecoder::State::more:
            return Step::more;
        case ChunkedDecoder::State::done:
            return Step::complete;
        case ChunkedDecoder::State::too_large:
            return fail(413, "http.body_too_large");
        case ChunkedDecoder::State::bad:
            break;
    }
    return fail(400, kBadRequest);
}

}  // namespace yici::http
