// clang-format off
#include <utility>
#include <boost/beast/http/basic_parser.hpp>
// clang-format on

#include "foundation/http/response_parser.h"

#include <algorithm>
#include <limits>

#include "foundation/base/text.h"
#include "foundation/http/field_rules.h"

namespace yici::http {

namespace beast = boost::beast;

namespace {

constexpr size_t kHeaderLimit = 64 << 10;
constexpr int kInterimAnswers = 8;

/// Stores what Beast finds in a header straight into our response.
class HeaderParser final : public beast::http::basic_parser<false> {
  public:
    explicit HeaderParser(Response& response) : response_(response) {
        body_limit(std::numeric_limits<uint64_t>::max());
        header_limit(kHeaderLimit + 1);
    }

  private:
    using Text = beast::string_view;
    using Code = beast::error_code;
    void on_request_impl(beast::http::verb, Text, Text, int, Code&) override {}
    void on_response_impl(int status, Text, int, Code&) override { response_.status = status; }
    void on_field_impl(beast::http::field, Text name, Text value, Code&) override {
        response_.headers.add({name.data(), name.size()}, {value.data(), value.size()});
    }
    void on_header_impl(Code&) override {}
    void on_body_init_impl(const boost::optional<uint64_t>&, Code&) override {}
    size_t on_body_impl(Text body, Code&) override { return body.size(); }
    void on_chunk_header_impl(uint64_t, Text, Code&) override {}
    size_t on_chunk_body_impl(uint64_t, Text body, Code&) override { return body.size(); }
    void on_finish_impl(Code&) override {}

    Response& response_;
};

bool has_only_field_lines(std::string_view block) {
    block.remove_prefix(block.find("\r\n") + 2);
    while (!block.empty()) {
        const size_t end = block.find("\r\n");
        if (!is_field_line(block.substr(0, end))) return false;
        block.remove_prefix(end + 2);
    }
    return true;
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
    if (!has_only_field_lines(input.substr(0, end + 2))) return Step::bad;
    response_ = Response();
    HeaderParser header(response_);
    beast::error_code error;
    used = header.put({input.data(), end + 4}, error);
    if (error || used != end + 4 || !header.is_header_done()) return Step::bad;
    keep_alive_ = header.keep_alive();
    return understand_fields() ? Step::complete : Step::bad;
}

bool ResponseParser::understand_fields() {
    std::optional<int64_t> length;
    int lengths = 0;
    int codings = 0;
    for (const auto& [name, value] : response_.headers.all()) {
        if (equals_ignoring_case(name, "Content-Length")) {
            ++lengths;
            length = parse_integer(value);
            if (!length) return false;
        } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
            ++codings;
            if (!equals_ignoring_case(value, "chunked")) return false;
        }
    }
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
