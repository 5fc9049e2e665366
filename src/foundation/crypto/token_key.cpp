#include <libp11.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <mutex>

#include "foundation/crypto/openssl_keys.h"

namespace yici::crypto {
namespace {

[[noreturn]] void missing(std::string detail) {
    ERR_clear_error();
    throw Error(ErrorKind::unavailable, "crypto.token_missing", std::move(detail));
}

/// The library, loaded, with its slots; unloads in the right order.
class Module {
  public:
    explicit Module(const std::string& path) : context_(PKCS11_CTX_new()) {
        if (PKCS11_CTX_load(context_, path.c_str()) != 0) {
            PKCS11_CTX_free(context_);
            missing("module " + path);
        }
        if (PKCS11_enumerate_slots(context_, &slots_, &count_) != 0) count_ = 0;
    }
    ~Module() {
        if (slots_ != nullptr) PKCS11_release_all_slots(context_, slots_, count_);
        PKCS11_CTX_unload(context_);
        PKCS11_CTX_free(context_);
    }
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;

    PKCS11_SLOT& slot_of(const std::string& token_label) {
        for (unsigned i = 0; i < count_; ++i) {
            const PKCS11_TOKEN* token = slots_[i].token;
            if (token != nullptr && token->label != nullptr && token_label == token->label) return slots_[i];
        }
        missing("token " + token_label);
    }

  private:
    PKCS11_CTX* context_;
    PKCS11_SLOT* slots_ = nullptr;
    unsigned count_ = 0;
};

void log_in(PKCS11_SLOT& slot, const TokenKey& token) {
    if (PKCS11_login(&slot, 0, token.pin.c_str()) == 0) return;
    // CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_LOCKED of PKCS#11 2.40
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    ERR_clear_error();
    if (reason == 0xA0 || reason == 0xA1 || reason == 0xA2 || reason == 0xA4) {
        throw Error(ErrorKind::unauthenticated, "crypto.token_pin_wrong", "token " + token.token_label);
    }
    missing("log-in to token " + token.token_label);
}

class TokenPrivateKey final : public PrivateKey {
  public:
    explicit TokenPrivateKey(const TokenKey& token) : module_(token.module) {
        PKCS11_SLOT& slot = module_.slot_of(token.token_label);
        log_in(slot, token);
        PKCS11_KEY* keys = nullptr;
        unsigned count = 0;
        if (PKCS11_enumerate_keys(slot.token, &keys, &count) != 0) missing("keys of token " + token.token_label);
        for (unsigned i = 0; i < count; ++i) {
            if (keys[i].label != nullptr && token.key_label == keys[i].label) {
                key_.reset(PKCS11_get_private_key(&keys[i]));
            }
        }
        if (key_ == nullptr) missing("key " + token.key_label);
        uint8_t* der = nullptr;
        const int size = i2d_PUBKEY(key_.get(), &der);
        if (size <= 0) missing("public half of key " + token.key_label);
        const uint8_t* at = der;
        KeyHandle half(d2i_PUBKEY(nullptr, &at, size));
        OPENSSL_free(der);
        if (half == nullptr) missing("public half of key " + token.key_label);
        public_ = make_public_key(std::move(half));
    }
    const PublicKey& public_key() const override { return *public_; }
    Bytes sign(BytesView message) const override {
        const std::scoped_lock lock(mutex_);
        return sign_with(key_.get(), public_->algorithm(), message);
    }
    Bytes decrypt(BytesView) const override {
        throw Error(ErrorKind::invalid_input, "crypto.not_supported", "decryption inside a token");
    }

  private:
    Module module_;
    KeyHandle key_;
    std::unique_ptr<PublicKey> public_;
    mutable std::mutex mutex_;  // a PKCS#11 session signs one thing at a time
};

}  // namespace

std::unique_ptr<PrivateKey> open_token_key(const TokenKey& token) {
    return std::make_unique<TokenPrivateKey>(token);
}

}  // namespace yici::crypto
