#pragma once

#include "foundation/crypto/cipher.h"

namespace yici::crypto {

/// RFC 8998 §2 over OpenSSL's SM4; sizes were checked by the caller.
[[nodiscard]] Sealed sm4_gcm_seal(BytesView key, BytesView nonce, BytesView associated, BytesView plain);
[[nodiscard]] Bytes sm4_gcm_unseal(BytesView key, BytesView nonce, BytesView associated, const Sealed& sealed);

}  // namespace yici::crypto
