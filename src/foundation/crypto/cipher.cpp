#include "foundation/crypto/cipher.h"

#include <openssl/err.h>

#include "foundation/crypto/openssl_handles.h"
#include "foundation/crypto/sm4_gcm.h"

namespace yici::crypto {
namespace {

[[noreturn]] void refuse(const char* what) {
    throw Error(ErrorKind::invalid_input, "crypto.bad_parameter", what);
}

void check_sizes(AeadAlgorithm algorithm, BytesView key, BytesView nonce) {
    const bool fits = key.size() == 16 || (algorithm == AeadAlgorithm::aes_gcm && key.size() == 32);
    if (!fits) refuse("key size");
    if (nonce.size() != 12) refuse("nonce size");
}

CipherContext cipher_context() {
    CipherContext context(EVP_CIPHER_CTX_new());
    require(context != nullptr, "EVP_CIPHER_CTX_new");
    return context;
}

int int_size(BytesView bytes) {
    if (bytes.size() > size_t{1} << 30) refuse("over 1 GiB at once");
    return static_cast<int>(bytes.size());
}

/// Runs AES-GCM either way up to the tag; `out` has the size of `in`.
CipherContext run_aes_gcm(bool encrypt, BytesView key, BytesView nonce, BytesView associated, BytesView in,
                          uint8_t* out) {
    auto context = cipher_context();
    const EVP_CIPHER* cipher = key.size() == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
    int size = 0;
    require(EVP_CipherInit_ex(context.get(), cipher, nullptr, key.data(), nonce.data(), encrypt ? 1 : 0) == 1,
            "AES-GCM");
    require(EVP_CipherUpdate(context.get(), nullptr, &size, associated.data(), int_size(associated)) == 1, "AES-GCM");
    if (!in.empty()) require(EVP_CipherUpdate(context.get(), out, &size, in.data(), int_size(in)) == 1, "AES-GCM");
    return context;
}

const EVP_CIPHER* cbc_cipher(CbcAlgorithm algorithm, BytesView key, BytesView iv) {
    if (iv.size() != 16) refuse("iv size");
    if (algorithm == CbcAlgorithm::sm4 && key.size() == 16) return EVP_sm4_cbc();
    if (algorithm == CbcAlgorithm::aes && key.size() == 16) return EVP_aes_128_cbc();
    if (algorithm == CbcAlgorithm::aes && key.size() == 32) return EVP_aes_256_cbc();
    refuse("key size");
}

}  // namespace

Sealed seal(AeadAlgorithm algorithm, BytesView key, BytesView nonce, BytesView associated, BytesView plain) {
    check_sizes(algorithm, key, nonce);
    if (algorithm == AeadAlgorithm::sm4_gcm) return sm4_gcm_seal(key, nonce, associated, plain);
    Sealed sealed;
    sealed.ciphertext.resize(plain.size());
    const auto context = run_aes_gcm(true, key, nonce, associated, plain, sealed.ciphertext.data());
    uint8_t rest[16];
    int size = 0;
    require(EVP_CipherFinal_ex(context.get(), rest, &size) == 1, "AES-GCM");
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 16, sealed.tag.data()) == 1, "AES-GCM tag");
    return sealed;
}

Bytes unseal(AeadAlgorithm algorithm, BytesView key, BytesView nonce, BytesView associated, const Sealed& sealed) {
    check_sizes(algorithm, key, nonce);
    if (algorithm == AeadAlgorithm::sm4_gcm) return sm4_gcm_unseal(key, nonce, associated, sealed);
    Bytes plain(sealed.ciphertext.size());
    const auto context = run_aes_gcm(false, key, nonce, associated, sealed.ciphertext, plain.data());
    auto tag = sealed.tag;
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, 16, tag.data()) == 1, "AES-GCM tag");
    uint8_t rest[16];
    int size = 0;
    if (EVP_CipherFinal_ex(context.get(), rest, &size) != 1) {
        ERR_clear_error();
        throw Error(ErrorKind::invalid_input, "crypto.tampered");
    }
    return plain;
}

Bytes cbc_encrypt(CbcAlgorithm algorithm, BytesView key, BytesView iv, BytesView plain) {
    const auto context = cipher_context();
    const EVP_CIPHER* cipher = cbc_cipher(algorithm, key, iv);
    Bytes out(plain.size() + 16);
    int size = 0;
    int last = 0;
    require(EVP_EncryptInit_ex(context.get(), cipher, nullptr, key.data(), iv.data()) == 1 &&
                EVP_EncryptUpdate(context.get(), out.data(), &size, plain.data(), int_size(plain)) == 1 &&
                EVP_EncryptFinal_ex(context.get(), out.data() + size, &last) == 1,
            "CBC encrypt");
    out.resize(static_cast<size_t>(size + last));
    return out;
}

Bytes cbc_decrypt(CbcAlgorithm algorithm, BytesView key, BytesView iv, BytesView ciphertext) {
    const auto context = cipher_context();
    const EVP_CIPHER* cipher = cbc_cipher(algorithm, key, iv);
    Bytes out(ciphertext.size() + 16);
    int size = 0;
    int last = 0;
    require(EVP_DecryptInit_ex(context.get(), cipher, nullptr, key.data(), iv.data()) == 1, "CBC decrypt");
    if (EVP_DecryptUpdate(context.get(), out.data(), &size, ciphertext.data(), int_size(ciphertext)) != 1 ||
        EVP_DecryptFinal_ex(context.get(), out.data() + size, &last) != 1) {
        ERR_clear_error();
        throw Error(ErrorKind::invalid_input, "crypto.cannot_decrypt");
    }
    out.resize(static_cast<size_t>(size + last));
    return out;
}

}  // namespace yici::crypto
