#include <gtest/gtest.h>

#include <thread>

#include "cli/node.h"
#include "engines/codes/codes.h"
#include "faults/seed.h"
#include "faults/session.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

constexpr int64_t kWrong = 150;  // fewer than one run may open
constexpr const char* kRuns = "/api/v1/quality/resources/person/runs";

/// Persons whose telephone numbers are too short, and nothing else about them is wrong.
void add_wrong_ones(const std::filesystem::path& data) {
    const auto policy = cli::Policy::load("packs/zhejiang");
    cli::Settings settings;
    settings.data = data;
    settings.pack = "packs/zhejiang";
    cli::Node node(settings, *policy);
    for (int64_t i = 0; i < kWrong; ++i) {
        std::string code = "33010619900101" + std::to_string(1000 + i).substr(1);
        code += codes::IdNumber::check_character(code);
        node.records().add({"person",
                            code,
                            {"11330000002481063P", "test"},
                            node.clock().now(),
                            "",
                            {{"id_number", code},
                             {"name", "某人"},
                             {"sex", code[16] % 2 == 1 ? "1" : "2"},
                             {"birth_date", "1990-01-01"},
                             {"address", "文三路1号"},
                             {"mobile", "1370000"}}});
    }
}

/// The number behind `"name":` in a JSON text, the first of that name.
int64_t number_in(const std::string& json, const std::string& name) {
    const size_t at = json.find("\"" + name + "\":");
    return at == std::string::npos ? -1 : std::atoll(json.c_str() + at + name.size() + 3);
}

int64_t tickets_of(Session& authority, const std::string& more) {
    return number_in(authority.get("/api/v1/tickets?type=person&size=1" + more).body, "total");
}

/// A run is killed while it opens its tickets, several times; at the end each wrong record has one, with one source.
TEST(QualityKill, DoublesNoTicket) {
    const TemporaryFolder folder;
    (void)seed_node(folder.path());
    add_wrong_ones(folder.path());
    RunningNode node({folder.path(), "", 0});
    node.start();
    http::Client client;
    Session authority(node, client);
    ASSERT_EQ(authority.sign_in("authority").status, 201);
    const int64_t before = tickets_of(authority, "");
    ASSERT_EQ(before, 0) << "the first night has not come";
    const Reply asked = authority.post(kRuns, "", "one-run");
    ASSERT_EQ(asked.status, 202) << asked.body;

    int kills_in_the_middle = 0;
    for (int64_t enough = kWrong / 5; enough < kWrong; enough += kWrong / 5) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (tickets_of(authority, "") < enough && std::chrono::steady_clock::now() < give_up) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        node.kill();
        node.start();
        ASSERT_EQ(authority.sign_in("authority").status, 201);
        if (tickets_of(authority, "") < kWrong) ++kills_in_the_middle;
    }
    EXPECT_GT(kills_in_the_middle, 0) << "the machine was too fast for this test";
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    std::string runs;
    do {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        runs = authority.get(kRuns).body;
    } while (runs.find(R"("state":"done")") == std::string::npos && std::chrono::steady_clock::now() < give_up);
    const int64_t opened = number_in(runs, "opened");
    EXPECT_EQ(number_in(runs, "cells"), opened + number_in(runs, "beyond"))
        << "no cell is wrong by two rules: " << runs;
    EXPECT_EQ(tickets_of(authority, ""), opened) << "a ticket was opened twice or is missing";
    EXPECT_GE(opened, kWrong);

    for (int64_t page = 1; (page - 1) * 200 < opened; ++page) {
        const std::string body =
            authority.get("/api/v1/tickets?type=person&size=200&page=" + std::to_string(page)).body;
        for (size_t at = body.find("\"sources\":"); at != std::string::npos; at = body.find("\"sources\":", at + 1)) {
            EXPECT_EQ(std::atoll(body.c_str() + at + 10), 1) << "the same rule is one source";
        }
    }
    EXPECT_EQ(node.stop(), 0) << node.log();
}

}  // namespace
}  // namespace yici::test
