#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "foundation/base/random.h"
#include "foundation/base/text.h"
#include "foundation/crypto/keys.h"

namespace yici::cli {

/// The secrets of a node: its SM2 key in an encrypted file and the key under which other secrets are stored.
struct NodeKeys {
    std::unique_ptr<crypto::PrivateKey> signing;
    Bytes storage;  // 16 bytes
};

/// Opens DATA/node.key, or makes it at first start and writes DATA/node.pub beside it. Without a configured passphrase
/// one is generated into DATA/node.passphrase (mode 0600), which suits a demonstration and not a province.
[[nodiscard]] NodeKeys open_keys(const std::filesystem::path& data, const std::string& passphrase,
                                 RandomSource& random);

}  // namespace yici::cli
