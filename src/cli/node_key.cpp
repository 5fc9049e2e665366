#include "cli/node_key.h"

#include "foundation/base/files.h"
#include "foundation/crypto/hash.h"

namespace yici::cli {

namespace {

std::string passphrase_of(const std::filesystem::path& data, const std::string& configured, RandomSource& random) {
    if (!configured.empty()) return configured;
    const std::filesystem::path file = data / "node.passphrase";
    if (!std::filesystem::exists(file)) {
        Bytes bytes(24);
        random.fill(bytes);
        write_file_atomically(file, to_hex(bytes));
    }
    return read_file(file);
}

}  // namespace

NodeKeys open_keys(const std::filesystem::path& data, const std::string& passphrase, RandomSource& random) {
    const std::string secret = passphrase_of(data, passphrase, random);
    const std::filesystem::path file = data / "node.key";
    if (!std::filesystem::exists(file)) {
        const auto key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
        crypto::save_key(*key, file, secret,
                         passphrase.empty() ? crypto::Passphrase::random : crypto::Passphrase::chosen);
    }
    NodeKeys keys;
    keys.signing = crypto::load_key(file, secret);
    write_file_atomically(data / "node.pub", keys.signing->public_key().to_pem());
    const crypto::Digest digest =
        crypto::hmac(crypto::HashAlgorithm::sm3, as_bytes(secret), as_bytes("yici storage key 1"));
    keys.storage.assign(digest.begin(), digest.begin() + 16);
    return keys;
}

}  // namespace yici::cli
