#include "foundation/crypto/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <thread>

#include "foundation/base/files.h"
#include "foundation/crypto/openssl_keys.h"
#include "foundation/crypto/vectors_test.h"
#include "support/suites.h"
#include "support/temporary_folder.h"

namespace yici::crypto {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using vectors::hex;

/// The public key of domain.md §5.8 (GM/T 0003.5-2012 annex A) as SubjectPublicKeyInfo.
std::string published_public_key() {
    const Bytes der =
        hex("3059301306072a8648ce3d020106082a811ccf5501822d03420004"
            "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
    return "-----BEGIN PUBLIC KEY-----\n" + to_base64(der) + "\n-----END PUBLIC KEY-----\n";
}

std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return "no error";
}

TEST(Keys, PublishedSm2SignatureVerifies) {
    const auto key = parse_public_key(published_public_key());
    EXPECT_EQ(key->algorithm(), SignatureAlgorithm::sm2_sm3);
    Bytes signature =
        hex("3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
            "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
    EXPECT_TRUE(key->verify(as_bytes("message digest"), signature));
    EXPECT_FALSE(key->verify(as_bytes("message digesu"), signature));
    EXPECT_FALSE(key->verify(as_bytes(""), signature));
    for (size_t i = 0; i < signature.size(); ++i) {
        signature[i] ^= 1;
        EXPECT_FALSE(key->verify(as_bytes("message digest"), signature)) << "byte " << i;
        signature[i] ^= 1;
    }
    EXPECT_FALSE(key->verify(as_bytes("message digest"), {}));
    EXPECT_FALSE(key->verify(as_bytes("message digest"), BytesView(signature).first(40)));
    signature.push_back(0);
    EXPECT_FALSE(key->verify(as_bytes("message digest"), signature));
}

TEST(Keys, SignAndVerifyWithBothAlgorithms) {
    for (const auto algorithm : {SignatureAlgorithm::sm2_sm3, SignatureAlgorithm::ecdsa_p256_sha256}) {
        const auto key = generate_key(algorithm);
        const auto other = generate_key(algorithm);
        EXPECT_EQ(key->public_key().algorithm(), algorithm);
        const Bytes signature = key->sign(as_bytes("一次"));
        EXPECT_TRUE(key->public_key().verify(as_bytes("一次"), signature));
        EXPECT_FALSE(other->public_key().verify(as_bytes("一次"), signature));
        const auto parsed = parse_public_key(key->public_key().to_pem());
        EXPECT_TRUE(parsed->verify(as_bytes("一次"), signature));
        EXPECT_EQ(parsed->id(), key->public_key().id());
        EXPECT_EQ(parsed->id().size(), 32U);
        EXPECT_NE(other->public_key().id(), parsed->id());
    }
}

TEST(Keys, OneKeySignsFromSeveralThreads) {
    const auto key = generate_key(SignatureAlgorithm::sm2_sm3);
    std::vector<std::thread> threads;
    std::vector<Bytes> signatures(40);
    for (size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (size_t i = t; i < signatures.size(); i += 4) signatures[i] = key->sign(as_bytes(std::to_string(i)));
        });
    }
    for (auto& thread : threads) thread.join();
    for (size_t i = 0; i < signatures.size(); ++i) {
        EXPECT_TRUE(key->public_key().verify(as_bytes(std::to_string(i)), signatures[i]));
    }
}

TEST(Keys, Sm2EncryptionGoesThereAndBack) {
    const auto key = generate_key(SignatureAlgorithm::sm2_sm3);
    Bytes ciphertext = key->public_key().encrypt(as_bytes("encryption standard"));
    EXPECT_EQ(as_text(key->decrypt(ciphertext)), "encryption standard");
    const auto other = generate_key(SignatureAlgorithm::sm2_sm3);
    EXPECT_EQ(key_of([&] { (void)other->decrypt(ciphertext); }), "crypto.cannot_decrypt");
    for (size_t i = 0; i < ciphertext.size(); ++i) {
        ciphertext[i] ^= 1;
        EXPECT_EQ(key_of([&] { (void)key->decrypt(ciphertext); }), "crypto.cannot_decrypt") << "byte " << i;
        ciphertext[i] ^= 1;
    }
    EXPECT_EQ(key_of([&] { (void)key->decrypt(BytesView(ciphertext).first(20)); }), "crypto.cannot_decrypt");
    EXPECT_EQ(key_of([&] { (void)key->decrypt({}); }), "crypto.cannot_decrypt");
    const auto p256 = generate_key(SignatureAlgorithm::ecdsa_p256_sha256);
    EXPECT_EQ(key_of([&] { (void)p256->public_key().encrypt(as_bytes("x")); }), "crypto.not_supported");
    EXPECT_EQ(key_of([&] { (void)p256->decrypt(ciphertext); }), "crypto.not_supported");
}

/// The suite's Verify and Sign cases hand over a digest instead of a message, which this face never does; its
/// key-generation cases name controls of the tool. Its Decrypt cases run.
TEST(Keys, TongsuoDecryptCases) {
    YICI_SUITE_OR_SKIP(folder, "crypto/tongsuo");
    std::unique_ptr<PrivateKey> key;
    int run = 0;
    for (const auto& stanza : vectors::read_stanzas(folder / "evppkey_sm2.txt")) {
        if (stanza.kind == "PrivateKey") {
            const std::string pem = stanza.get("PEM");
            const auto bio = bio_over(pem);
            key = std::make_unique<OpensslPrivateKey>(
                KeyHandle(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)));
        }
        const std::string control = stanza.get("Ctrl");
        if (!stanza.values.contains("Decrypt") || (!control.empty() && control != "digest:SM3")) continue;
        EXPECT_EQ(key->decrypt(stanza.bytes("Input")), stanza.bytes("Output"));
        ++run;
    }
    EXPECT_EQ(run, 4);
}

TEST(Keys, BrokenPublicKeysAreRefused) {
    EXPECT_EQ(key_of([] { (void)parse_public_key(""); }), "crypto.key_invalid");
    EXPECT_EQ(key_of([] { (void)parse_public_key("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"); }),
              "crypto.key_invalid");
    const KeyHandle p384(EVP_EC_gen("P-384"));
    const BioHandle bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(bio.get(), p384.get());
    const std::string pem = text_of(bio.get());
    EXPECT_EQ(key_of([&] { (void)parse_public_key(pem); }), "crypto.key_unsupported");
    const KeyHandle rsa(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{1024}));
    const BioHandle rsa_bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(rsa_bio.get(), rsa.get());
    const std::string rsa_pem = text_of(rsa_bio.get());
    EXPECT_EQ(key_of([&] { (void)parse_public_key(rsa_pem); }), "crypto.key_unsupported");
}

TEST(Keys, KeyFilesAreLockedByThePassphrase) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "node.key";
    for (const auto algorithm : {SignatureAlgorithm::sm2_sm3, SignatureAlgorithm::ecdsa_p256_sha256}) {
        const auto key = generate_key(algorithm);
        save_key(*key, path, "correct horse");
        const std::string text = read_file(path);
        EXPECT_TRUE(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        EXPECT_EQ(std::filesystem::status(path).permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        const auto loaded = load_key(path, "correct horse");
        EXPECT_EQ(loaded->public_key().id(), key->public_key().id());
        EXPECT_TRUE(key->public_key().verify(as_bytes("m"), loaded->sign(as_bytes("m"))));
        EXPECT_EQ(key_of([&] { (void)load_key(path, "correct horsf"); }), "crypto.key_locked");
        EXPECT_EQ(key_of([&] { (void)load_key(path, ""); }), "crypto.key_locked");
    }
    write_file_atomically(path, "no key at all");
    EXPECT_EQ(key_of([&] { (void)load_key(path, "x"); }), "crypto.key_invalid");
    EXPECT_EQ(key_of([&] { (void)load_key(folder.path() / "absent", "x"); }), "base.file_unreadable");
}

/// What a key file says, in hex.
std::string der_of(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    std::string body;
    for (const auto line : split(text, '\n')) {
        if (!line.starts_with("-----")) body += line;
    }
    return to_hex(from_base64(body).value());
}

TEST(Keys, KeyFileUsesScryptAndAes256) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "node.key";
    const auto key = generate_key(SignatureAlgorithm::sm2_sm3);
    const std::string costs = "02024000020108";  // N = 16384, r = 8; p follows
    save_key(*key, path, "p");
    EXPECT_THAT(der_of(path), AllOf(HasSubstr("06092b06010401da47040b"),  // id-scrypt, RFC 7914 §7
                                    HasSubstr("060960864801650304012a"),  // aes256-CBC-PAD
                                    HasSubstr(costs + "020104")));
    save_key(*key, path, "p", Passphrase::random);
    EXPECT_THAT(der_of(path), HasSubstr(costs + "020101")) << "nobody guesses it, and each start pays";
    EXPECT_NO_THROW((void)load_key(path, "p"));
}

}  // namespace
}  // namespace yici::crypto
