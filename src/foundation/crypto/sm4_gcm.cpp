#include "foundation/crypto/sm4_gcm.h"

#include <algorithm>
#include <cstring>

#include "foundation/crypto/hash.h"
#include "foundation/crypto/openssl_handles.h"

namespace yici::crypto {
namespace {

using Block = std::array<uint8_t, 16>;

uint64_t load(const uint8_t* bytes) {
    uint64_t value;
    std::memcpy(&value, bytes, sizeof value);
    return __builtin_bswap64(value);
}

void store(uint8_t* bytes, uint64_t value) {
    value = __builtin_bswap64(value);
    std::memcpy(bytes, &value, sizeof value);
}

/// GHASH of NIST SP 800-38D §6.4. Bit by bit with masks, no tables: its time does not depend on the key.
class Ghash {
  public:
    explicit Ghash(const Block& h) : h_high_(load(h.data())), h_low_(load(h.data() + 8)) {}

    /// Adds data, filled up with zeros to whole blocks.
    void add(BytesView data) {
        for (size_t at = 0; at < data.size(); at += 16) {
            Block block{};
            std::memcpy(block.data(), data.data() + at, std::min<size_t>(16, data.size() - at));
            add_block(load(block.data()), load(block.data() + 8));
        }
    }
    Block finish(uint64_t associated_size, uint64_t text_size) {
        add_block(associated_size * 8, text_size * 8);
        Block block;
        store(block.data(), high_);
        store(block.data() + 8, low_);
        return block;
    }

  private:
    void add_block(uint64_t high, uint64_t low) {
        const uint64_t x[2] = {high_ ^ high, low_ ^ low};
        uint64_t v_high = h_high_;
        uint64_t v_low = h_low_;
        high_ = 0;
        low_ = 0;
        for (const uint64_t half : x) {
            for (int bit = 63; bit >= 0; --bit) {
                const uint64_t take = 0 - ((half >> bit) & 1);
                high_ ^= v_high & take;
                low_ ^= v_low & take;
                const uint64_t carry = 0 - (v_low & 1);
                v_low = (v_low >> 1) | (v_high << 63);
                v_high = (v_high >> 1) ^ (carry & 0xe100000000000000ULL);
            }
        }
    }

    uint64_t h_high_, h_low_;
    uint64_t high_ = 0;
    uint64_t low_ = 0;
};

void run_ctr(BytesView key, const Block& counter, BytesView in, uint8_t* out) {
    // Below 2^32 blocks the 128-bit counter of CTR and the 32-bit one of GCM step alike.
    if (in.size() > size_t{1} << 30) {
        throw Error(ErrorKind::invalid_input, "crypto.bad_parameter", "over 1 GiB at once");
    }
    const CipherContext context(EVP_CIPHER_CTX_new());
    int size = 0;
    require(EVP_EncryptInit_ex(context.get(), EVP_sm4_ctr(), nullptr, key.data(), counter.data()) == 1, "SM4-CTR");
    if (in.empty()) return;
    require(EVP_EncryptUpdate(context.get(), out, &size, in.data(), static_cast<int>(in.size())) == 1, "SM4-CTR");
}

/// SM4 of one block is the key stream that CTR gives for it.
Block encrypt_block(BytesView key, const Block& block) {
    const Block zeros{};
    Block out;
    run_ctr(key, block, zeros, out.data());
    return out;
}

Block counter_block(BytesView nonce, uint8_t count) {
    Block block{};
    std::ranges::copy(nonce, block.begin());
    block[15] = count;
    return block;
}

Block tag_of(BytesView key, BytesView nonce, BytesView associated, BytesView ciphertext) {
    Ghash ghash(encrypt_block(key, Block{}));
    ghash.add(associated);
    ghash.add(ciphertext);
    Block tag = ghash.finish(associated.size(), ciphertext.size());
    const Block mask = encrypt_block(key, counter_block(nonce, 1));
    for (size_t i = 0; i < tag.size(); ++i) tag[i] ^= mask[i];
    return tag;
}

}  // namespace

Sealed sm4_gcm_seal(BytesView key, BytesView nonce, BytesView associated, BytesView plain) {
    Sealed sealed;
    sealed.ciphertext.resize(plain.size());
    run_ctr(key, counter_block(nonce, 2), plain, sealed.ciphertext.data());
    sealed.tag = tag_of(key, nonce, associated, sealed.ciphertext);
    return sealed;
}

Bytes sm4_gcm_unseal(BytesView key, BytesView nonce, BytesView associated, const Sealed& sealed) {
    if (!equal(tag_of(key, nonce, associated, sealed.ciphertext), sealed.tag)) {
        throw Error(ErrorKind::invalid_input, "crypto.tampered");
    }
    Bytes plain(sealed.ciphertext.size());
    run_ctr(key, counter_block(nonce, 2), sealed.ciphertext, plain.data());
    return plain;
}

}  // namespace yici::crypto
