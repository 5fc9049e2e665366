#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "foundation/base/files.h"
#include "foundation/crypto/openssl_keys.h"

namespace yici::crypto {
namespace {

using PlainKey = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;
using LockedKey = std::unique_ptr<X509_SIG, Freed<X509_SIG_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, Freed<X509_ALGOR_free>>;

/// scrypt's costs (RFC 7914): N, r, p. 16 MiB and about 0.2 s a try, 0.05 s for a random passphrase, which every start
/// of a node pays; OpenSSL refuses files that ask for over 32 MiB.
constexpr uint64_t kScryptN = 16384;
constexpr uint64_t kScryptR = 8;

constexpr uint64_t p_of(Passphrase made) {
    return made == Passphrase::random ? 1 : 4;
}

}  // namespace

void save_key(const PrivateKey& key, const std::filesystem::path& path, std::string_view passphrase, Passphrase made) {
    const auto* in_memory = dynamic_cast<const OpensslPrivateKey*>(&key);
    if (in_memory == nullptr) {
        throw Error(ErrorKind::invalid_input, "crypto.not_supported", "a key inside a token cannot be saved");
    }
    const PlainKey plain(EVP_PKEY2PKCS8(in_memory->handle()));
    require(plain != nullptr, "EVP_PKEY2PKCS8");
    std::array<uint8_t, 16> salt;
    require(RAND_bytes(salt.data(), salt.size()) == 1, "RAND_bytes");
    Algorithm scrypt(
        PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt.data(), salt.size(), nullptr, kScryptN, kScryptR, p_of(made)));
    require(scrypt != nullptr, "PKCS5_pbe2_set_scrypt");
    const LockedKey locked(
        PKCS8_set0_pbe(passphrase.data(), static_cast<int>(passphrase.size()), plain.get(), scrypt.get()));
    require(locked != nullptr, "PKCS8_set0_pbe");
    static_cast<void>(scrypt.release());  // now inside `locked`
    const BioHandle bio(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_PKCS8(bio.get(), locked.get()) == 1, "PEM_write_bio_PKCS8");
    write_file_atomically(path, text_of(bio.get()));
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

std::unique_ptr<PrivateKey> load_key(const std::filesystem::path& path, std::string_view passphrase) {
    const std::string text = read_file(path);
    const BioHandle bio = bio_over(text);
    const LockedKey locked(PEM_read_bio_PKCS8(bio.get(), nullptr, nullptr, nullptr));
    if (locked == nullptr) {
        ERR_clear_error();
        throw Error(ErrorKind::invalid_input, "crypto.key_invalid", path.filename().string());
    }
    const PlainKey plain(PKCS8_decrypt(locked.get(), passphrase.data(), static_cast<int>(passphrase.size())));
    if (plain == nullptr) {
        ERR_clear_error();
        throw Error(ErrorKind::unauthenticated, "crypto.key_locked", path.filename().string());
    }
    KeyHandle key(EVP_PKCS82PKEY(plain.get()));
    if (key == nullptr) {
        ERR_clear_error();
        throw Error(ErrorKind::invalid_input, "crypto.key_invalid", path.filename().string());
    }
    return std::make_unique<OpensslPrivateKey>(std::move(key));
}

}  // namespace yici::crypto
