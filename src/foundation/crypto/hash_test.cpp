#include "foundation/crypto/hash.h"

#include <gtest/gtest.h>

#include "foundation/base/error.h"
#include "foundation/base/random.h"
#include "foundation/crypto/sm3_lanes.h"
#include "foundation/crypto/vectors_test.h"
#include "support/suites.h"

namespace yici::crypto {
namespace {

using vectors::hex;

std::string sm3_hex(std::string_view text) {
    return to_hex(sm3(text));
}

TEST(Hash, PublishedVectors) {
    EXPECT_EQ(sm3_hex("abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    EXPECT_EQ(sm3_hex(""), "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
    std::string sixteen;
    for (int i = 0; i < 16; ++i) sixteen += "abcd";
    EXPECT_EQ(sm3_hex(sixteen), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    EXPECT_EQ(to_hex(hash(HashAlgorithm::sha256, as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(hmac(HashAlgorithm::sm3, as_bytes("key"), as_bytes("abc"))),
              "28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393");
    // RFC 4231 §4.3
    EXPECT_EQ(to_hex(hmac(HashAlgorithm::sha256, as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");  // RFC 1321 §A.5
}

TEST(Hash, TongsuoDigests) {
    YICI_SUITE_OR_SKIP(folder, "crypto/tongsuo");
    int run = 0;
    int other = 0;
    for (const auto& stanza : vectors::read_stanzas(folder / "evpmd_sm3.txt")) {
        if (stanza.kind != "Digest") continue;
        if (stanza.get("Digest") != "SM3") {
            ++other;  // SHA-3 and SHA-512
            continue;
        }
        EXPECT_EQ(to_hex(sm3(stanza.bytes("Input"))), to_lower(stanza.get("Output")));
        ++run;
    }
    EXPECT_EQ(run, 8);
    EXPECT_EQ(other, 2);
}

TEST(Hash, TongsuoMacs) {
    YICI_SUITE_OR_SKIP(folder, "crypto/tongsuo");
    int run = 0;
    for (const auto& stanza : vectors::read_stanzas(folder / "evpmac_sm3.txt")) {
        if (stanza.kind != "MAC") continue;
        const auto digest = hmac(HashAlgorithm::sm3, stanza.bytes("Key"), stanza.bytes("Input"));
        EXPECT_EQ(to_hex(digest), stanza.get("Output"));
        ++run;
    }
    EXPECT_EQ(run, 4);
}

TEST(Hash, PieceByPiece) {
    Hasher hasher(HashAlgorithm::sm3);
    hasher.update(as_bytes("a"));
    hasher.update({});
    hasher.update(as_bytes("bc"));
    EXPECT_EQ(hasher.finish(), sm3("abc"));
}

/// Lengths around the block border, then random ones.
std::vector<Bytes> random_messages(uint64_t seed, size_t count) {
    SeededRandom random(seed);
    std::vector<Bytes> messages;
    for (size_t i = 0; i < count; ++i) {
        messages.emplace_back(i < 200 ? i : random.below(random.below(8) == 0 ? 5000 : 300));
        random.fill(messages.back());
    }
    return messages;
}

TEST(Hash, EveryLaneWidthEqualsOpenssl) {
    const auto messages = random_messages(1, 700);
    for (const int width : sm3_widths()) {
        for (const size_t count : {size_t{0}, size_t{1}, size_t{7}, size_t{17}, messages.size()}) {
            std::vector<Digest> digests(count);
            std::vector<Sm3Job> jobs(count);
            for (size_t i = 0; i < count; ++i) {
                jobs[i] = {kSm3Start, 0, messages[i].data(), messages[i].size(), digests[i].data()};
            }
            sm3_run(width, jobs);
            for (size_t i = 0; i < count; ++i) {
                ASSERT_EQ(digests[i], sm3(messages[i])) << "width " << width << ", length " << messages[i].size();
            }
        }
    }
}

TEST(Hash, HashManyEqualsHash) {
    const auto messages = random_messages(2, 400);
    const std::vector<BytesView> views(messages.begin(), messages.end());
    std::vector<Digest> digests(views.size());
    for (const auto algorithm : {HashAlgorithm::sm3, HashAlgorithm::sha256}) {
        hash_many(algorithm, views, digests);
        for (size_t i = 0; i < views.size(); ++i) ASSERT_EQ(digests[i], hash(algorithm, views[i]));
    }
    std::vector<Digest> too_few(1);
    EXPECT_THROW(hash_many(HashAlgorithm::sm3, views, too_few), Error);
}

TEST(Hash, HmacManyEqualsHmac) {
    SeededRandom random(3);
    const auto messages = random_messages(4, 300);
    const std::vector<BytesView> views(messages.begin(), messages.end());
    for (const auto algorithm : {HashAlgorithm::sm3, HashAlgorithm::sha256}) {
        std::vector<Bytes> keys;
        std::vector<HmacKey> prepared;
        std::vector<const HmacKey*> pointers;
        for (size_t i = 0; i < views.size(); ++i) {
            keys.emplace_back(random.below(100));  // longer than a block, too
            random.fill(keys.back());
            prepared.emplace_back(algorithm, keys.back());
        }
        for (const auto& key : prepared) pointers.push_back(&key);
        std::vector<Digest> digests(views.size());
        hmac_many(algorithm, pointers, views, digests);
        for (size_t i = 0; i < views.size(); ++i) {
            ASSERT_EQ(digests[i], prepared[i].sign(views[i]));
            ASSERT_EQ(digests[i], hmac(algorithm, keys[i], views[i]));
        }
    }
    const HmacKey sha(HashAlgorithm::sha256, as_bytes("k"));
    const HmacKey* mixed[] = {&sha};
    Digest digest;
    EXPECT_THROW(hmac_many(HashAlgorithm::sm3, mixed, std::span(views).first(1), {&digest, 1}), Error);
}

/// RFC 2104 written out over OpenSSL's SM3, independent of the prepared states.
TEST(Hash, HmacIsRfc2104) {
    const auto messages = random_messages(5, 130);
    for (size_t i = 0; i < 64; ++i) {
        Bytes inner(64, 0x36);
        Bytes outer(64, 0x5c);
        for (size_t k = 0; k < i; ++k) {
            inner[k] ^= messages[i][k];
            outer[k] ^= messages[i][k];
        }
        inner.insert(inner.end(), messages[129 - i].begin(), messages[129 - i].end());
        const Digest first = sm3(inner);
        outer.insert(outer.end(), first.begin(), first.end());
        ASSERT_EQ(hmac(HashAlgorithm::sm3, messages[i], messages[129 - i]), sm3(outer));
    }
}

TEST(Hash, EqualComparesLengthAndContent) {
    EXPECT_TRUE(equal(hex("0102"), hex("0102")));
    EXPECT_FALSE(equal(hex("0102"), hex("0103")));
    EXPECT_FALSE(equal(hex("0102"), hex("01")));
    EXPECT_TRUE(equal({}, {}));
}

}  // namespace
}  // namespace yici::crypto
