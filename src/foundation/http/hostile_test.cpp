#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "foundation/http/test_server.h"

namespace yici::http {

using test::body_of;
using test::RawConnection;
using test::status_of;

namespace {

using namespace std::string_literals;

Router small_router() {
    Router router;
    router.get("/", [](const Request&) { return Response::text("root"); });
    router.post("/echo", [](const Request& request) { return Response::text(request.body); }, {.body_limit = 100});
    return router;
}

struct Case {
    std::string name;
    std::string bytes;
    int status;
};

std::string post(const std::string& fields, const std::string& body) {
    return "POST /echo HTTP/1.1\r\nHost: t\r\n" + fields + "\r\n" + body;
}

std::vector<Case> framing_cases() {
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    return {
        {"both lengths", post(chunked + "Content-Length: 3\r\n", "0\r\n\r\n"), 400},
        {"both lengths, other order", post("Content-Length: 3\r\n" + chunked, "0\r\n\r\n"), 400},
        {"two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400},
        {"two equal lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
        {"a list of lengths", post("Content-Length: 3, 3\r\n", "abc"), 400},
        {"a signed length", post("Content-Length: +3\r\n", "abc"), 400},
        {"a negative length", post("Content-Length: -3\r\n", "abc"), 400},
        {"a hex length", post("Content-Length: 0x3\r\n", "abc"), 400},
        {"an empty length", post("Content-Length:\r\n", "abc"), 400},
        {"a length beyond 64 bits", post("Content-Length: 99999999999999999999\r\n", ""), 400},
        {"another coding", post("Transfer-Encoding: gzip\r\n", ""), 400},
        {"a list of codings", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
        {"two codings", post(chunked + chunked, "0\r\n\r\n"), 400},
        {"a coding with a vertical tab",
         post("Transfer-Encoding: \x0b"
              "chunked\r\n",
              "0\r\n\r\n"),
         400},
        {"chunks in 1.0", "POST /echo HTTP/1.0\r\nHost: t\r\n" + chunked + "\r\n0\r\n\r\n", 400},
        {"a chunk size without digits", post(chunked, "\r\n\r\n"), 400},
        {"a chunk size with a sign", post(chunked, "-1\r\na\r\n0\r\n\r\n"), 400},
        {"a chunk size with 0x", post(chunked, "0x1\r\na\r\n0\r\n\r\n"), 400},
        {"a chunk size beyond 64 bits", post(chunked, "11111111111111111\r\n"), 400},
        {"a chunk size that wraps", post(chunked, "ffffffffffffffff\r\nabc"), 413},
        {"a chunk without its end", post(chunked, "1\r\nab\r\n0\r\n\r\n"), 400},
        {"a chunk size line with a bare LF", post(chunked, "1\na\r\n0\r\n\r\n"), 400},
        {"an endless extension", post(chunked, "1;" + std::string(5000, 'x')), 400},
        {"a bad trailer", post(chunked, "0\r\nbad trailer\r\n\r\n"), 400},
        {"endless trailers",
         post(
             chunked, "0\r\n" +
                          [] {
                              std::string lines;
                              for (int i = 0; i < 100; ++i) lines += "X: " + std::string(900, 'x') + "\r\n";
                              return lines;
                          }()),
         400},
        {"ten gigabytes", post("Content-Length: 10737418240\r\n", ""), 413},
        {"one byte too many", post("Content-Length: 101\r\n", ""), 413},
        {"chunks beyond the limit", post(chunked, "40\r\n" + std::string(64, 'a') + "\r\n40\r\n"), 413},
        {"an expectation that nobody knows", post("Expect: 200-ok\r\nContent-Length: 1\r\n", ""), 417},
    };
}

std::vector<Case> header_cases() {
    const std::string get = "GET / HTTP/1.1\r\nHost: t\r\n";
    return {
        {"a folded line", get + "X: a\r\n b\r\n\r\n", 400},
        {"a folded first line", "GET / HTTP/1.1\r\n Host: t\r\n\r\n", 400},
        {"a space before the colon", get + "X : a\r\n\r\n", 400},
        {"no colon", get + "X\r\n\r\n", 400},
        {"an empty name", get + ": a\r\n\r\n", 400},
        {"a NUL in a value", get + "X: a"s + '\0' + "b\r\n\r\n", 400},
        {"a CR in a value", get + "X: a\rb\r\n\r\n", 400},
        {"a bare LF after a field", get + "X: a\n\r\n\r\n", 400},
        {"bare LF everywhere", "GET / HTTP/1.1\nHost: t\n\n", 400},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two Hosts", get + "Host: u\r\n\r\n", 400},
        {"a header above its limit", get + "X: " + std::string(20000, 'x') + "\r\n\r\n", 431},
        {"an endless header", get + "X: " + std::string(20000, 'x'), 431},
        {"too many fields",
         get +
             [] {
                 std::string lines;
                 for (int i = 0; i < 200; ++i) lines += "X: y\r\n";
                 return lines;
             }() +
             "\r\n",
         431},
        {"an endless target", "GET /" + std::string(9000, 'a'), 414},
        {"a long target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: t\r\n\r\n", 414},
    };
}

std::vector<Case> line_cases() {
    const std::string rest = " HTTP/1.1\r\nHost: t\r\n\r\n";
    return {
        {"a method with a space before", " GET /" + rest, 400},
        {"a method with a colon", "GE:T /" + rest, 400},
        {"a method nobody knows", "BREW /" + rest, 501},
        {"TRACE", "TRACE /" + rest, 501},
        {"CONNECT", "CONNECT t:80" + rest, 501},
        {"a lower case method", "get /" + rest, 501},
        {"two spaces", "GET  /" + rest, 400},
        {"a space in the target", "GET /a b" + rest, 400},
        {"a tab in place of a space", "GET\t/" + rest, 400},
        {"no version", "GET /\r\nHost: t\r\n\r\n", 400},
        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: t\r\n\r\n", 505},
        {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: t\r\n\r\n", 505},
        {"HTTP/1.10", "GET / HTTP/1.10\r\nHost: t\r\n\r\n", 400},
        {"a version in lower case", "GET / http/1.1\r\nHost: t\r\n\r\n", 400},
        {"an absolute target", "GET http://t/" + rest, 400},
        {"the asterisk", "GET *" + rest, 400},
        {"a target without slash", "GET a" + rest, 400},
        {"a fragment", "GET /#a" + rest, 400},
        {"a fragment in the query", "GET /?a#b" + rest, 400},
        {"bytes above ASCII", "GET /\xe4\xb8\xad" + rest, 400},
        {"TLS on the plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s + std::string(40, '\0'), 400},
        {"dots", "GET /../etc/passwd" + rest, 400},
        {"dots inside", "GET /a/../b" + rest, 400},
        {"dots at the end", "GET /a/.." + rest, 400},
        {"one dot", "GET /./a" + rest, 400},
        {"encoded dots", "GET /%2e%2e/etc/passwd" + rest, 400},
        {"mixed dots", "GET /.%2E/a" + rest, 400},
        {"an encoded slash after dots", "GET /..%2fetc" + rest, 400},
        {"an encoded slash", "GET /a%2Fb" + rest, 400},
        {"an encoded backslash", "GET /a%5c..%5cb" + rest, 400},
        {"a backslash", "GET /a\\b" + rest, 400},
        {"two slashes", "GET //etc/passwd" + rest, 400},
        {"two slashes inside", "GET /a//b" + rest, 400},
        {"a path parameter", "GET /a;b" + rest, 400},
        {"an encoded path parameter", "GET /a%3Bb" + rest, 400},
        {"an encoded NUL", "GET /a%00b" + rest, 400},
        {"an encoded line end", "GET /a%0d%0ab" + rest, 400},
        {"half an escape", "GET /a%2" + rest, 400},
        {"an escape without hex", "GET /a%zz" + rest, 400},
        {"bad UTF-8", "GET /%ff%fe" + rest, 400},
        {"overlong UTF-8 dots", "GET /%c0%ae%c0%ae/" + rest, 400},
        {"an encoded percent stays one", "GET /%252e%252e/" + rest, 404},
    };
}

void expect_refused(const std::vector<Case>& cases) {
    TestServer test(small_router());
    for (const Case& hostile : cases) {
        RawConnection connection(test.server.port());
        connection.send(hostile.bytes);
        const std::string answer = connection.read_answer();
        EXPECT_EQ(status_of(answer), hostile.status) << hostile.name << "\n" << answer;
        if (hostile.status == 404) continue;
        EXPECT_EQ(test::field_of(answer, "Connection"), "close") << hostile.name;
        // What follows on the connection must not be taken for a request.
        connection.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        EXPECT_TRUE(connection.is_closed_by_peer()) << hostile.name;
    }
    EXPECT_EQ(body_of(test.ask("GET", "/")), "root");
}

}  // namespace

TEST(Hostile, FramingThatCouldSmuggleIsRefused) {
    expect_refused(framing_cases());
}

TEST(Hostile, BadHeadersAreRefused) {
    expect_refused(header_cases());
}

TEST(Hostile, BadRequestLinesAndPathsAreRefused) {
    expect_refused(line_cases());
}

TEST(Hostile, TheSameBytesInSinglesAreJudgedAlike) {
    TestServer test(small_router());
    for (const std::string& bytes :
         {post("Transfer-Encoding: chunked\r\n", "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: v\r\n\r\n"),
          post("Content-Length: 5\r\n", "abcde")}) {
        RawConnection connection(test.server.port());
        for (const char byte : bytes) ASSERT_TRUE(connection.send(std::string(1, byte)));
        EXPECT_EQ(body_of(connection.read_answer()), "abcde");
        connection.send(bytes + bytes);
        EXPECT_EQ(body_of(connection.read_answer()), "abcde");
        EXPECT_EQ(body_of(connection.read_answer()), "abcde");
    }
}

TEST(Hostile, ATrailerIsNoHeader) {
    Router router;
    router.post("/", [](const Request& request) {
        return Response::text(request.headers.find("X-Role") ? "taken in" : "left out");
    });
    TestServer test(std::move(router));
    RawConnection connection(test.server.port());
    connection.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Role: admin\r\n\r\n");
    EXPECT_EQ(body_of(connection.read_answer()), "left out");
}

TEST(Hostile, AnswerFieldsCannotEndTheHeader) {
    Router router;
    router.get("/", [](const Request&) {
        Response response = Response::text("body");
        response.headers.add("X-Name", "a\r\nSet-Cookie: b");
        return response;
    });
    TestServer test(std::move(router));
    const std::string answer = test.ask("GET", "/");
    EXPECT_EQ(test::field_of(answer, "Set-Cookie"), "");
    EXPECT_EQ(test::field_of(answer, "X-Name"), "aSet-Cookie: b");
}

}  // namespace yici::http
