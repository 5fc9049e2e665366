#include <algorithm>

#include "foundation/crypto/hash.h"
#include "foundation/crypto/openssl_handles.h"
#include "foundation/crypto/sm3_lanes.h"

namespace yici::crypto {
namespace {

Digest hash_two(HashAlgorithm algorithm, BytesView first, BytesView second) {
    Hasher hasher(algorithm);
    hasher.update(first);
    hasher.update(second);
    return hasher.finish();
}

Sm3Job job_after(const std::array<uint32_t, 8>& state, BytesView data, Digest& digest) {
    return {state, 64, data.data(), data.size(), digest.data()};
}

}  // namespace

HmacKey::HmacKey(HashAlgorithm algorithm, BytesView key) : algorithm_(algorithm) {
    std::array<uint8_t, 64> block{};
    if (key.size() > block.size()) {
        const Digest digest = hash(algorithm, key);
        std::ranges::copy(digest, block.begin());
    } else {
        std::ranges::copy(key, block.begin());
    }
    for (size_t i = 0; i < block.size(); ++i) {
        inner_pad_[i] = block[i] ^ 0x36;
        outer_pad_[i] = block[i] ^ 0x5c;
    }
    if (algorithm == HashAlgorithm::sm3) {
        inner_state_ = sm3_after_block(inner_pad_.data());
        outer_state_ = sm3_after_block(outer_pad_.data());
    }
}

Digest HmacKey::sign(BytesView data) const {
    if (algorithm_ != HashAlgorithm::sm3) {
        return hash_two(algorithm_, outer_pad_, hash_two(algorithm_, inner_pad_, data));
    }
    Digest inner;
    Digest outer;
    const Sm3Job first = job_after(inner_state_, data, inner);
    sm3_run(1, {&first, 1});
    const Sm3Job second = job_after(outer_state_, inner, outer);
    sm3_run(1, {&second, 1});
    return outer;
}

Digest hmac(HashAlgorithm algorithm, BytesView key, BytesView data) {
    return HmacKey(algorithm, key).sign(data);
}

void hmac_many(HashAlgorithm algorithm, std::span<const HmacKey* const> keys, std::span<const BytesView> data,
               std::span<Digest> digests) {
    require(keys.size() == data.size() && data.size() == digests.size(), "hmac_many: sizes differ");
    if (algorithm != HashAlgorithm::sm3) {
        for (size_t i = 0; i < data.size(); ++i) digests[i] = keys[i]->sign(data[i]);
        return;
    }
    std::vector<Digest> inner(data.size());
    std::vector<Sm3Job> jobs(data.size());
    for (size_t i = 0; i < data.size(); ++i) {
        require(keys[i]->algorithm_ == algorithm, "hmac_many: a key of another hash");
        jobs[i] = job_after(keys[i]->inner_state_, data[i], inner[i]);
    }
    sm3_run(jobs);
    for (size_t i = 0; i < data.size(); ++i) jobs[i] = job_after(keys[i]->outer_state_, inner[i], digests[i]);
    sm3_run(jobs);
}

}  // namespace yici::crypto
