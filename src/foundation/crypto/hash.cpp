#include "foundation/crypto/hash.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "foundation/crypto/openssl_handles.h"
#include "foundation/crypto/sm3_lanes.h"

namespace yici::crypto {
namespace {

constexpr size_t kShort = 512;

/// Fetched once: OpenSSL 3.0 looks an implementation up anew for every EVP_sm3(), which costs more than a short hash.
const EVP_MD* implementation(HashAlgorithm algorithm) {
    using Fetched = std::unique_ptr<EVP_MD, Freed<EVP_MD_free>>;
    static const Fetched sm3_md(EVP_MD_fetch(nullptr, "SM3", nullptr));
    static const Fetched sha256_md(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    return algorithm == HashAlgorithm::sm3 ? sm3_md.get() : sha256_md.get();
}

}  // namespace

std::string_view to_string(HashAlgorithm algorithm) {
    return algorithm == HashAlgorithm::sm3 ? "sm3" : "sha256";
}

Digest hash(HashAlgorithm algorithm, BytesView data) {
    Digest digest;
    // OpenSSL makes and frees a context each time, which costs more than a few blocks do.
    if (algorithm == HashAlgorithm::sm3 && data.size() <= kShort) {
        const Sm3Job job{kSm3Start, 0, data.data(), data.size(), digest.data()};
        sm3_run(1, {&job, 1});
        return digest;
    }
    require(EVP_Digest(data.data(), data.size(), digest.data(), nullptr, implementation(algorithm), nullptr) == 1,
            "EVP_Digest");
    return digest;
}

void hash_many(HashAlgorithm algorithm, std::span<const BytesView> messages, std::span<Digest> digests) {
    require(messages.size() == digests.size(), "hash_many: sizes differ");
    if (algorithm != HashAlgorithm::sm3 || messages.size() < 2 || sm3_widths().size() == 1) {
        for (size_t i = 0; i < messages.size(); ++i) digests[i] = hash(algorithm, messages[i]);
        return;
    }
    std::vector<Sm3Job> jobs(messages.size());
    for (size_t i = 0; i < messages.size(); ++i) {
        jobs[i].data = messages[i].data();
        jobs[i].size = messages[i].size();
        jobs[i].digest = digests[i].data();
    }
    sm3_run(jobs);
}

struct Hasher::State {
    DigestContext context{EVP_MD_CTX_new()};
};

Hasher::Hasher(HashAlgorithm algorithm) : state_(std::make_unique<State>()) {
    require(EVP_DigestInit_ex(state_->context.get(), implementation(algorithm), nullptr) == 1, "EVP_DigestInit");
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(BytesView data) {
    require(EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) == 1, "EVP_DigestUpdate");
}

Digest Hasher::finish() {
    Digest digest;
    require(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) == 1, "EVP_DigestFinal");
    return digest;
}

bool equal(BytesView a, BytesView b) {
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string md5_hex(std::string_view text) {
    std::array<uint8_t, 16> digest;
    require(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_md5(), nullptr) == 1, "MD5");
    return to_hex(digest);
}

}  // namespace yici::crypto
