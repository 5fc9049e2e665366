#include "foundation/crypto/keys.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "foundation/crypto/hash.h"
#include "foundation/crypto/openssl_keys.h"

namespace yici::crypto {
namespace {

/// GM/T 0009-2012 §10.
constexpr std::string_view kDefaultId = "1234567812345678";

/// The contexts of one signature: the first owns what the second reads.
struct SignatureContext {
    KeyContext key;
    DigestContext digest;
};

SignatureContext signature_context(EVP_PKEY* key, SignatureAlgorithm algorithm) {
    SignatureContext context{KeyContext(EVP_PKEY_CTX_new(key, nullptr)), DigestContext(EVP_MD_CTX_new())};
    require(context.key != nullptr && context.digest != nullptr, "EVP_PKEY_CTX_new");
    if (algorithm == SignatureAlgorithm::sm2_sm3) {
        require(EVP_PKEY_CTX_set1_id(context.key.get(), kDefaultId.data(), static_cast<int>(kDefaultId.size())) == 1,
                "EVP_PKEY_CTX_set1_id");
    }
    EVP_MD_CTX_set_pkey_ctx(context.digest.get(), context.key.get());
    return context;
}

const EVP_MD* digest_of(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm::sm2_sm3 ? EVP_sm3() : EVP_sha256();
}

Bytes public_der(const EVP_PKEY* key) {
    uint8_t* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    require(size > 0, "i2d_PUBKEY");
    Bytes bytes(der, der + size);
    OPENSSL_free(der);
    return bytes;
}

class OpensslPublicKey final : public PublicKey {
  public:
    explicit OpensslPublicKey(KeyHandle key) : key_(std::move(key)), algorithm_(algorithm_of(key_.get())) {
        const Digest digest = sm3(public_der(key_.get()));
        id_ = to_hex(BytesView(digest).first(16));
    }
    SignatureAlgorithm algorithm() const override { return algorithm_; }
    std::string id() const override { return id_; }

    bool verify(BytesView message, BytesView signature) const override {
        const auto context = signature_context(key_.get(), algorithm_);
        require(EVP_DigestVerifyInit(context.digest.get(), nullptr, digest_of(algorithm_), nullptr, key_.get()) == 1,
                "EVP_DigestVerifyInit");
        const bool good = EVP_DigestVerify(context.digest.get(), signature.data(), signature.size(), message.data(),
                                           message.size()) == 1;
        if (!good) ERR_clear_error();
        return good;
    }

    Bytes encrypt(BytesView message) const override {
        if (algorithm_ != SignatureAlgorithm::sm2_sm3) {
            throw Error(ErrorKind::invalid_input, "crypto.not_supported", "encryption with a P-256 key");
        }
        const KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
        require(EVP_PKEY_encrypt_init(context.get()) == 1, "EVP_PKEY_encrypt_init");
        size_t size = 0;
        require(EVP_PKEY_encrypt(context.get(), nullptr, &size, message.data(), message.size()) == 1, "SM2 encrypt");
        Bytes ciphertext(size);
        require(EVP_PKEY_encrypt(context.get(), ciphertext.data(), &size, message.data(), message.size()) == 1,
                "SM2 encrypt");
        ciphertext.resize(size);
        return ciphertext;
    }

    std::string to_pem() const override {
        const BioHandle bio(BIO_new(BIO_s_mem()));
        require(PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1, "PEM_write_bio_PUBKEY");
        return text_of(bio.get());
    }

  private:
    KeyHandle key_;
    SignatureAlgorithm algorithm_;
    std::string id_;
};

}  // namespace

std::string_view to_string(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm::sm2_sm3 ? "SM2-SM3" : "ES256";
}

SignatureAlgorithm algorithm_of(const EVP_PKEY* key) {
    char group[64] = {};
    size_t size = 0;
    if (EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1) {
        const std::string_view name(group, size);
        if (name == "SM2") return SignatureAlgorithm::sm2_sm3;
        if (name == "prime256v1") return SignatureAlgorithm::ecdsa_p256_sha256;
    }
    ERR_clear_error();
    throw Error(ErrorKind::invalid_input, "crypto.key_unsupported", std::string(group, size));
}

std::unique_ptr<PublicKey> make_public_key(KeyHandle key) {
    return std::make_unique<OpensslPublicKey>(std::move(key));
}

Bytes sign_with(EVP_PKEY* key, SignatureAlgorithm algorithm, BytesView message) {
    const auto context = signature_context(key, algorithm);
    require(EVP_DigestSignInit(context.digest.get(), nullptr, digest_of(algorithm), nullptr, key) == 1,
            "EVP_DigestSignInit");
    size_t size = 0;
    require(EVP_DigestSign(context.digest.get(), nullptr, &size, message.data(), message.size()) == 1, "sign");
    Bytes signature(size);
    require(EVP_DigestSign(context.digest.get(), signature.data(), &size, message.data(), message.size()) == 1, "sign");
    signature.resize(size);
    return signature;
}

OpensslPrivateKey::OpensslPrivateKey(KeyHandle key) : key_(std::move(key)) {
    const Bytes der = public_der(key_.get());
    const uint8_t* at = der.data();
    KeyHandle own(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    require(own != nullptr, "d2i_PUBKEY");
    public_ = make_public_key(std::move(own));
}

Bytes OpensslPrivateKey::sign(BytesView message) const {
    return sign_with(key_.get(), public_->algorithm(), message);
}

Bytes OpensslPrivateKey::decrypt(BytesView ciphertext) const {
    if (public_->algorithm() != SignatureAlgorithm::sm2_sm3) {
        throw Error(ErrorKind::invalid_input, "crypto.not_supported", "decryption with a P-256 key");
    }
    const KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    require(EVP_PKEY_decrypt_init(context.get()) == 1, "EVP_PKEY_decrypt_init");
    // SM2's plain text is always shorter than its ciphertext. OpenSSL's own size query trusts the ciphertext's DER.
    Bytes plain(ciphertext.size());
    size_t size = plain.size();
    if (EVP_PKEY_decrypt(context.get(), plain.data(), &size, ciphertext.data(), ciphertext.size()) != 1) {
        ERR_clear_error();
        throw Error(ErrorKind::invalid_input, "crypto.cannot_decrypt");
    }
    plain.resize(size);
    return plain;
}

std::unique_ptr<PrivateKey> generate_key(SignatureAlgorithm algorithm) {
    KeyHandle key(algorithm == SignatureAlgorithm::sm2_sm3 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")
                                                           : EVP_EC_gen("P-256"));
    require(key != nullptr, "key generation");
    return std::make_unique<OpensslPrivateKey>(std::move(key));
}

std::unique_ptr<PublicKey> parse_public_key(std::string_view pem) {
    const BioHandle bio = bio_over(pem);
    KeyHandle key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (key == nullptr) {
        ERR_clear_error();
        throw Error(ErrorKind::invalid_input, "crypto.key_invalid", "no PEM public key");
    }
    return make_public_key(std::move(key));
}

}  // namespace yici::crypto
