#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

#include "foundation/base/error.h"
#include "foundation/crypto/keys.h"
#include "support/temporary_folder.h"

extern char** environ;

namespace yici::crypto {
namespace {

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";

bool run(std::vector<std::string> arguments) {
    std::vector<char*> pointers;
    for (auto& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    pid_t child = 0;
    if (posix_spawnp(&child, pointers[0], nullptr, nullptr, pointers.data(), environ) != 0) return false;
    int status = 1;
    return waitpid(child, &status, 0) == child && status == 0;
}

/// A soft token in a folder of its own with one imported P-256 key. Debian's softhsm2 and libp11 know no SM2.
class TokenKeys : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(kModule)) GTEST_SKIP() << "skipped: softhsm2 is not installed";
        const auto configuration = folder_.path() / "softhsm2.conf";
        std::filesystem::create_directory(folder_.path() / "tokens");
        std::ofstream(configuration) << "directories.tokendir = " << (folder_.path() / "tokens").string()
                                     << "\nobjectstore.backend = file\nlog.level = ERROR\n";
        setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
        const std::string pem = folder_.path() / "key.pem";
        ASSERT_TRUE(
            run({"openssl", "genpkey", "-quiet", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
                 pem}) ||
            run({"openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", pem}));
        ASSERT_TRUE(
            run({"softhsm2-util", "--init-token", "--free", "--label", "yici", "--pin", "1234", "--so-pin", "5678"}));
        ASSERT_TRUE(run({"softhsm2-util", "--import", pem, "--token", "yici", "--label", "signing", "--id", "01",
                         "--pin", "1234"}));
    }
    void TearDown() override { unsetenv("SOFTHSM2_CONF"); }

    static std::string error_of(const TokenKey& token) {
        try {
            (void)open_token_key(token);
        } catch (const Error& error) {
            return error.key();
        }
        return "no error";
    }

    test::TemporaryFolder folder_;
    TokenKey token_{kModule, "yici", "signing", "1234"};
};

TEST_F(TokenKeys, SignsInsideTheToken) {
    const auto key = open_token_key(token_);
    EXPECT_EQ(key->public_key().algorithm(), SignatureAlgorithm::ecdsa_p256_sha256);
    Bytes signature = key->sign(as_bytes("一次"));
    const auto copy = parse_public_key(key->public_key().to_pem());
    EXPECT_TRUE(copy->verify(as_bytes("一次"), signature));
    EXPECT_FALSE(copy->verify(as_bytes("二次"), signature));
    EXPECT_THROW(save_key(*key, folder_.path() / "stolen", "x"), Error);
    EXPECT_THROW((void)key->decrypt(signature), Error);
}

TEST_F(TokenKeys, SaysWhatIsWrong) {
    auto wrong = token_;
    wrong.pin = "4321";
    EXPECT_EQ(error_of(wrong), "crypto.token_pin_wrong");
    wrong = token_;
    wrong.token_label = "absent";
    EXPECT_EQ(error_of(wrong), "crypto.token_missing");
    wrong = token_;
    wrong.key_label = "absent";
    EXPECT_EQ(error_of(wrong), "crypto.token_missing");
    wrong = token_;
    wrong.module = folder_.path() / "absent.so";
    EXPECT_EQ(error_of(wrong), "crypto.token_missing");
}

}  // namespace
}  // namespace yici::crypto
