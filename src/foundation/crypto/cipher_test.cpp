#include "foundation/crypto/cipher.h"

#include <gtest/gtest.h>

#include "foundation/base/error.h"
#include "foundation/base/random.h"
#include "foundation/crypto/vectors_test.h"
#include "support/suites.h"

namespace yici::crypto {
namespace {

using vectors::hex;

std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return "no error";
}

TEST(Cipher, Rfc8998Sm4Gcm) {
    const Bytes key = hex("0123456789abcdeffedcba9876543210");
    const Bytes nonce = hex("00001234567800000000abcd");
    const Bytes associated = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const Bytes plain =
        hex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
            "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa");
    const Sealed sealed = seal(AeadAlgorithm::sm4_gcm, key, nonce, associated, plain);
    EXPECT_EQ(to_hex(sealed.ciphertext),
              "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
              "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d");
    EXPECT_EQ(to_hex(sealed.tag), "83de3541e4c2b58177e065a9bf7b62ec");
    EXPECT_EQ(unseal(AeadAlgorithm::sm4_gcm, key, nonce, associated, sealed), plain);
}

/// Test case 4 of the GCM specification (McGrew, Viega).
TEST(Cipher, AesGcmVector) {
    const Sealed sealed = seal(AeadAlgorithm::aes_gcm, hex("feffe9928665731c6d6a8f9467308308"),
                               hex("cafebabefacedbaddecaf888"), hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                               hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                   "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
    EXPECT_EQ(to_hex(sealed.ciphertext),
              "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
              "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091");
    EXPECT_EQ(to_hex(sealed.tag), "5bc94fbc3221a5db94fae95ae7121a47");
}

TEST(Cipher, EveryAlteredByteIsFound) {
    SeededRandom random(11);
    for (const auto algorithm : {AeadAlgorithm::sm4_gcm, AeadAlgorithm::aes_gcm}) {
        for (const size_t size : {0, 1, 15, 16, 17, 100}) {
            Bytes key(16);
            Bytes nonce(12);
            Bytes associated(size / 2);
            Bytes plain(size);
            for (auto* part : {&key, &nonce, &associated, &plain}) random.fill(*part);
            Sealed sealed = seal(algorithm, key, nonce, associated, plain);
            const auto outcome = [&] {
                return error_of([&] { (void)unseal(algorithm, key, nonce, associated, sealed); });
            };
            EXPECT_EQ(unseal(algorithm, key, nonce, associated, sealed), plain);
            const auto every_byte_counts = [&](auto& bytes) {
                for (auto& byte : bytes) {
                    byte ^= 0x10;
                    EXPECT_EQ(outcome(), "crypto.tampered");
                    byte ^= 0x10;
                }
            };
            every_byte_counts(sealed.ciphertext);
            every_byte_counts(sealed.tag);
            every_byte_counts(key);
            every_byte_counts(nonce);
            every_byte_counts(associated);
            sealed.ciphertext.push_back(0);
            EXPECT_EQ(outcome(), "crypto.tampered");
        }
    }
}

TEST(Cipher, WrongSizesAreRefused) {
    const Bytes key(16);
    const Bytes nonce(12);
    const auto sealing = [&](AeadAlgorithm algorithm, BytesView k, BytesView n) {
        return error_of([&] { (void)seal(algorithm, k, n, {}, {}); });
    };
    EXPECT_EQ(sealing(AeadAlgorithm::sm4_gcm, Bytes(32), nonce), "crypto.bad_parameter");
    EXPECT_EQ(sealing(AeadAlgorithm::aes_gcm, Bytes(32), nonce), "no error");
    EXPECT_EQ(sealing(AeadAlgorithm::aes_gcm, Bytes(24), nonce), "crypto.bad_parameter");
    EXPECT_EQ(sealing(AeadAlgorithm::sm4_gcm, key, Bytes(16)), "crypto.bad_parameter");
    EXPECT_EQ(error_of([&] { (void)cbc_encrypt(CbcAlgorithm::sm4, Bytes(32), key, {}); }), "crypto.bad_parameter");
    EXPECT_EQ(error_of([&] { (void)cbc_encrypt(CbcAlgorithm::aes, key, nonce, {}); }), "crypto.bad_parameter");
}

TEST(Cipher, Cbc) {
    const Bytes key = hex("0123456789abcdeffedcba9876543210");
    EXPECT_EQ(to_hex(cbc_encrypt(CbcAlgorithm::sm4, key, key, as_bytes("abc"))), "30283fff39522aeece5230e645b59d47");
    for (const auto algorithm : {CbcAlgorithm::sm4, CbcAlgorithm::aes}) {
        for (size_t size = 0; size < 40; ++size) {
            const Bytes plain(size, 0x5a);
            const Bytes ciphertext = cbc_encrypt(algorithm, key, key, plain);
            EXPECT_EQ(ciphertext.size(), size / 16 * 16 + 16);
            EXPECT_EQ(cbc_decrypt(algorithm, key, key, ciphertext), plain);
        }
    }
    EXPECT_EQ(error_of([&] { (void)cbc_decrypt(CbcAlgorithm::sm4, key, key, Bytes(15)); }), "crypto.cannot_decrypt");
    EXPECT_EQ(error_of([&] { (void)cbc_decrypt(CbcAlgorithm::sm4, key, key, {}); }), "crypto.cannot_decrypt");
}

/// CBC cases have no padding there: the whole blocks must be the same. ECB, CTR, OFB, CFB, CCM, XTS and ZUC are not
/// offered by this room.
TEST(Cipher, TongsuoCbcAndGcm) {
    YICI_SUITE_OR_SKIP(folder, "crypto/tongsuo");
    int cbc = 0;
    int gcm = 0;
    for (const auto& stanza : vectors::read_stanzas(folder / "evpciph_sm4.txt")) {
        const std::string cipher = stanza.get("Cipher");
        if (cipher == "SM4-CBC" && stanza.bytes("Plaintext").size() % 16 == 0) {
            const Bytes plain = stanza.bytes("Plaintext");
            Bytes ours = cbc_encrypt(CbcAlgorithm::sm4, stanza.bytes("Key"), stanza.bytes("IV"), plain);
            ASSERT_EQ(ours.size(), plain.size() + 16);
            ours.resize(plain.size());
            EXPECT_EQ(ours, stanza.bytes("Ciphertext"));
            ++cbc;
        }
        if (cipher == "SM4-GCM") {
            const Sealed sealed = seal(AeadAlgorithm::sm4_gcm, stanza.bytes("Key"), stanza.bytes("IV"),
                                       stanza.bytes("AAD"), stanza.bytes("Plaintext"));
            EXPECT_EQ(sealed.ciphertext, stanza.bytes("Ciphertext"));
            EXPECT_EQ(to_hex(sealed.tag), stanza.get("Tag"));
            ++gcm;
        }
    }
    EXPECT_EQ(cbc, 3);
    EXPECT_EQ(gcm, 1);
}

}  // namespace
}  // namespace yici::crypto
