/// One story through the running program: a department changes a row of its live database, and the gateway's next
/// answer says so, with the department as its source.
#include <gtest/gtest.h>

#include <thread>

#include "engines/records/records.h"
#include "faults/running_node.h"
#include "faults/seed.h"
#include "faults/session.h"
#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSources = R"(sources:
  - {source: fund-accounts, title: 公积金账户, department: "12330100003481399N", system: fund, table: account, key: [who],
     every_minutes: 60, intake: {resource: fund-accounts, columns: [who, number, months], key: [who], subject: who,
     rules: fund_accounts.yaml, records: [{type: housing_fund, fields: {account_number: number, months_paid: months}}]}}
)";
bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

constexpr const char* kRules = "rules:\n  - {id: months, range: {column: months, from: 0, to: 720}}\n";

TEST(CollectionStory, AChangeInADepartmentsLiveDatabaseIsInTheGatewaysNextAnswer) {
    const TemporaryFolder folder;
    const std::vector<std::string> persons = seed_node(folder.path());
    const fs::path pack = folder.path() / "pack";
    fs::copy("packs/zhejiang", pack, fs::copy_options::recursive);
    fs::remove_all(pack / "collection");
    fs::create_directory(pack / "collection");
    write_file_atomically(pack / "collection/fund.yaml", kSources);
    write_file_atomically(pack / "quality/fund_accounts.yaml", kRules);
    const std::string address = "sqlite:" + (folder.path() / "fund.db").string();
    const auto theirs = db::open(address);
    const auto run = [&](const std::string& sql) {
        theirs->write([&](db::Transaction& transaction) { transaction.execute(sql); });
    };
    run("CREATE TABLE account (who TEXT PRIMARY KEY, number TEXT, months BIGINT)");
    run("INSERT INTO account VALUES ('" + persons[0] + "', '100020180917', 39)");
    run("INSERT INTO account VALUES ('" + persons[1] + "', '100020180918', 9999)");
    NodeSetting setting{folder.path(), "", 0};
    setting.more = "pack: " + pack.string() + "\nsystems:\n  names: fund\n  fund:\n    database: \"" + address + "\"\n";
    RunningNode node(setting);
    node.start();
    http::Client client;
    Session clerk(node, client), steward(node, client);
    ASSERT_EQ(clerk.sign_in(kClerk).status, 201);
    ASSERT_EQ(steward.sign_in("authority").status, 201);
    const Reply received =
        clerk.post("/api/v1/cases",
                   std::string(R"({"matter":")") + kRentMatter + R"(","subject":")" + persons[0] +
                       R"(","channel":"8","form":{"bank_card":"6222020200012345678","amount_fen":120000}})",
                   "story");
    ASSERT_EQ(received.status, 201) << received.body;
    const std::string number = parse_case(received.body).number;
    const auto answer = [&](const std::string& id) {
        return send_call(node, client, make_call(id, number, persons[0])).body;
    };
    const std::string collect = "/api/v1/collection/sources/fund-accounts/run";
    Reply collected = steward.post(collect, "{}", "first");
    // The schedule may be at it just now.
    for (int tries = 0; collected.status == 409 && tries < 100; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        collected = steward.post(collect, "{}", "first-" + std::to_string(tries));
    }
    EXPECT_TRUE(says(collected.body, R"("quarantined":1)")) << "more months than anybody has paid" << collected.body;
    EXPECT_TRUE(says(answer("one"), R"("months_paid":39)"));
    run("UPDATE account SET months = 40 WHERE who = '" + persons[0] + "'");
    EXPECT_EQ(steward.post(collect, "{}", "second").status, 200);
    EXPECT_TRUE(says(answer("two"), R"("months_paid":40)"));
    EXPECT_EQ(node.stop(), 0);

    const auto database = db::open("sqlite:" + (folder.path() / "yici.db").string());
    std::vector<Finding> findings;
    const records::RecordTypes types = records::RecordTypes::load(pack, findings);
    const SystemClock clock;
    records::Records records(*database, types, clock);
    const auto versions = records.history("housing_fund", persons[0]);
    ASSERT_EQ(versions.size(), 3u) << "the first one is from before";
    EXPECT_EQ(versions[0].observation.source.system, "fund");
    EXPECT_EQ(records.golden_value("housing_fund", persons[1], "months_paid"), "38") << "what was refused says nothing";
}

}  // namespace
}  // namespace yici::test
