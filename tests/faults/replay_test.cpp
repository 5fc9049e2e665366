#include <gtest/gtest.h>

#include "faults/journal_reader.h"
#include "faults/seed.h"
#include "faults/session.h"
#include "foundation/crypto/hash.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

/// The same signed request again: at once, from many sides, after a restart and after a kill. It is answered once.
TEST(Replay, IsRefusedAndJournaledOnce) {
    const TemporaryFolder folder;
    const auto persons = seed_node(folder.path());
    RunningNode node({folder.path(), "", 0});
    node.start();
    http::Client client;
    Session clerk(node, client);
    ASSERT_EQ(clerk.sign_in(kClerk).status, 201);
    const Reply received = clerk.post(
        "/api/v1/cases", std::string(R"({"matter":")") + kRentMatter + R"(","subject":")" + persons.front() +
                             R"(","channel":"8","form":{"bank_card":"6222020200012345678","amount_fen":1}})");
    ASSERT_EQ(received.status, 201) << received.body;
    const CallRequest call = make_call("replay", parse_case(received.body).number, persons.front());

    std::vector<std::thread> senders;
    std::vector<Reply> replies(8);
    for (Reply& reply : replies) senders.emplace_back([&] { reply = send_call(node, client, call); });
    for (std::thread& sender : senders) sender.join();
    std::string answer;
    for (const Reply& reply : replies) {
        if (reply.status == 200) {
            EXPECT_EQ(answer, "") << "answered twice";
            answer = reply.body;
        } else {
            EXPECT_EQ(reply.status, 409) << reply.body;
            EXPECT_EQ(reply.key(), "exchange.replayed");
        }
    }
    EXPECT_NE(answer, "");
    EXPECT_EQ(node.stop(), 0);
    node.start();
    EXPECT_EQ(send_call(node, client, call).key(), "exchange.replayed") << "after a restart";
    node.kill();
    node.start();
    EXPECT_EQ(send_call(node, client, call).key(), "exchange.replayed") << "after a kill";
    EXPECT_EQ(node.stop(), 0);

    int times = 0;
    JournalReader(node.journal()).read([&](std::string_view entry) {
        if (value_in(entry, "request") != call.digest || value_in(entry, "kind") != "call.answered") return;
        ++times;
        EXPECT_EQ(value_in(entry, "answer"), to_hex(crypto::sm3(answer)));
    });
    EXPECT_EQ(times, 1);
}

}  // namespace
}  // namespace yici::test
