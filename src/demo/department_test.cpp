#include "demo/department.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "demo/test_pack.h"
#include "engines/exchange/gateway_protocol.h"
#include "engines/exchange/ticket.h"
#include "foundation/db/database.h"
#include "foundation/http/client.h"
#include "support/temporary_folder.h"

namespace yici::demo {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kSecret = "a secret that only tests know";
constexpr std::string_view kAppKey = "A330100000000000000000001";
constexpr std::string_view kAppSecret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view kSharePath = "/gateway/api/001008002016013/dataSharing/c4Hx9wQ2Lt7Vb3Kz.htm";

class DepartmentTest : public ::testing::Test {
  protected:
    DepartmentOptions options(DepartmentKind kind) {
        DepartmentOptions options;
        options.kind = kind;
        options.data = folder_.path();
        options.pack = pack_.folder;
        options.population.persons = 1'000;
        options.population.legal_entities = 0;
        options.ticket_secret = kSecret;
        options.app_key = kAppKey;
        options.app_secret = kAppSecret;
        return options;
    }
    http::Headers ticket(std::string_view subject, std::string_view secret = kSecret) {
        http::Headers headers;
        const exchange::Ticket ticket{"33010026112300000019", "给付-00123-001", "household", "",
                                      clock_.now() + std::chrono::minutes(1)};
        const crypto::HmacKey key(crypto::HashAlgorithm::sm3, as_bytes(secret));
        exchange::TicketOrder order{&headers, ticket, subject, &key, nullptr};
        exchange::add_tickets({&order, 1});
        return headers;
    }
    http::Response get(const Department& department, const std::string& path, const http::Headers& headers = {}) {
        http::ClientRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(department.port()) + path;
        request.headers = headers;
        return client_.send(request);
    }
    /// A gateway request under this secret; the path may have parameters of its own.
    http::Response signed_get(const Department& department, const std::string& path, std::string_view secret,
                              const http::Headers& headers = {}) {
        const std::string time = exchange::gateway_time(clock_.now());
        const std::string sign = exchange::gateway_sign(exchange::SignMode::md5, kAppKey, secret, time);
        const char separator = path.find('?') == std::string::npos ? '?' : '&';
        return get(department,
                   path + separator + "appKey=" + std::string(kAppKey) + "&sign=" + sign + "&requestTime=" + time,
                   headers);
    }
    /// A data call for a member of the story.
    static std::string share_path(const std::string& code) {
        return std::string(kSharePath) + "?cardId=" + code +
               "&additional=%7B%22powerMatters%22%3A%22m%22%2C%22materialName%22%3A%22n%22%2C%22projectId%22%3A%221%22%"
               "7D";
    }
    const std::string& code_of(std::string_view key) { return pack_.story.by_key(key).code; }

    TestPack pack_;
    test::TemporaryFolder folder_;
    ManualClock clock_{*parse_instant("2026-11-23T08:00:00Z")};
    SeededRandom random_{1};
    http::Client client_;
};

TEST_F(DepartmentTest, PoliceAnswersPopulationAndHousehold) {
    const Department police(options(DepartmentKind::police), clock_, random_);
    EXPECT_EQ(police.records(), 1'000);
    const std::string& elder = code_of("elder");
    const http::Response person = get(police, "/population/" + elder, ticket(elder));
    ASSERT_EQ(person.status, 200) << person.body;
    const Json json = Json::parse(person.body);
    EXPECT_EQ(json.at("gmsfhm"), elder);
    EXPECT_EQ(json.at("xm"), "沈福根");
    EXPECT_EQ(json.at("csrq"), "1938-02-14");
    EXPECT_TRUE(json.at("swrq").is_null());
    const Json few = Json::parse(get(police, "/households/" + elder + "?fields=xm,hnrs", ticket(elder)).body);
    EXPECT_EQ(few, (Json{{"xm", "沈福根"}, {"hnrs", 1}}));
    const std::string nobody = "330106199003072538";
    EXPECT_EQ(get(police, "/population/" + nobody, ticket(nobody)).status, 404);
    EXPECT_NE(get(police, "/health").body.find(kMadeUp), std::string::npos);
}

TEST_F(DepartmentTest, PoliceRefusesWithoutTheTicketOfALiveCase) {
    const Department police(options(DepartmentKind::police), clock_, random_);
    const std::string& elder = code_of("elder");
    const std::string path = "/population/" + elder;
    EXPECT_EQ(get(police, path).status, 403);
    EXPECT_EQ(get(police, path, ticket(code_of("renter"))).status, 403) << "a ticket about somebody else";
    EXPECT_EQ(get(police, path, ticket(elder, "another secret")).status, 403);
    const http::Headers good = ticket(elder);
    EXPECT_EQ(get(police, path, good).status, 200);
    clock_.advance(std::chrono::minutes(2));
    EXPECT_EQ(get(police, path, good).status, 403) << "expired";
}

TEST_F(DepartmentTest, PoliceIsSlowAsConfigured) {
    std::vector<std::chrono::milliseconds> waits;
    std::mutex mutex;
    DepartmentOptions slow = options(DepartmentKind::police);
    slow.disturbances = usual_disturbances(DepartmentKind::police);
    slow.wait = [&](std::chrono::milliseconds time) {
        const std::lock_guard lock(mutex);
        waits.push_back(time);
    };
    const Department police(slow, clock_, random_);
    const std::string& elder = code_of("elder");
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get(police, "/population/" + elder, ticket(elder)).status, 200);
    ASSERT_EQ(waits.size(), 20U);
    for (const auto wait : waits) {
        EXPECT_GE(wait, slow.disturbances.slow_from);
        EXPECT_LE(wait, slow.disturbances.slow_to);
    }
    EXPECT_NE(waits[0], waits[1]);
    const Json shown = Json::parse(get(police, "/disturbances").body);
    EXPECT_EQ(shown.at("slow_from_ms"), 400);
}

TEST_F(DepartmentTest, PoliceKeepsWhatItHasWhenStartedAgain) {
    { const Department first(options(DepartmentKind::police), clock_, random_); }
    DepartmentOptions again = options(DepartmentKind::police);
    again.population.persons = 5'000;
    const Department second(again, clock_, random_);
    EXPECT_EQ(second.records(), 1'000);
}

class CivilAffairsTest : public DepartmentTest {
  protected:
    /// What the SQL connector would read from outside.
    static std::vector<db::Row> marriages(const Department& department, const std::string& code) {
        const std::unique_ptr<db::Database> database = db::open(department.database_url());
        return database->read_value([&](db::Transaction& transaction) {
            return transaction.query(
                "SELECT name, spouse_name, spouse_code, registered_on, state FROM person_marriage "
                "WHERE person_code = ?",
                {code});
        });
    }
};

TEST_F(CivilAffairsTest, HoldsMarriagesForBothSides) {
    const Department civil(options(DepartmentKind::civil_affairs), clock_, random_);
    const auto wife = marriages(civil, code_of("married_wife"));
    ASSERT_EQ(wife.size(), 1U);
    EXPECT_EQ(wife[0].text(1), "潘伟强");
    EXPECT_EQ(wife[0].text(3), "2012-05-20");
    const auto husband = marriages(civil, code_of("married_husband"));
    ASSERT_EQ(husband.size(), 1U);
    EXPECT_EQ(husband[0].text(2), code_of("married_wife"));
    EXPECT_TRUE(marriages(civil, code_of("elder")).empty());
}

TEST_F(CivilAffairsTest, WrongRecordComesAndGoes) {
    const std::string& code = code_of("mismatch_wife");
    DepartmentOptions wrong = options(DepartmentKind::civil_affairs);
    wrong.disturbances = usual_disturbances(DepartmentKind::civil_affairs);
    {
        const Department civil(wrong, clock_, random_);
        EXPECT_EQ(marriages(civil, code).at(0).text(1), "严建新");
        EXPECT_EQ(Json::parse(get(civil, "/disturbances").body).at("wrong_record"), 1);
    }
    const Department civil(options(DepartmentKind::civil_affairs), clock_, random_);
    EXPECT_EQ(marriages(civil, code).at(0).text(1), "严建鑫");
}

TEST_F(CivilAffairsTest, GoesOnMarryingWhileItIsRead) {
    Department civil(options(DepartmentKind::civil_affairs), clock_, random_);
    const int64_t before = civil.records();
    EXPECT_GT(before, 100);
    EXPECT_TRUE(civil.marry_next());
    EXPECT_EQ(civil.records(), before + 1);
    const std::unique_ptr<db::Database> database = db::open(civil.database_url());
    const auto row = database->read_value([](db::Transaction& transaction) {
        return transaction.query_one(
            "SELECT husband_code, registered_on FROM marriage WHERE certificate_number "
            "LIKE 'J330106-2026-W%'");
    });
    ASSERT_TRUE(row);
    EXPECT_EQ(row->text(1), "2026-11-23");
    EXPECT_EQ(marriages(civil, row->text(0)).size(), 1U);
}

class HumanResourcesTest : public DepartmentTest {
  protected:
    static Json datas(const http::Response& response) {
        const Json envelope = Json::parse(response.body);
        EXPECT_EQ(envelope.at("code"), "00") << response.body;
        return Json::parse(envelope.at("datas").get<std::string>(), nullptr, false);
    }
    std::string request_secret(const Department& department) {
        return datas(signed_get(department, "/gateway/app/refreshTokenByKey.htm", kAppSecret)).at("requestSecret");
    }
    static std::string code_in(const http::Response& response) { return Json::parse(response.body).at("code"); }
};

TEST_F(HumanResourcesTest, SharesAfterTheTwoSteps) {
    const Department department(options(DepartmentKind::human_resources), clock_, random_);
    const std::string& code = code_of("transfer");
    const Json secrets = datas(signed_get(department, "/gateway/app/refreshTokenByKey.htm", kAppSecret));
    const Json refreshed =
        datas(signed_get(department, "/gateway/app/refreshTokenBySec.htm", std::string(secrets.at("refreshSecret"))));
    const std::string secret = refreshed.at("requestSecret");
    const Json record = datas(signed_get(department, share_path(code), secret, ticket(code))).at(0);
    EXPECT_EQ(record.at("aac003"), "陈晓敏");
    EXPECT_EQ(record.at("aae201"), 166);
    const std::string& nobody = code_of("elder");
    EXPECT_TRUE(datas(signed_get(department, share_path(nobody), secret, ticket(nobody))).empty());
}

TEST_F(HumanResourcesTest, RefusesBadSignsOldSecretsAndCallsWithoutACase) {
    const Department department(options(DepartmentKind::human_resources), clock_, random_);
    const std::string& code = code_of("transfer");
    EXPECT_EQ(code_in(signed_get(department, "/gateway/app/refreshTokenByKey.htm", "wrong")), "03");
    EXPECT_EQ(code_in(get(department, "/gateway/app/refreshTokenByKey.htm")), "01");
    const std::string secret = request_secret(department);
    EXPECT_EQ(code_in(signed_get(department, std::string(kSharePath) + "?cardId=" + code, secret, ticket(code))), "01");
    EXPECT_EQ(signed_get(department, share_path(code), secret).status, 403) << "no ticket";
    clock_.advance(std::chrono::minutes(16));
    EXPECT_EQ(code_in(signed_get(department, share_path(code), secret, ticket(code))), "03") << "15 minutes are over";
}

TEST_F(HumanResourcesTest, IsBusyEveryFourthCall) {
    DepartmentOptions busy = options(DepartmentKind::human_resources);
    busy.disturbances = usual_disturbances(DepartmentKind::human_resources);
    const Department department(busy, clock_, random_);
    const std::string& code = code_of("transfer");
    const std::string secret = request_secret(department);
    std::string seen;
    for (int i = 0; i < 8; ++i) {
        const http::Response response = signed_get(department, share_path(code), secret, ticket(code));
        seen += response.status == 503 ? "5" : code_in(response) == "00" ? "o" : code_in(response) == "06" ? "6" : "?";
    }
    EXPECT_EQ(seen, "ooo5ooo6");
    EXPECT_EQ(Json::parse(get(department, "/disturbances").body).at("data_calls"), 8);
}

TEST_F(DepartmentTest, NeedsAKeyForTickets) {
    DepartmentOptions without = options(DepartmentKind::police);
    without.ticket_secret.clear();
    EXPECT_THROW(Department(without, clock_, random_), Error);
}

TEST_F(DepartmentTest, RunsUntilAskedToStop) {
    std::stop_source stop;
    uint16_t port = 0;
    run_department(options(DepartmentKind::police), clock_, random_, stop.get_token(),
                   [&](const Department& department) {
                       port = department.port();
                       EXPECT_EQ(get(department, "/health").status, 200);
                       stop.request_stop();
                   });
    EXPECT_NE(port, 0);
}

}  // namespace
}  // namespace yici::demo
