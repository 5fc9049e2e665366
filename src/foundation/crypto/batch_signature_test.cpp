#include "foundation/crypto/batch_signature.h"

#include <gtest/gtest.h>

namespace yici::crypto {
namespace {

std::vector<Digest> messages_of(size_t count) {
    std::vector<Digest> messages;
    for (size_t i = 0; i < count; ++i) messages.push_back(sm3("message " + std::to_string(i)));
    return messages;
}

TEST(BatchSignature, EveryMessageOfEverySizeVerifies) {
    for (const auto algorithm : {SignatureAlgorithm::sm2_sm3, SignatureAlgorithm::ecdsa_p256_sha256}) {
        const auto key = generate_key(algorithm);
        for (const size_t count : {1, 2, 3, 5, 8, 13, 33}) {
            const auto messages = messages_of(count);
            const auto texts = sign_batch(*key, messages);
            ASSERT_EQ(texts.size(), count);
            for (size_t i = 0; i < count; ++i) {
                const auto signature = BatchSignature::parse(texts[i]);
                ASSERT_TRUE(signature);
                EXPECT_EQ(signature->to_text(), texts[i]);
                EXPECT_EQ(signature->index, i);
                EXPECT_TRUE(verify_batch(key->public_key(), messages[i], *signature)) << count << " " << i;
                EXPECT_FALSE(verify_batch(key->public_key(), messages[(i + 1) % count], *signature) && count > 1);
            }
        }
    }
    const auto key = generate_key(SignatureAlgorithm::sm2_sm3);
    EXPECT_TRUE(sign_batch(*key, {}).empty());
}

TEST(BatchSignature, TheTreeIsThatOfRfc9162) {
    const auto key = generate_key(SignatureAlgorithm::sm2_sm3);
    const auto messages = messages_of(11);
    std::vector<Digest> leaves;
    for (const auto& message : messages) leaves.push_back(leaf_hash(HashAlgorithm::sm3, message));
    const Digest root = merkle_root(HashAlgorithm::sm3, leaves);
    const auto texts = sign_batch(*key, messages);
    for (size_t i = 0; i < texts.size(); ++i) {
        const auto signature = BatchSignature::parse(texts[i]).value();
        EXPECT_TRUE(verify_inclusion(HashAlgorithm::sm3, leaves[i], i, 11, signature.path, root));
        const std::string text = "yici-batch-1\nsm3\n11\n" + to_hex(root);
        EXPECT_TRUE(key->public_key().verify(as_bytes(text), signature.signature));
    }
}

TEST(BatchSignature, TamperingIsFound) {
    const auto key = generate_key(SignatureAlgorithm::sm2_sm3);
    const auto other = generate_key(SignatureAlgorithm::sm2_sm3);
    const auto messages = messages_of(6);
    const auto good = BatchSignature::parse(sign_batch(*key, messages)[2]).value();
    const auto verifies = [&](const BatchSignature& signature) {
        return verify_batch(key->public_key(), messages[2], signature);
    };
    ASSERT_TRUE(verifies(good));
    EXPECT_FALSE(verify_batch(other->public_key(), messages[2], good));
    auto bad = good;
    bad.index = 3;
    EXPECT_FALSE(verifies(bad));
    bad = good;
    bad.size = 7;
    EXPECT_FALSE(verifies(bad));
    bad = good;
    bad.path[1][0] ^= 1;
    EXPECT_FALSE(verifies(bad));
    bad = good;
    bad.path.pop_back();
    EXPECT_FALSE(verifies(bad));
    bad = good;
    bad.path.push_back(bad.path[0]);
    EXPECT_FALSE(verifies(bad));
    bad = good;
    bad.signature[10] ^= 1;
    EXPECT_FALSE(verifies(bad));
    bad = good;
    bad.key_id = other->public_key().id();
    EXPECT_FALSE(verifies(bad));
}

TEST(BatchSignature, MalformedTextIsNone) {
    const auto key = generate_key(SignatureAlgorithm::sm2_sm3);
    const std::string id = key->public_key().id();
    const std::string text = sign_batch(*key, messages_of(1))[0];
    ASSERT_TRUE(BatchSignature::parse(text));
    for (const std::string& bad :
         {std::string(), text + ".", text + "=", text.substr(1), id + ".1.0.AAAA." + to_base64(Bytes(70)),
          id + ".0.0.." + to_base64(Bytes(70)), id + ".2.2.." + to_base64(Bytes(70)),
          id + ".-1.0.." + to_base64(Bytes(70)), id + ".1.0..***", std::string(100000, '.'), std::string(5000, 'A')}) {
        EXPECT_FALSE(BatchSignature::parse(bad)) << bad.substr(0, 100);
    }
}

}  // namespace
}  // namespace yici::crypto
