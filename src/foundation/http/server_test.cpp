#include "foundation/http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "foundation/base/error.h"
#include "foundation/http/metrics.h"
#include "foundation/http/test_server.h"

namespace yici::http {

using test::body_of;
using test::field_of;
using test::RawConnection;
using test::status_of;

namespace {

Router echo_router() {
    Router router;
    router.get("/hello", [](const Request&) { return Response::text("hello"); });
    router.get("/items/{number}", [](const Request& request) { return Response::text(request.at("number")); });
    router.post("/echo", [](const Request& request) { return Response::text(request.body); }, {.body_limit = 1000});
    router.add_inline(Method::get, "/quick/{n}",
                      [](Request&& request, const Reply& reply) { reply(Response::text(request.at("n"))); });
    router.get("/refused",
               [](const Request&) -> Response { throw Error(ErrorKind::conflict, "http.busy", "a detail"); });
    router.get("/broken", [](const Request&) -> Response { throw std::runtime_error("secret words"); });
    return router;
}

std::string get(std::string_view target) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

}  // namespace

TEST(Server, AnswersOnAKeptConnection) {
    TestServer test(echo_router());
    RawConnection connection(test.server.port());
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(connection.send(get("/hello")));
        const std::string answer = connection.read_answer();
        EXPECT_EQ(status_of(answer), 200);
        EXPECT_EQ(body_of(answer), "hello");
    }
    connection.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_EQ(body_of(connection.read_answer()), "abc");
}

TEST(Server, PutsSecurityFieldsOnEveryAnswer) {
    TestServer test(echo_router());
    for (const auto target : {"/hello", "/nothing", "/broken", "/%2e%2e/"}) {
        const std::string answer = test.ask("GET", target);
        EXPECT_NE(field_of(answer, "Content-Security-Policy").find("default-src 'self'"), std::string::npos) << target;
        EXPECT_EQ(field_of(answer, "X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(field_of(answer, "Referrer-Policy"), "no-referrer") << target;
        EXPECT_EQ(field_of(answer, "Cache-Control"), "no-store") << target;
        EXPECT_FALSE(field_of(answer, "X-Request-Id").empty()) << target;
    }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    TestServer test(echo_router());
    RawConnection connection(test.server.port());
    std::string requests;
    for (int i = 0; i < 200; ++i) requests += get((i % 3 == 0 ? "/items/" : "/quick/") + std::to_string(i));
    connection.send(requests);
    for (int i = 0; i < 200; ++i) EXPECT_EQ(body_of(connection.read_answer()), std::to_string(i));
}

TEST(Server, GivesProblemDetailsInTwoLanguages) {
    TestServer test(echo_router());
    const std::string chinese = test.ask("GET", "/refused", "X-Request-Id: abc-1\r\n");
    EXPECT_EQ(status_of(chinese), 409);
    EXPECT_EQ(field_of(chinese, "Content-Type"), "application/problem+json");
    EXPECT_EQ(body_of(chinese), R"({"type":"/errors/http.busy","title":")" +
                                    std::string(message("http.busy", Language::zh)) +
                                    R"(","status":409,"detail":"a detail","request_id":"abc-1","key":"http.busy"})");
    const std::string english = test.ask("GET", "/refused", "Accept-Language: en-GB, zh;q=0.5\r\n");
    EXPECT_NE(body_of(english).find(message("http.busy", Language::en)), std::string::npos);
    EXPECT_EQ(field_of(english, "Content-Language"), "en");
    EXPECT_EQ(field_of(test.ask("GET", "/refused", "Accept-Language: en;q=0.3, zh-CN\r\n"), "Content-Language"), "zh");
}

TEST(Server, TellsNothingOfAnUnexpectedException) {
    TestServer test(echo_router());
    const std::string answer = test.ask("GET", "/broken");
    EXPECT_EQ(status_of(answer), 500);
    EXPECT_NE(answer.find("base.internal"), std::string::npos);
    EXPECT_EQ(answer.find("secret"), std::string::npos);
}

TEST(Server, KnowsHeadOptionsAndWrongMethods) {
    TestServer test(echo_router());
    const std::string head = test.ask("HEAD", "/hello");
    EXPECT_EQ(status_of(head), 200);
    EXPECT_EQ(field_of(head, "Content-Length"), "5");
    EXPECT_EQ(body_of(head), "");
    const std::string options = test.ask("OPTIONS", "/hello");
    EXPECT_EQ(status_of(options), 204);
    EXPECT_EQ(field_of(options, "Allow"), "GET, HEAD, OPTIONS");
    const std::string wrong = test.ask("DELETE", "/hello");
    EXPECT_EQ(status_of(wrong), 405);
    EXPECT_EQ(field_of(wrong, "Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(status_of(test.ask("GET", "/nothing")), 404);
}

TEST(Server, SaysThatItsPortIsTaken) {
    TestServer test(echo_router());
    ServerOptions options;
    options.port = test.server.port();
    try {
        TestServer second(echo_router(), options);
        FAIL() << "two servers on one port";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "http.cannot_listen");
        EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    }
}

}  // namespace yici::http
