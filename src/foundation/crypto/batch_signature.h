#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/crypto/hash.h"
#include "foundation/crypto/keys.h"
#include "foundation/crypto/merkle.h"

namespace yici::crypto {

/// One signature over the Merkle root of many message digests; each message carries its way to the root.
/// The signed bytes are "yici-batch-1\n" || hash name || "\n" || size (decimal) || "\n" || hex(root).
/// As text, one line: key id "." size "." index "." base64(path, 32 bytes a step) "." base64(signature).
struct BatchSignature {
    std::string key_id;
    uint64_t size = 0;
    uint64_t index = 0;
    std::vector<Digest> path;
    Bytes signature;

    [[nodiscard]] std::string to_text() const;
    static std::optional<BatchSignature> parse(std::string_view text);
};

/// Signs once; one BatchSignature text a digest, in order.
[[nodiscard]] std::vector<std::string> sign_batch(const PrivateKey& key, std::span<const Digest> messages);
/// True when `signature` was made by `key` over a batch that holds `message` at its index.
[[nodiscard]] bool verify_batch(const PublicKey& key, const Digest& message, const BatchSignature& signature);

}  // namespace yici::crypto
