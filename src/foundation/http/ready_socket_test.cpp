#include "foundation/http/ready_socket.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace yici::http {
namespace {

class ReadySocketTest : public ::testing::Test {
  protected:
    using Error = boost::system::error_code;

    /// The other end of a connection that `ours` gets.
    tcp::socket connect(ReadySocket& ours) {
        tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        tcp::socket theirs(elsewhere);
        theirs.connect(acceptor.local_endpoint());
        tcp::socket accepted = acceptor.accept();
        Error error;
        ours.adopt(std::move(accepted), error);
        EXPECT_FALSE(error) << error.message();
        return theirs;
    }
    void read(ReadySocket& from, std::function<void(const Error&, const std::string&)> then, size_t most = 16) {
        auto room = std::make_shared<std::string>(most, '\0');
        from.async_read_some(asio::buffer(*room), [room, then = std::move(then)](const Error& error, size_t count) {
            then(error, room->substr(0, count));
        });
    }

    asio::io_context context{1};
    asio::io_context elsewhere{1};
    ReadySet set{context};
};

TEST_F(ReadySocketTest, ReadsWhatComesUntilTheEndAndThenTheLoopHasNothingToDo) {
    ReadySocket ours(set);
    tcp::socket theirs = connect(ours);
    std::string all;
    std::string end;
    std::function<void()> more = [&] {
        read(
            ours,
            [&](const Error& error, const std::string& text) {
                all += text;
                error ? void(end = error.message()) : more();
            },
            4);
    };
    more();
    EXPECT_TRUE(all.empty()) << "nothing before it was awaited";
    asio::write(theirs, asio::buffer(std::string("ten letters")));
    theirs.close();
    context.run();
    EXPECT_EQ(all, "ten letters");
    EXPECT_EQ(end, Error(asio::error::eof).message());
}

TEST_F(ReadySocketTest, WritesMoreThanTheOtherSideTakesAtOnce) {
    ReadySocket ours(set);
    tcp::socket theirs = connect(ours);
    std::string much;
    much.resize(20 << 20, 'm');
    Error failure = asio::error::in_progress;
    asio::async_write(ours, asio::buffer(much), [&](const Error& error, size_t) { failure = error; });
    context.poll();
    EXPECT_EQ(failure, asio::error::in_progress) << "no socket's buffer holds it";
    Error full;
    EXPECT_EQ(ours.write_some(asio::buffer("x", 1), full), 0U);
    EXPECT_EQ(full, asio::error::would_block);
    std::string got(much.size(), '\0');
    std::thread reader([&] { asio::read(theirs, asio::buffer(got)); });
    context.run();
    reader.join();
    EXPECT_FALSE(failure);
    EXPECT_EQ(got, much);
}

TEST_F(ReadySocketTest, WhoeverEndsAnotherSocketHasItsEventsForgotten) {
    ReadySocket first(set);
    ReadySocket second(set);
    ReadySocket third(set);
    tcp::socket to_first = connect(first);
    tcp::socket to_second = connect(second);
    tcp::socket to_third(elsewhere);
    std::string told;
    // Both have come when the loop looks, and whichever is told first ends the other; a new connection gets its number.
    const auto end = [&](ReadySocket& other) {
        other.close();
        to_third = connect(third);
        read(third, [&](const Error&, const std::string& text) { told += "third:" + text; });
    };
    read(first, [&](const Error& error, const std::string& text) {
        told += error ? "aborted " : "first:" + text + " ";
        if (!error) end(second);
    });
    read(second, [&](const Error& error, const std::string& text) {
        told += error ? "aborted " : "second:" + text + " ";
        if (!error) end(first);
    });
    asio::write(to_first, asio::buffer("1", 1));
    asio::write(to_second, asio::buffer("2", 1));
    while (told.find("aborted") == std::string::npos) context.run_one();
    asio::write(to_third, asio::buffer("3", 1));
    context.run();
    EXPECT_TRUE(told == "first:1 aborted third:3" || told == "second:2 aborted third:3") << told;
}

TEST_F(ReadySocketTest, KnowsWhetherAnythingCameUnasked) {
    ReadySocket ours(set);
    tcp::socket theirs = connect(ours);
    EXPECT_TRUE(ours.is_quiet());
    asio::write(theirs, asio::buffer("?", 1));
    while (ours.is_quiet()) std::this_thread::yield();
    std::string got;
    read(ours, [&](const Error&, const std::string& text) { got = text; });
    context.run();
    EXPECT_EQ(got, "?");
    context.restart();
    EXPECT_TRUE(ours.is_quiet());
    theirs.close();
    while (ours.is_quiet()) std::this_thread::yield();
}

TEST_F(ReadySocketTest, WhatIsCancelledEndsLater) {
    Error cancelled;
    ReadySocket waits(set);
    const tcp::socket other = connect(waits);
    read(waits, [&](const Error& error, const std::string&) { cancelled = error; });
    waits.cancel();
    EXPECT_FALSE(cancelled) << "never before cancel() has returned";
    context.run();
    EXPECT_EQ(cancelled, asio::error::operation_aborted);
}

}  // namespace
}  // namespace yici::http
