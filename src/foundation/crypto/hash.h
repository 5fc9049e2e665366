#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "foundation/base/text.h"

namespace yici::crypto {

/// SM3 (GB/T 32905) and its international twin; both give 32 bytes.
enum class HashAlgorithm { sm3, sha256 };
using Digest = std::array<uint8_t, 32>;
[[nodiscard]] std::string_view to_string(HashAlgorithm algorithm);  // "sm3", "sha256"

[[nodiscard]] Digest hash(HashAlgorithm algorithm, BytesView data);
[[nodiscard]] inline Digest sm3(BytesView data) {
    return hash(HashAlgorithm::sm3, data);
}
[[nodiscard]] inline Digest sm3(std::string_view text) {
    return sm3(as_bytes(text));
}

/// Hashes many independent messages at once: SM3 runs 8 or 16 lanes wide where the processor has AVX2 or AVX-512
/// (found at run time), else one by one. digests.size() == messages.size().
void hash_many(HashAlgorithm algorithm, std::span<const BytesView> messages, std::span<Digest> digests);

/// Piece by piece, for what does not fit in memory.
class Hasher {
  public:
    explicit Hasher(HashAlgorithm algorithm);
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    void update(BytesView data);
    [[nodiscard]] Digest finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// RFC 2104.
[[nodiscard]] Digest hmac(HashAlgorithm algorithm, BytesView key, BytesView data);
/// HMAC-SM3 with a prepared key, for many messages under the same key.
class HmacKey {
  public:
    HmacKey(HashAlgorithm algorithm, BytesView key);
    [[nodiscard]] Digest sign(BytesView data) const;

  private:
    friend void hmac_many(HashAlgorithm algorithm, std::span<const HmacKey* const> keys,
                          std::span<const BytesView> data, std::span<Digest> digests);
    HashAlgorithm algorithm_;
    std::array<uint8_t, 64> inner_pad_{};
    std::array<uint8_t, 64> outer_pad_{};
    std::array<uint32_t, 8> inner_state_{};  // SM3 after each pad, so that a message costs two blocks less
    std::array<uint32_t, 8> outer_state_{};
};
/// Many (key, data) pairs at once, in lanes as hash_many.
void hmac_many(HashAlgorithm algorithm, std::span<const HmacKey* const> keys, std::span<const BytesView> data,
               std::span<Digest> digests);

/// In constant time.
[[nodiscard]] bool equal(BytesView a, BytesView b);

/// MD5 in lower-case hex: only for the gateway protocol of domain.md §1.4 that demands it, never as protection.
[[nodiscard]] std::string md5_hex(std::string_view text);

}  // namespace yici::crypto
