#pragma once

#include <memory>
#include <string>

#include "foundation/crypto/keys.h"
#include "foundation/crypto/openssl_handles.h"

namespace yici::crypto {

/// A key on SM2's curve or P-256; crypto.key_unsupported for any other.
[[nodiscard]] SignatureAlgorithm algorithm_of(const EVP_PKEY* key);
/// Signs with the algorithm's hash; SM2 with the default ID.
[[nodiscard]] Bytes sign_with(EVP_PKEY* key, SignatureAlgorithm algorithm, BytesView message);
[[nodiscard]] std::unique_ptr<PublicKey> make_public_key(KeyHandle key);

class OpensslPrivateKey final : public PrivateKey {
  public:
    explicit OpensslPrivateKey(KeyHandle key);
    [[nodiscard]] const PublicKey& public_key() const override { return *public_; }
    [[nodiscard]] Bytes sign(BytesView message) const override;
    [[nodiscard]] Bytes decrypt(BytesView ciphertext) const override;
    [[nodiscard]] EVP_PKEY* handle() const { return key_.get(); }

  private:
    KeyHandle key_;
    std::unique_ptr<PublicKey> public_;
};

}  // namespace yici::crypto
