#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <thread>

#include "foundation/http/test_server.h"

namespace yici::http {

using namespace std::chrono_literals;
using test::body_of;
using test::field_of;
using test::RawConnection;
using test::status_of;

namespace {

/// A handler that says when it runs and waits until it may go on.
struct Gate {
    std::promise<void> entered;
    std::promise<void> opened;
    std::shared_future<void> open{opened.get_future()};
};

Router router_with(Gate& gate) {
    Router router;
    router.get("/wait", [&gate](const Request&) {
        gate.entered.set_value();
        gate.open.wait();
        return Response::text("waited");
    });
    router.get("/quick", [](const Request&) { return Response::text("quick"); });
    router.post("/echo", [](const Request& request) { return Response::text(request.body); });
    return router;
}

const std::string kQuick = "GET /quick HTTP/1.1\r\nHost: t\r\n\r\n";
const std::string kWait = "GET /wait HTTP/1.1\r\nHost: t\r\n\r\n";

}  // namespace

TEST(Limits, ASlowHeaderIsCutOff) {
    Gate gate;
    ServerOptions options;
    options.header_timeout = 50ms;
    TestServer test(router_with(gate), options);
    RawConnection connection(test.server.port());
    connection.send("GET /quick HTTP/1.1\r\nHo");
    EXPECT_EQ(status_of(connection.read_answer()), 408);
    EXPECT_TRUE(connection.is_closed_by_peer());
}

TEST(Limits, ADrippingHeaderIsCutOffToo) {
    Gate gate;
    ServerOptions options;
    options.header_timeout = 50ms;
    TestServer test(router_with(gate), options);
    RawConnection connection(test.server.port());
    connection.send("GET /quick HTTP/1.1\r\nX: ");
    std::thread dripping([&] {
        while (connection.send("x")) std::this_thread::yield();
    });
    const std::string answer = connection.read_answer();
    // Drips that fill the header before its time is over are refused for their size: both end it.
    EXPECT_TRUE(status_of(answer) == 408 || status_of(answer) == 431) << answer;
    EXPECT_TRUE(connection.is_closed_by_peer());
    dripping.join();
}

TEST(Limits, ASlowBodyIsCutOff) {
    Gate gate;
    ServerOptions options;
    options.body_timeout = 50ms;
    TestServer test(router_with(gate), options);
    RawConnection connection(test.server.port());
    connection.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_EQ(status_of(connection.read_answer()), 408);
    EXPECT_TRUE(connection.is_closed_by_peer());
}

TEST(Limits, AnIdleConnectionIsClosedWithoutAWord) {
    Gate gate;
    ServerOptions options;
    options.idle_timeout = 50ms;
    TestServer test(router_with(gate), options);
    RawConnection connection(test.server.port());
    connection.send(kQuick);
    EXPECT_EQ(body_of(connection.read_answer()), "quick");
    EXPECT_EQ(connection.read_until_closed(), "");
}

TEST(Limits, ARunningHandlerIsNotIdle) {
    Gate gate;
    ServerOptions options;
    options.idle_timeout = 20ms;
    options.header_timeout = 20ms;
    TestServer test(router_with(gate), options);
    RawConnection other(test.server.port());
    RawConnection connection(test.server.port());
    connection.send(kWait);
    gate.entered.get_future().wait();
    // Opened idle, this one is closed in the meantime: so the time of the first is over as well.
    EXPECT_TRUE(other.is_closed_by_peer());
    gate.opened.set_value();
    EXPECT_EQ(body_of(connection.read_answer()), "waited");
}

TEST(Limits, AClientThatDoesNotReadIsCutOff) {
    Router router;
    router.get("/large", [](const Request&) { return Response::text(std::string(64 << 20, 'x')); });
    ServerOptions options;
    options.body_timeout = 50ms;
    TestServer test(std::move(router), options);
    RawConnection connection(test.server.port());
    connection.send("GET /large HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_TRUE(connection.wait_until_cut());
}

TEST(Limits, AFullQueueAnswers503) {
    Gate gate;
    ServerOptions options;
    options.queue_limit = 1;
    TestServer test(router_with(gate), options, 1);
    RawConnection running(test.server.port());
    running.send(kWait);
    gate.entered.get_future().wait();
    // One more may wait; of two sent on two connections one is refused, whichever comes second.
    RawConnection first(test.server.port());
    RawConnection second(test.server.port());
    first.send(kQuick);
    second.send(kQuick);
    auto first_answer = std::async(std::launch::async, [&] { return first.read_answer(); });
    auto second_answer = std::async(std::launch::async, [&] { return second.read_answer(); });
    while (first_answer.wait_for(1ms) != std::future_status::ready &&
           second_answer.wait_for(1ms) != std::future_status::ready) {
    }
    gate.opened.set_value();
    std::string answers[] = {first_answer.get(), second_answer.get()};
    if (status_of(answers[0]) == 200) std::swap(answers[0], answers[1]);
    EXPECT_EQ(status_of(answers[0]), 503);
    EXPECT_EQ(field_of(answers[0], "Retry-After"), "1");
    EXPECT_EQ(body_of(answers[1]), "quick");
    EXPECT_EQ(body_of(running.read_answer()), "waited");
}

TEST(Limits, MoreConnectionsThanAllowedAreTurnedAway) {
    Gate gate;
    ServerOptions options;
    options.connection_limit = 1;
    TestServer test(router_with(gate), options);
    RawConnection first(test.server.port());
    first.send(kQuick);
    EXPECT_EQ(body_of(first.read_answer()), "quick");
    RawConnection second(test.server.port());
    EXPECT_EQ(status_of(second.read_answer()), 503);
    first.send(kQuick);
    EXPECT_EQ(body_of(first.read_answer()), "quick");
}

TEST(Limits, StopLetsARunningRequestEnd) {
    Gate gate;
    auto test = std::make_unique<TestServer>(router_with(gate));
    const uint16_t port = test->server.port();
    RawConnection idle(port);
    RawConnection connection(port);
    connection.send(kWait);
    gate.entered.get_future().wait();
    std::thread stopping([&] { test->server.stop(); });
    // The idle one sees the end while the running one still runs.
    EXPECT_TRUE(idle.is_closed_by_peer());
    gate.opened.set_value();
    const std::string answer = connection.read_answer();
    EXPECT_EQ(body_of(answer), "waited");
    EXPECT_EQ(field_of(answer, "Connection"), "close");
    EXPECT_TRUE(connection.is_closed_by_peer());
    stopping.join();
    EXPECT_THROW(RawConnection(port).send("x"), std::runtime_error);
}

TEST(Limits, StopEndsWhatOutlastsItsGrace) {
    Router router;
    Reply kept;
    std::promise<void> entered;
    router.add_inline(Method::get, "/never", [&](Request&&, Reply reply) {
        kept = std::move(reply);
        entered.set_value();
    });
    ServerOptions options;
    options.shutdown_grace = 20ms;
    auto test = std::make_unique<TestServer>(std::move(router), options);
    RawConnection connection(test->server.port());
    connection.send("GET /never HTTP/1.1\r\nHost: t\r\n\r\n");
    entered.get_future().wait();
    test->server.stop();
    EXPECT_TRUE(connection.is_closed_by_peer());
    test.reset();
    kept(Response::text("long after the server"));  // must not touch what is gone
}

TEST(Limits, ExpectContinueIsAnsweredBeforeTheBodyComes) {
    Gate gate;
    TestServer test(router_with(gate));
    RawConnection connection(test.server.port());
    connection.send("POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(connection.read_head(), "HTTP/1.1 100 Continue\r\n\r\n");
    connection.send("abc");
    EXPECT_EQ(body_of(connection.read_answer()), "abc");

    RawConnection refused(test.server.port());
    refused.send("POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 3000000\r\n\r\n");
    EXPECT_EQ(status_of(refused.read_answer()), 413);
    RawConnection lost(test.server.port());
    lost.send("POST /nowhere HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(status_of(lost.read_answer()), 404);
}

TEST(Limits, AClientThatStopsSendingStillGetsItsAnswer) {
    Gate gate;
    TestServer test(router_with(gate));
    RawConnection connection(test.server.port());
    connection.send(kWait);
    connection.end_sending();
    gate.entered.get_future().wait();
    gate.opened.set_value();
    EXPECT_EQ(body_of(connection.read_until_closed()), "waited");
}

}  // namespace yici::http
