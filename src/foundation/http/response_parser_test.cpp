#include "foundation/http/response_parser.h"

#include <gtest/gtest.h>

namespace yici::http {
namespace {

using Step = ResponseParser::Step;

/// What becomes of one whole answer to a GET.
struct Read {
    Step step = Step::more;
    int status = 0;
    std::string body;
    bool keep_alive = false;
};
Read read(std::string_view bytes) {
    ResponseParser parser(Method::get, 1024);
    size_t used = 0;
    const Step step = parser.feed(bytes, used);
    return {step, parser.response().status, parser.response().body, parser.keep_alive()};
}

TEST(ResponseParser, ReadsStatusFieldsAndBody) {
    const Read whole = read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A:  b \r\n\r\nok");
    EXPECT_EQ(whole.step, Step::complete);
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.body, "ok");
    EXPECT_TRUE(whole.keep_alive);
    EXPECT_EQ(read("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n").status, 404) << "the last space may be missing";
    EXPECT_EQ(read("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204 \r\n\r\n").status, 204) << "interim answers";
}

TEST(ResponseParser, KeepsAConnectionOnlyWhenBothSidesMayGoOn) {
    EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n").keep_alive);
    EXPECT_FALSE(read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").keep_alive);
    EXPECT_TRUE(read("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n").keep_alive);
    EXPECT_FALSE(read("HTTP/1.0 200 OK\r\nConnection: keep-alive, close\r\nContent-Length: 0\r\n\r\n").keep_alive);
    EXPECT_FALSE(read("HTTP/1.1 200 OK\r\n\r\nuntil closed").keep_alive);
}

TEST(ResponseParser, RefusesWhatCanBeReadInTwoWays) {
    for (const std::string_view head :
         {"HTTP/2.0 200 OK\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000\r\n", "HTTP/1.1 099 No\r\n",
          "HTTP/1.1  200 OK\r\n", "HTTP/1.1 +20 OK\r\n", "HTTP/1.1 200 O\x01K\r\n", "HTTP/1.1 101 Switching\r\n",
          "ICY 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n",
          "HTTP/1.1 200 OK\r\n folded: x\r\n", "HTTP/1.1 200 OK\r\nName : x\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n",
          "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n"}) {
        EXPECT_EQ(read(std::string(head) + "\r\n").step, Step::bad) << head;
    }
}

}  // namespace
}  // namespace yici::http
