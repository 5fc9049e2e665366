#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "foundation/base/text.h"

namespace yici::crypto {

/// SM2 with SM3 (GB/T 32918, OID 1.2.156.10197.1.501, default ID 1234567812345678 with ZA) and its twin.
/// Signatures are DER SEQUENCE{r,s}.
enum class SignatureAlgorithm { sm2_sm3, ecdsa_p256_sha256 };
[[nodiscard]] std::string_view to_string(SignatureAlgorithm algorithm);  // "SM2-SM3", "ES256"

class PublicKey {
  public:
    virtual ~PublicKey() = default;
    [[nodiscard]] virtual SignatureAlgorithm algorithm() const = 0;
    [[nodiscard]] virtual bool verify(BytesView message, BytesView signature) const = 0;
    /// SM2 public-key encryption (GB/T 32918.4, DER of C1C3C2 as OpenSSL writes it); P-256 keys: crypto.not_supported.
    [[nodiscard]] virtual Bytes encrypt(BytesView message) const = 0;
    /// SubjectPublicKeyInfo.
    [[nodiscard]] virtual std::string to_pem() const = 0;
    /// Lower-case hex of SM3 over the DER SubjectPublicKeyInfo, first 16 bytes: names a key in signatures.
    [[nodiscard]] virtual std::string id() const = 0;
};

/// A private key in memory or behind PKCS#11; safe from several threads.
class PrivateKey {
  public:
    virtual ~PrivateKey() = default;
    [[nodiscard]] virtual const PublicKey& public_key() const = 0;
    [[nodiscard]] virtual Bytes sign(BytesView message) const = 0;
    /// The other side of PublicKey::encrypt; crypto.cannot_decrypt when it was not made for this key.
    [[nodiscard]] virtual Bytes decrypt(BytesView ciphertext) const = 0;
};

[[nodiscard]] std::unique_ptr<PrivateKey> generate_key(SignatureAlgorithm algorithm);
[[nodiscard]] std::unique_ptr<PublicKey> parse_public_key(std::string_view pem);

/// Who made a passphrase: guessing a chosen one has to be dear, a random one of 192 bits cannot be guessed at any
/// price.
enum class Passphrase { chosen, random };

/// A PKCS#8 file encrypted under a passphrase (scrypt and AES-256). Wrong passphrase: crypto.key_locked.
void save_key(const PrivateKey& key, const std::filesystem::path& path, std::string_view passphrase,
              Passphrase made = Passphrase::chosen);
[[nodiscard]] std::unique_ptr<PrivateKey> load_key(const std::filesystem::path& path, std::string_view passphrase);

/// A key inside a token. `module` is the PKCS#11 library; errors crypto.token_missing, crypto.token_pin_wrong.
struct TokenKey {
    std::string module;
    std::string token_label;
    std::string key_label;
    std::string pin;
};
[[nodiscard]] std::unique_ptr<PrivateKey> open_token_key(const TokenKey& token);

}  // namespace yici::crypto
