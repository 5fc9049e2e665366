#include "foundation/http/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "foundation/base/error.h"
#include "foundation/http/test_server.h"
#include "support/temporary_folder.h"

namespace yici::http {

using namespace std::chrono_literals;
using test::RawConnection;
using test::RawServer;

namespace {

std::string local(uint16_t port, std::string_view path = "/") {
    return "http://127.0.0.1:" + std::to_string(port) + std::string(path);
}

/// What a client says about a server that answers with these bytes and closes.
std::string verdict(const std::string& bytes, const ClientOptions& options = {}) {
    RawServer server([&bytes](RawConnection& connection) {
        (void)connection.read_head();
        connection.send(bytes);
    });
    Client client(options);
    try {
        const Response response = client.send({.url = local(server.port())});
        return std::to_string(response.status) + " " + response.body;
    } catch (const Error& error) {
        return error.key();
    }
}

std::string key_of(Client& client, const ClientRequest& request) {
    try {
        return std::to_string(client.send(request).status);
    } catch (const Error& error) {
        return error.key();
    }
}

Router mirror() {
    Router router;
    router.post("/mirror", [](const Request& request) {
        Response response = Response::text(request.query + "|" + request.body);
        response.headers.add("X-Seen", std::string(request.headers.find("X-Sent").value_or("nothing")));
        return response;
    });
    router.get("/teapot", [](const Request&) { return Response::text("short and stout", 418); });
    return router;
}

ClientRequest mirror_request(uint16_t port, std::string body) {
    ClientRequest request{.method = Method::post, .url = local(port, "/mirror?a=b"), .body = std::move(body)};
    request.headers.add("X-Sent", "value");
    return request;
}

}  // namespace

TEST(Client, SendsAndReceivesOnKeptConnections) {
    TestServer server(mirror());
    Client client;
    for (int i = 0; i < 20; ++i) {
        const Response response = client.send(mirror_request(server.server.port(), "body " + std::to_string(i)));
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, "a=b|body " + std::to_string(i));
        EXPECT_EQ(response.headers.find("x-seen"), "value");
    }
    EXPECT_EQ(client.send({.url = local(server.server.port(), "/teapot")}).status, 418);
    EXPECT_EQ(client.send({.method = Method::head, .url = local(server.server.port(), "/teapot")}).body, "");
}

TEST(Client, ReusesItsConnection) {
    std::atomic<int> connections = 0;
    RawServer server([&](RawConnection& connection) {
        ++connections;
        while (!connection.read_head().empty()) connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    Client client;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.send({.url = local(server.port())}).body, "ok");
    EXPECT_EQ(connections, 1);
}

TEST(Client, UnderstandsEveryKindOfAnswer) {
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), "200 ok");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n"), "200 ok");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\n\r\nuntil the end"), "200 until the end");
    EXPECT_EQ(verdict("HTTP/1.0 200 OK\r\n\r\nold"), "200 old");
    EXPECT_EQ(verdict("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"), "204 ");
    EXPECT_EQ(verdict("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), "302 ");
}

TEST(Client, NamesWhatIsWrongWithAHostileAnswer) {
    const std::string endless = std::string(100, 'x');
    EXPECT_EQ(verdict(""), "http.bad_answer");
    EXPECT_EQ(verdict("SSH-2.0-OpenSSH_9.2\r\n"), "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 200"), "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 2xx OK\r\n\r\n"), "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"), "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc"),
              "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nX: a\r\n folded\r\nContent-Length: 0\r\n\r\n"), "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')), "http.bad_answer");
    EXPECT_EQ(verdict("HTTP/1.1 101 Switching\r\n\r\n"), "http.bad_answer");
    const ClientOptions small{.body_limit = 50};
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\n\r\n" + endless, small), "http.answer_too_large");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", small), "http.answer_too_large");
    EXPECT_EQ(verdict("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n", small), "http.answer_too_large");
}

TEST(Client, GivesUpOnAServerThatDrips) {
    RawServer server([](RawConnection& connection) {
        (void)connection.read_head();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        // Ends when the client has closed, not before.
        while (connection.send("x")) std::this_thread::sleep_for(1ms);
    });
    Client client({.total_timeout = 100ms});
    EXPECT_EQ(key_of(client, {.url = local(server.port())}), "http.timed_out");
    EXPECT_EQ(key_of(client, {.url = local(server.port()), .total_timeout = 50ms}), "http.timed_out");
}

TEST(Client, SaysWhenNobodyIsThere) {
    uint16_t port = 0;
    {
        const RawServer gone([](RawConnection&) {});
        port = gone.port();
    }
    Client client;
    EXPECT_EQ(key_of(client, {.url = local(port)}), "http.unreachable");
    EXPECT_EQ(key_of(client, {.url = "http://no-such-host.invalid/"}), "http.unreachable");
}

TEST(Client, RefusesBadUrls) {
    Client client;
    for (const auto url : {"", "ftp://a/", "http://", "http://a b/", "http://a:0/", "http://a:99999/", "http://u@a/",
                           "http://a/#b", "//a", "http://a/\r\nX: y"}) {
        EXPECT_EQ(key_of(client, {.url = url}), "http.bad_url") << url;
    }
}

TEST(Client, AsksAgainOnlyWhatMayBeAskedAgain) {
    std::atomic<int> asked = 0;
    // Takes the second request of a connection and closes without a word.
    RawServer server([&](RawConnection& connection) {
        if (connection.read_head().empty()) return;
        ++asked;
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        if (!connection.read_head().empty()) ++asked;
    });
    {
        Client client;
        EXPECT_EQ(key_of(client, {.url = local(server.port())}), "200");
        EXPECT_EQ(key_of(client, {.url = local(server.port())}), "200");
        EXPECT_EQ(asked, 3);
    }
    Client client;
    EXPECT_EQ(key_of(client, {.url = local(server.port())}), "200");
    EXPECT_EQ(key_of(client, {.method = Method::post, .url = local(server.port())}), "http.bad_answer");
    EXPECT_EQ(asked, 5);
}

TEST(Client, WaitsForAConnectionWhenAllAreTaken) {
    TestServer server(mirror());
    Client client({.connections_per_host = 2});
    constexpr int kRequests = 100;
    std::latch all(kRequests);
    std::atomic<int> right = 0;
    for (int i = 0; i < kRequests; ++i) {
        client.send_later(mirror_request(server.server.port(), std::to_string(i)),
                          [&, i](const Response& response, const std::exception_ptr& failure) {
                              if (!failure && response.body == "a=b|" + std::to_string(i)) ++right;
                              all.count_down();
                          });
    }
    all.wait();
    EXPECT_EQ(right, kRequests);
}

/// A route that asks another system by `client`, without leaving its I/O thread.
Router relay(Client& client, std::function<ClientRequest()> request) {
    Router router;
    router.add_inline(Method::get, "/relay", [&client, request = std::move(request)](Request&&, const Reply& reply) {
        client.send_later(request(), [reply, asked_on = std::this_thread::get_id()](const Response& response,
                                                                                    const std::exception_ptr& failure) {
            const std::string place = std::this_thread::get_id() == asked_on ? " here" : " elsewhere";
            if (!failure) return reply(Response::text(response.body + place));
            try {
                std::rethrow_exception(failure);
            } catch (const Error& error) {
                reply(Response::text(error.key() + place));
            }
        });
    });
    return router;
}

TEST(Client, WorksOnTheIoThreadThatAsks) {
    TestServer other(mirror());
    const uint16_t port = other.server.port();
    Client client;
    TestServer server(relay(client, [port] { return mirror_request(port, "x"); }));
    for (int i = 0; i < 5; ++i) EXPECT_NE(server.ask("GET", "/relay").find("a=b|x here"), std::string::npos);
    std::vector<std::jthread> askers;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i) {
        askers.emplace_back([&] {
            for (int j = 0; j < 25; ++j) {
                if (server.ask("GET", "/relay").find("a=b|x here") != std::string::npos) ++right;
            }
        });
    }
    askers.clear();
    EXPECT_EQ(right, 200);
    TestServer wrong(relay(client, [] { return ClientRequest{.url = "ftp://nowhere"}; }));
    EXPECT_NE(wrong.ask("GET", "/relay").find("http.bad_url here"), std::string::npos);
}

TEST(Client, EndsWhileAnIoThreadWaitsForAnAnswer) {
    std::latch asked(1);
    RawServer silent([&](RawConnection& connection) {
        (void)connection.read_head();
        asked.count_down();
        (void)connection.read_head();
    });
    auto client = std::make_unique<Client>();
    TestServer server(relay(*client, [&] { return ClientRequest{.url = local(silent.port())}; }));
    std::string answer;
    std::jthread asker([&] { answer = server.ask("GET", "/relay"); });
    asked.wait();
    client.reset();
    asker.join();
    EXPECT_NE(answer.find("http.timed_out here"), std::string::npos) << answer;
}

TEST(Client, EndsWhileTheIoThreadThatKeepsItsConnectionsServesOthers) {
    TestServer other(mirror());
    auto client = std::make_unique<Client>();
    TestServer server(relay(*client, [&] { return mirror_request(other.server.port(), "x"); }));
    EXPECT_NE(server.ask("GET", "/relay").find("x here"), std::string::npos);
    std::latch busy(1);
    std::atomic<int> answered = 0;
    std::jthread asker([&] {
        for (int i = 0; i < 100; ++i) {
            if (server.ask("GET", "/nothing").find(" 404 ") != std::string::npos) ++answered;
            if (i == 10) busy.count_down();
        }
    });
    busy.wait();
    client.reset();
    asker.join();
    EXPECT_EQ(answered, 100);
}

TEST(Client, SpeaksTlsAndChecksWhoAnswers) {
    const test::TemporaryFolder folder;
    const std::string key = (folder.path() / "key.pem").string();
    const std::string certificate = (folder.path() / "certificate.pem").string();
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
        "/CN=test -addext subjectAltName=IP:127.0.0.1 -keyout " +
        key + " -out " + certificate + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    ServerOptions options;
    options.tls_certificate = certificate;
    options.tls_key = key;
    TestServer server(mirror(), options);
    const std::string port = std::to_string(server.server.port());

    Client trusting({.tls_authorities = certificate});
    for (int i = 0; i < 3; ++i) {
        ClientRequest request = mirror_request(0, std::string(200'000, 'x'));
        request.url = "https://127.0.0.1:" + port + "/mirror?q";
        EXPECT_EQ(trusting.send(request).body, "q|" + request.body);
    }
    EXPECT_EQ(key_of(trusting, {.url = "https://localhost:" + port + "/"}), "http.unreachable");
    Client wary;
    EXPECT_EQ(key_of(wary, {.url = "https://127.0.0.1:" + port + "/"}), "http.unreachable");
    EXPECT_EQ(key_of(trusting, {.url = "http://127.0.0.1:" + port + "/"}), "http.bad_answer");
    options.tls_key = folder.path() / "none.pem";
    EXPECT_THROW(TestServer(mirror(), options), Error);
}

}  // namespace yici::http
