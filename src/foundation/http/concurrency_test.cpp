#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "foundation/base/error.h"
#include "foundation/base/text.h"
#include "foundation/http/metrics.h"
#include "foundation/http/test_server.h"

namespace yici::http {

using test::body_of;
using test::RawConnection;

namespace {

/// Gathers the requests of one turn of the loop and answers them together, as the exchange does with its journal.
class Batcher {
  public:
    void take(Request&& request, Reply reply) {
        if (waiting_.empty()) at_loop_end([this] { answer_all(); });
        waiting_.emplace_back(request.at("n"), std::move(reply));
    }
    std::atomic<size_t> largest = 0;

  private:
    void answer_all() {
        if (waiting_.size() > largest) largest = waiting_.size();
        auto all = std::exchange(waiting_, {});
        for (auto& [text, reply] : all) reply(Response::text("batch " + text));
    }
    std::vector<std::pair<std::string, Reply>> waiting_;
};

std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n";
}

}  // namespace

TEST(Concurrency, ManyClientsGetTheirOwnAnswers) {
    Router router;
    router.get("/worker/{n}", [](const Request& request) { return Response::text("worker " + request.at("n")); });
    router.add_inline(Method::get, "/inline/{n}", [](Request&& request, const Reply& reply) {
        reply(Response::text("inline " + request.at("n")));
    });
    std::vector<std::thread> helpers;
    std::mutex helpers_mutex;
    router.add_inline(Method::get, "/elsewhere/{n}", [&](Request&& request, Reply reply) {
        const std::lock_guard lock(helpers_mutex);
        helpers.emplace_back([text = request.at("n"), reply = std::move(reply)] {
            reply(Response::text("elsewhere " + text));
            reply(Response::text("a second answer must be ignored"));
        });
    });
    ServerOptions options;
    options.io_threads = 3;
    TestServer test(std::move(router), options);
    std::atomic<int> right = 0;
    std::vector<std::thread> clients;
    for (int client = 0; client < 6; ++client) {
        clients.emplace_back([&, client] {
            RawConnection connection(test.server.port());
            for (int i = 0; i < 100; ++i) {
                const char* kinds[] = {"worker", "inline", "elsewhere"};
                const std::string kind = kinds[(i + client) % 3];
                const std::string number = std::to_string(client * 1000 + i);
                connection.send(get("/" + kind + "/" + number));
                if (body_of(connection.read_answer()) == kind + " " + number) ++right;
            }
        });
    }
    for (std::thread& client : clients) client.join();
    for (std::thread& helper : helpers) helper.join();
    EXPECT_EQ(right, 600);
}

TEST(Concurrency, RequestsOfOneTurnAreGathered) {
    Batcher batcher;
    Router router;
    router.add_inline(Method::get, "/batch/{n}",
                      [&](Request&& request, Reply reply) { batcher.take(std::move(request), std::move(reply)); });
    TestServer test(std::move(router));
    RawConnection connection(test.server.port());
    std::string requests;
    for (int i = 0; i < 50; ++i) requests += get("/batch/" + std::to_string(i));
    connection.send(requests);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(body_of(connection.read_answer()), "batch " + std::to_string(i));
    EXPECT_GT(batcher.largest, 1U);
}

TEST(Concurrency, AReplyThatIsDroppedStillEndsItsRequest) {
    Router router;
    router.add_inline(Method::get, "/dropped", [](Request&&, const Reply&) {});
    router.add_inline(Method::get, "/thrown",
                      [](Request&&, const Reply&) { throw Error(ErrorKind::forbidden, "http.no_such_path"); });
    TestServer test(std::move(router));
    EXPECT_EQ(test::status_of(test.ask("GET", "/dropped")), 500);
    EXPECT_EQ(test::status_of(test.ask("GET", "/thrown")), 403);
}

TEST(Concurrency, GuardsRefuseBeforeTheHandler) {
    std::atomic<int> handled = 0;
    const Guard guard = [](const Request& request) {
        if (!request.headers.find("X-Yici")) throw Error(ErrorKind::unauthenticated, "http.no_such_path");
    };
    Router router;
    router.post("/worker",
                [&](const Request&) {
                    ++handled;
                    return Response::empty();
                },
                {.guard = guard});
    router.add_inline(Method::post, "/inline",
                      [&](Request&&, const Reply& reply) {
                          ++handled;
                          reply(Response::empty());
                      },
                      {.guard = guard});
    TestServer test(std::move(router));
    for (const auto target : {"/worker", "/inline"}) {
        EXPECT_EQ(test::status_of(test.ask("POST", target)), 401);
        EXPECT_EQ(test::status_of(test.ask("POST", target, "X-Yici: 1\r\n")), 204);
    }
    EXPECT_EQ(handled, 2);
}

TEST(Concurrency, RequestsAreCountedByRouteAndOutcome) {
    Router router;
    router.get("/counted/{n}", [](const Request& request) -> Response {
        if (request.at("n") == "bad") throw Error(ErrorKind::conflict, "http.busy");
        return Response::text("");
    });
    TestServer test(std::move(router));
    (void)test.ask("GET", "/counted/1");
    (void)test.ask("GET", "/counted/2");
    (void)test.ask("GET", "/counted/bad");
    const std::string text = metrics_text();
    const std::string name = "yici_http_requests_total{method=\"GET\",route=\"/counted/{n}\",status=";
    EXPECT_NE(text.find(name + "\"2xx\"} 2"), std::string::npos) << text;
    EXPECT_NE(text.find(name + "\"4xx\"} 1"), std::string::npos) << text;
    EXPECT_NE(text.find("yici_http_seconds_count{method=\"GET\",route=\"/counted/{n}\"} 3"), std::string::npos) << text;
    metrics::set_gauge("yici_test_gauge", "For this test", 7, {{"a", "b"}});
    EXPECT_NE(metrics_text().find("yici_test_gauge{a=\"b\"} 7"), std::string::npos);
}

}  // namespace yici::http
