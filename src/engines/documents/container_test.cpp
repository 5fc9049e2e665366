#include "engines/documents/container.h"

#include <gtest/gtest.h>

#include "engines/documents/sample_test.h"
#include "foundation/base/random.h"
#include "foundation/crypto/hash.h"

namespace yici::documents {
namespace {

using namespace std::chrono_literals;

const Date kDay{std::chrono::year{2018} / 7 / 1};

class Container : public testing::Test {
  protected:
    Verification verify(std::string_view file, Date on = kDay) const {
        return verify_container(as_bytes(file), &key_->public_key(), on, as_bytes(face_));
    }
    std::string outcomes(std::string_view file, Date on = kDay) const {
        std::string out;
        for (const auto& each : verify(file, on).checks) {
            out += each.outcome == Outcome::passed ? '+' : each.outcome == Outcome::failed ? '-' : '?';
        }
        return out;
    }
    static std::string replaced(std::string text, std::string_view from, std::string_view to) {
        const size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return at == std::string::npos ? text : text.replace(at, from.size(), to);
    }

    std::unique_ptr<crypto::PrivateKey> key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::string face_ = "%PDF- as drawn";
    Licence licence_ = sample::old_age_licence();
    std::string file_ = make_container(licence_, as_bytes(face_), *key_);
};

// In the order structure, signature, signer, identifier, validity, status, face.
TEST_F(Container, AGoodFilePassesAllButTheOnlineStatus) {
    EXPECT_EQ(outcomes(file_), "+++++?+");
    const auto verification = verify(file_);
    EXPECT_TRUE(verification.none_failed());
    ASSERT_TRUE(verification.licence);
    EXPECT_EQ(verification.licence->holder_name, "王小明");
    EXPECT_EQ(verification.licence->face_sm3, to_hex(crypto::sm3(face_)));
    EXPECT_EQ(verification.check("status").findings.at(0).key, "documents.status_unknown");
    EXPECT_NE(to_text(verification, Language::zh).find("通过 签名\n"), std::string::npos);
    EXPECT_NE(to_text(verification, Language::en).find("unknown Current status: "), std::string::npos);
}

TEST_F(Container, EachSideIsReportedApart) {
    const auto without = verify_container(as_bytes(file_), nullptr, kDay);
    EXPECT_EQ(without.check("signer").outcome, Outcome::unknown);
    EXPECT_EQ(without.check("face").outcome, Outcome::unknown);
    EXPECT_TRUE(without.none_failed());

    const auto stranger = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    EXPECT_EQ(outcomes(make_container(licence_, as_bytes(face_), *stranger)), "++-++?+");

    EXPECT_EQ(outcomes(make_container(licence_, as_bytes("another face"), *key_)), "+++++?-");

    EXPECT_EQ(outcomes(file_, licence_.valid_from), "+++++?+");
    EXPECT_EQ(outcomes(file_, Date{std::chrono::year{2018} / 6 / 11}), "++++-?+");
    licence_.valid_until = kDay;
    const std::string ending = make_container(licence_, as_bytes(face_), *key_);
    EXPECT_EQ(outcomes(ending, kDay), "+++++?+");
    EXPECT_EQ(outcomes(ending, Date{std::chrono::year{2018} / 7 / 2}), "++++-?+");

    licence_.state = LicenceState::cancelled;
    EXPECT_EQ(outcomes(make_container(licence_, as_bytes(face_), *key_)), "+++++-+");

    licence_ = sample::old_age_licence();
    licence_.issuer_code = "11330106MB1000184X";
    EXPECT_EQ(outcomes(make_container(licence_, as_bytes(face_), *key_)), "+++-+?+");
    licence_.identifier.back() = licence_.identifier.back() == 'A' ? 'B' : 'A';
    EXPECT_EQ(outcomes(make_container(licence_, as_bytes(face_), *key_)), "+++-+?+");
}

TEST_F(Container, P256KeysWorkAlike) {
    key_ = crypto::generate_key(crypto::SignatureAlgorithm::ecdsa_p256_sha256);
    EXPECT_EQ(outcomes(make_container(licence_, as_bytes(face_), *key_)), "+++++?+");
}

TEST_F(Container, ChangedContentIsFound) {
    EXPECT_EQ(outcomes(replaced(file_, "王小明", "王大明")), "+-+++?+");
    EXPECT_EQ(outcomes(replaced(file_, "每月人民币 200 元", "每月人民币 900 元")), "+-+++?+");
    // White space outside the string means nothing; inside it is signed.
    EXPECT_EQ(outcomes(replaced(file_, ",\n\"licence\":", " ,\t\"licence\" : ")), "+++++?+");
    EXPECT_EQ(outcomes(replaced(file_, "{\\\"format", "{ \\\"format")), "+-+++?+");
    // The key is swapped for a stranger's, the signature too, but the name of the old key is kept.
    const auto stranger = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    const std::string forged = make_container(licence_, as_bytes(face_), *stranger);
    EXPECT_EQ(outcomes(replaced(forged, stranger->public_key().id(), key_->public_key().id())), "+--++?+");
    EXPECT_EQ(outcomes(replaced(file_, "SM2-SM3", "ES256")), "+-+++?+");
    EXPECT_EQ(outcomes(replaced(file_, "BEGIN PUBLIC", "BEGIN PUBLIK")), "+--++?+");
}

TEST_F(Container, MalformedFilesGiveFindings) {
    const auto first_fault = [&](const std::string& file) {
        const auto verification = verify(file);
        EXPECT_FALSE(verification.none_failed());
        return verification.check("structure").findings.at(0).key;
    };
    EXPECT_EQ(first_fault(""), "documents.not_json");
    EXPECT_EQ(first_fault("null"), "documents.unexpected_value");
    EXPECT_EQ(first_fault("{}"), "documents.missing_field");
    EXPECT_EQ(first_fault(std::string(2 << 20, ' ')), "documents.file_too_large");
    EXPECT_EQ(first_fault(std::string(1 << 20, '[')), "documents.unexpected_value");
    EXPECT_EQ(first_fault(replaced(file_, "\"face_sm3\":", "\"face_sm3\":\"\",\"face_sm3\":")),
              "documents.duplicate_field");
    EXPECT_EQ(first_fault(replaced(file_, "\"signer\":{", "\"signer\":{\"x\":\"y\",")), "documents.unknown_field");
    EXPECT_EQ(first_fault(replaced(file_, "\"signature\":\"", "\"signature\":\"*")), "documents.bad_base64");
    EXPECT_EQ(first_fault(replaced(file_, "\"format\":\"yici-licence-1\"", "\"format\":\"yici-licence-2\"")),
              "documents.unknown_format");
    EXPECT_EQ(first_fault(replaced(file_, "\\\"number\\\":", "\\\"numbre\\\":")), "documents.missing_field");
}

TEST_F(Container, EveryTruncationFails) {
    for (size_t size = 0; size + 2 < file_.size(); ++size) {
        ASSERT_EQ(verify(file_.substr(0, size)).check("structure").outcome, Outcome::failed) << size;
    }
}

TEST_F(Container, EveryAlteredByteIsNoticedOrMeansTheSame) {
    SeededRandom random(5);
    for (size_t i = 0; i < file_.size(); ++i) {
        std::string bad = file_;
        bad[i] = static_cast<char>(static_cast<uint8_t>(bad[i]) ^ (1U + random.below(255)));
        const auto verification = verify(bad);
        if (verification.none_failed()) {
            // White space between tokens and PEM's own slack are the only bytes outside the promise.
            ASSERT_TRUE(verification.licence);
            ASSERT_EQ(canonical_json(*verification.licence), canonical_json(*verify(file_).licence)) << i;
        }
    }
}

}  // namespace
}  // namespace yici::documents
