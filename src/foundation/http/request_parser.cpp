// clang-format off
#include <utility>
#include <boost/beast/http/basic_parser.hpp>
// clang-format on

#include <limits>

#include "foundation/http/request_parser.h"

#include "foundation/base/text.h"
#include "foundation/http/chunked.h"
#include "foundation/http/field_rules.h"
#include "foundation/http/path.h"

namespace yici::http {

namespace beast = boost::beast;

namespace {

constexpr size_t kTargetLimit = 8192;
constexpr size_t kFieldLimit = 100;
constexpr std::string_view kBadRequest = "http.bad_request";

std::optional<Method> method_of(beast::http::verb verb) {
    switch (verb) {
        case beast::http::verb::get:
            return Method::get;
        case beast::http::verb::head:
            return Method::head;
        case beast::http::verb::post:
            return Method::post;
        case beast::http::verb::put:
            return Method::put;
        case beast::http::verb::patch:
            return Method::patch;
        case beast::http::verb::delete_:
            return Method::delete_;
        case beast::http::verb::options:
            return Method::options;
        default:
            return std::nullopt;
    }
}

/// Stores what Beast finds in a header straight into our request.
class HeaderParser final : public beast::http::basic_parser<true> {
  public:
    explicit HeaderParser(Request& request) : request_(request) { body_limit(std::numeric_limits<uint64_t>::max()); }
    std::optional<Method> method;
    std::string target;
    int version = 11;

  private:
    using Text = beast::string_view;
    using Code = beast::error_code;
    void on_request_impl(beast::http::verb verb, Text, Text target_text, int http_version, Code&) override {
        method = method_of(verb);
        target.assign(target_text.data(), target_text.size());
        version = http_version;
    }
    void on_response_impl(int, Text, int, Code&) override {}
    void on_field_impl(beast::http::field, Text name, Text value, Code&) override {
        request_.headers.add(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    void on_header_impl(Code&) override {}
    void on_body_init_impl(const boost::optional<uint64_t>&, Code&) override {}
    size_t on_body_impl(Text body, Code&) override { return body.size(); }
    void on_chunk_header_impl(uint64_t, Text, Code&) override {}
    size_t on_chunk_body_impl(uint64_t, Text body, Code&) override { return body.size(); }
    void on_finish_impl(Code&) override {}

    Request& request_;
};

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

struct RequestParser::Beast {
    std::optional<HeaderParser> header;
    std::optional<ChunkedDecoder> chunks;
};

RequestParser::RequestParser(size_t header_limit) : header_limit_(header_limit), beast_(std::make_unique<Beast>()) {}
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
        return Step::more;
    }
    scanned_ = 0;
    if (end + 4 > header_limit_) {
        const bool line_alone = input.find('\n') > kTargetLimit;
        return line_alone ? fail(414, "http.target_too_long") : fail(431, "http.headers_too_large");
    }
    if (const auto fault = block_fault(input.substr(0, end + 2))) return fail(fault->status, fault->key);
    request_ = Request();
    HeaderParser& header = beast_->header.emplace(request_);
    header.header_limit(static_cast<uint32_t>(header_limit_ + 1));
    beast::error_code error;
    const size_t taken = header.put({input.data(), end + 4}, error);
    if (error || taken != end + 4 || !header.is_header_done()) return fail(400, kBadRequest);
    if (const auto fault = fields_fault()) return fail(fault->status, fault->key);
    used += taken;
    part_ = Part::body;
    body_limit_ = 0;
    return Step::header_done;
}

std::optional<Fault> RequestParser::fields_fault() {
    const HeaderParser& header = *beast_->header;
    if (!header.method) return Fault{501, "http.method_unknown"};
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
    content_length_.reset();
    expects_continue_ = false;
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
            expects_continue_ = header.version == 11;
        }
    }
    const bool old = header.version == 10;
    if (hosts > 1 || (hosts == 0 && !old)) return Fault{400, kBadRequest};
    if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1) || (codings == 1 && old)) {
        return Fault{400, kBadRequest};
    }
    keep_alive_ = header.keep_alive();
    beast_->chunks.reset();
    if (codings == 1) {
        beast_->chunks.emplace();
    } else if (!content_length_) {
        content_length_ = 0;
    }
    request_.method = *header.method;
    const std::string_view target = header.target;
    const size_t question = target.find('?');
    auto path = normalised_path(target.substr(0, question));
    if (!path || target.find('#') != std::string_view::npos) return Fault{400, "http.bad_path"};
    request_.path = std::move(*path);
    if (question != std::string_view::npos) request_.query = target.substr(question + 1);
    return std::nullopt;
}

RequestParser::Step RequestParser::read_body(std::string_view input, size_t& used) {
    if (!beast_->chunks) {
        if (*content_length_ > body_limit_) return fail(413, "http.body_too_large");
        const size_t take = std::min<size_t>(input.size(), *content_length_ - request_.body.size());
        request_.body.append(input.substr(0, take));
        used = take;
        return request_.body.size() == *content_length_ ? Step::complete : Step::more;
    }
    switch (beast_->chunks->feed(input, used, request_.body, body_limit_)) {
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
