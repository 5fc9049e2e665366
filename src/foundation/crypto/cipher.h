#pragma once

#include <array>

#include "foundation/base/text.h"

namespace yici::crypto {

/// Authenticated encryption. SM4-GCM by RFC 8998 (over OpenSSL's SM4, which has no GCM of its own), AES-128/256-GCM.
enum class AeadAlgorithm { sm4_gcm, aes_gcm };

struct Sealed {
    Bytes ciphertext;
    std::array<uint8_t, 16> tag{};
};
/// key: 16 bytes (SM4, AES-128) or 32 (AES-256); nonce: 12 bytes, never twice under one key.
[[nodiscard]] Sealed seal(AeadAlgorithm algorithm, BytesView key, BytesView nonce, BytesView associated,
                          BytesView plain);
/// crypto.tampered when the tag does not fit.
[[nodiscard]] Bytes unseal(AeadAlgorithm algorithm, BytesView key, BytesView nonce, BytesView associated,
                           const Sealed& sealed);

/// SM4-CBC and AES-CBC with PKCS#7 padding, for formats that demand it; not authenticated.
enum class CbcAlgorithm { sm4, aes };
[[nodiscard]] Bytes cbc_encrypt(CbcAlgorithm algorithm, BytesView key, BytesView iv, BytesView plain);
[[nodiscard]] Bytes cbc_decrypt(CbcAlgorithm algorithm, BytesView key, BytesView iv, BytesView ciphertext);

}  // namespace yici::crypto
