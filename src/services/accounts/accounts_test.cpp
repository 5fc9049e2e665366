#include "services/accounts/accounts.h"

#include <argon2.h>
#include <gtest/gtest.h>

#include "services/accounts/password.h"
#include "services/accounts/tries.h"
#include "support/databases.h"
#include "support/temporary_folder.h"

namespace yici::accounts {
namespace {

class AccountsTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
        journal_ = journal::Journal::open(folder_.path(), database(), *key_, clock_, {});
        Options options;
        options.argon2_kib = 64;
        options.argon2_passes = 1;
        accounts_ = std::make_unique<Accounts>(database(), *journal_, organisations_, clock_, random_, options);
        accounts_->save({"window1", "王窗口", Kind::staff, "113301000024800019", {Role::clerk}, ""}, "correct horse");
        accounts_->save({"citizen1", "陈晓敏", Kind::citizen, "", {}, "330106199003072511"}, "battery staple");
    }

    void TearDown() override {
        accounts_.reset();
        journal_.reset();
        test::DatabaseTest::TearDown();
    }

    static http::Request with_cookie(const std::string& token, http::Method method = http::Method::get) {
        http::Request request;
        request.method = method;
        request.headers.add("Cookie", "other=1; yici_session=" + token);
        return request;
    }

    std::string key_of(const std::function<void()>& action) {
        try {
            action();
        } catch (const Error& error) {
            return error.key();
        }
        return "nothing thrown";
    }

    test::TemporaryFolder folder_;
    ManualClock clock_{*parse_instant("2018-06-12T01:00:00Z")};
    SystemRandom random_;
    organisations::Directory organisations_;
    std::unique_ptr<crypto::PrivateKey> key_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<Accounts> accounts_;
};

TEST_P(AccountsTest, ASignedInPersonIsKnownByTheCookie) {
    const auto signed_in = accounts_->sign_in("window1", "correct horse", "127.0.0.1");
    const auto account = accounts_->identify(with_cookie(signed_in.token));
    ASSERT_TRUE(account);
    EXPECT_EQ(account->name, "王窗口");
    EXPECT_TRUE(account->has(Role::clerk));
    accounts_->sign_out(signed_in.token);
    EXPECT_FALSE(accounts_->identify(with_cookie(signed_in.token)));
}

TEST_P(AccountsTest, WrongAndUnknownAccountsGetTheSameAnswer) {
    EXPECT_EQ(key_of([&] { (void)accounts_->sign_in("window1", "wrong", "a"); }), "accounts.wrong_password");
    EXPECT_EQ(key_of([&] { (void)accounts_->sign_in("nobody", "wrong", "a"); }), "accounts.wrong_password");
}

TEST_P(AccountsTest, FiveWrongPasswordsLockTheAccountForAWhile) {
    for (int i = 0; i < 5; ++i) (void)key_of([&] { (void)accounts_->sign_in("window1", "wrong", "a"); });
    EXPECT_EQ(key_of([&] { (void)accounts_->sign_in("window1", "correct horse", "a"); }), "accounts.locked");
    clock_.advance(std::chrono::minutes(16));
    EXPECT_NO_THROW((void)accounts_->sign_in("window1", "correct horse", "a"));
}

TEST_P(AccountsTest, OneAddressCannotTryManyAccounts) {
    for (int i = 0; i < 30; ++i) {
        (void)key_of([&] { (void)accounts_->sign_in("nobody" + std::to_string(i), "wrong", "10.0.0.9"); });
    }
    EXPECT_EQ(key_of([&] { (void)accounts_->sign_in("window1", "correct horse", "10.0.0.9"); }),
              "accounts.too_many_tries");
    EXPECT_NO_THROW((void)accounts_->sign_in("window1", "correct horse", "10.0.0.10"));
}

TEST_P(AccountsTest, AnIdleSessionEnds) {
    const auto signed_in = accounts_->sign_in("citizen1", "battery staple", "a");
    clock_.advance(std::chrono::minutes(29));
    EXPECT_TRUE(accounts_->identify(with_cookie(signed_in.token)));
    clock_.advance(std::chrono::minutes(29));
    EXPECT_TRUE(accounts_->identify(with_cookie(signed_in.token)));
    clock_.advance(std::chrono::minutes(31));
    EXPECT_FALSE(accounts_->identify(with_cookie(signed_in.token)));
}

TEST_P(AccountsTest, AChangeNeedsTheHeaderThatForeignPagesCannotSend) {
    const auto signed_in = accounts_->sign_in("window1", "correct horse", "a");
    http::Request request = with_cookie(signed_in.token, http::Method::post);
    EXPECT_EQ(key_of([&] { (void)accounts_->require(request); }), "accounts.foreign_page");
    request.headers.add("X-Yici", "1");
    EXPECT_EQ(accounts_->require(request).id, "window1");
    EXPECT_EQ(key_of([&] { (void)accounts_->require_role(request, {Role::authority}); }), "accounts.not_allowed");
    EXPECT_EQ(key_of([&] { (void)accounts_->require(with_cookie(std::string(64, '0'))); }), "accounts.not_signed_in");
}

TEST_P(AccountsTest, StaffSeeTheirColleaguesAndNobodyElse) {
    accounts_->save({"minzheng1", "李审批", Kind::staff, "11330106MB1000184X", {Role::approver}, ""},
                    "of another body");
    accounts_->save({"window2", "赵窗口", Kind::staff, "113301000024800019", {Role::clerk}, ""}, "correct horse 2");
    http::Router router;
    accounts_->add_routes(router);
    const auto seen_by = [&](const std::string& id, const std::string& password) {
        http::Request request = with_cookie(accounts_->sign_in(id, password, "a").token);
        request.path = "/api/v1/colleagues";
        std::string allowed;
        return router.find(request, allowed).handler(request).body;
    };
    const std::string seen = seen_by("window1", "correct horse");
    EXPECT_NE(seen.find("window2"), std::string::npos) << seen;
    EXPECT_EQ(seen.find("window1"), std::string::npos) << "oneself is no colleague";
    EXPECT_EQ(seen.find("minzheng1"), std::string::npos);
    EXPECT_EQ(key_of([&] { (void)seen_by("citizen1", "battery staple"); }), "accounts.not_allowed");
}

TEST_P(AccountsTest, SignInsAreJournaledWithoutNames) {
    (void)accounts_->sign_in("window1", "correct horse", "a");
    (void)key_of([&] { (void)accounts_->sign_in("330106199003072511", "wrong", "a"); });
    journal_->flush();
    std::string all;
    for (const auto& entry : journal_->read(0, 10)) all += entry.text;
    EXPECT_NE(all.find("account.signed_in"), std::string::npos);
    EXPECT_NE(all.find("account.refused"), std::string::npos);
    EXPECT_EQ(all.find("330106199003072511"), std::string::npos);
}

YICI_ON_BOTH_DATABASES(AccountsTest);

TEST(Passwords, NobodysHashIsOfTheSameFormAndNothingFitsIt) {
    SystemRandom random;
    const std::string real = hash_password("correct horse", random, 64, 2);
    const std::string nobodys = nobodys_hash(random, 64, 2);
    EXPECT_EQ(nobodys.size(), real.size());
    EXPECT_EQ(nobodys.substr(0, nobodys.find("p=1$")), real.substr(0, real.find("p=1$")));
    // A mismatch and not a refusal to read it, which would cost no time.
    EXPECT_EQ(argon2id_verify(nobodys.c_str(), "x", 1), ARGON2_VERIFY_MISMATCH);
    EXPECT_FALSE(password_fits("", nobodys));
    EXPECT_NE(nobodys, nobodys_hash(random, 64, 2));
}

TEST(Tries, AreForgottenAfterTheirTime) {
    Tries tries(2, std::chrono::minutes(1));
    const Instant start = *parse_instant("2018-06-12T01:00:00Z");
    tries.count("a", start);
    tries.count("a", start + std::chrono::seconds(30));
    EXPECT_TRUE(tries.exhausted("a", start + std::chrono::seconds(31)));
    EXPECT_FALSE(tries.exhausted("b", start + std::chrono::seconds(31)));
    EXPECT_FALSE(tries.exhausted("a", start + std::chrono::seconds(60)));
}

}  // namespace
}  // namespace yici::accounts
