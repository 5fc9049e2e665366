#include "foundation/crypto/batch_signature.h"

#include <algorithm>

#include "foundation/crypto/openssl_handles.h"

namespace yici::crypto {
namespace {

HashAlgorithm hash_of(const PublicKey& key) {
    return key.algorithm() == SignatureAlgorithm::sm2_sm3 ? HashAlgorithm::sm3 : HashAlgorithm::sha256;
}

std::string signed_text(HashAlgorithm algorithm, uint64_t size, const Digest& root) {
    return "yici-batch-1\n" + std::string(to_string(algorithm)) + "\n" + std::to_string(size) + "\n" + to_hex(root);
}

/// The root that a leaf and its path lead to; none when the path has the wrong length. RFC 9162 §2.1.3.2.
std::optional<Digest> root_from_path(HashAlgorithm algorithm, const Digest& leaf, uint64_t index, uint64_t size,
                                     std::span<const Digest> path) {
    if (index >= size) return std::nullopt;
    Digest root = leaf;
    uint64_t last = size - 1;
    auto step = path.begin();
    for (; last != 0; index >>= 1, last >>= 1) {
        const bool right = (index & 1) != 0;
        if (!right && index == last) continue;  // alone on its level
        if (step == path.end()) return std::nullopt;
        root = right ? node_hash(algorithm, *step, root) : node_hash(algorithm, root, *step);
        ++step;
    }
    if (step != path.end()) return std::nullopt;
    return root;
}

}  // namespace

std::string BatchSignature::to_text() const {
    Bytes steps;
    for (const Digest& step : path) steps.insert(steps.end(), step.begin(), step.end());
    return key_id + "." + std::to_string(size) + "." + std::to_string(index) + "." + to_base64(steps) + "." +
           to_base64(signature);
}

std::optional<BatchSignature> BatchSignature::parse(std::string_view text) {
    constexpr size_t kLongest = 4096;  // 64 steps and a signature fit
    if (text.size() > kLongest) return std::nullopt;
    const auto parts = split(text, '.');
    if (parts.size() != 5) return std::nullopt;
    const auto key_id = from_hex(parts[0]);
    const auto size = parse_integer(parts[1]);
    const auto index = parse_integer(parts[2]);
    const auto steps = from_base64(parts[3]);
    auto signature = from_base64(parts[4]);
    if (!key_id || key_id->size() != 16 || !size || !index || !steps || !signature) return std::nullopt;
    if (*size < 1 || *index >= *size || steps->size() % 32 != 0 || steps->size() > 64 * 32) return std::nullopt;
    BatchSignature result{
        std::string(parts[0]), static_cast<uint64_t>(*size), static_cast<uint64_t>(*index), {}, std::move(*signature)};
    result.path.resize(steps->size() / 32);
    for (size_t i = 0; i < result.path.size(); ++i) {
        std::copy_n(steps->begin() + static_cast<std::ptrdiff_t>(32 * i), 32, result.path[i].begin());
    }
    return result;
}

namespace {

/// BatchSignature::to_text() of every leaf; what all have in common is written once.
std::vector<std::string> texts_of(const BatchSignature& common, const std::vector<std::vector<Digest>>& levels) {
    const std::string before = common.key_id + "." + std::to_string(common.size) + ".";
    const std::string after = "." + to_base64(common.signature);
    std::vector<std::string> texts(common.size);
    std::array<Digest, 64> steps;
    for (uint64_t index = 0; index < common.size; ++index) {
        size_t count = 0;
        uint64_t at = index;
        for (const auto& level : levels) {
            if ((at ^ 1) < level.size()) steps[count++] = level[at ^ 1];
            at >>= 1;
        }
        const std::string path = to_base64({steps.front().data(), count * sizeof(Digest)});
        std::string& text = texts[index];
        text.reserve(before.size() + 20 + path.size() + after.size());
        text.append(before).append(std::to_string(index)).append(".").append(path).append(after);
    }
    return texts;
}

}  // namespace

std::vector<std::string> sign_batch(const PrivateKey& key, std::span<const Digest> messages) {
    if (messages.empty()) return {};
    const HashAlgorithm algorithm = hash_of(key.public_key());
    // levels[l][i] is the node over leaves [i * 2^l, (i + 1) * 2^l) cut off at the end: RFC 9162's tree drawn upwards.
    std::vector<std::vector<Digest>> levels(1);
    std::vector<BytesView> views(messages.begin(), messages.end());
    levels[0].resize(messages.size());
    leaf_hashes(algorithm, views, levels[0]);
    while (levels.back().size() > 1) {
        const auto& below = levels.back();
        std::vector<Digest> above(below.size() / 2);
        node_hashes(algorithm, std::span(below).first(above.size() * 2), above);
        if (below.size() % 2 == 1) above.push_back(below.back());
        levels.push_back(std::move(above));
    }
    BatchSignature one{key.public_key().id(), messages.size(), 0, {}, {}};
    one.signature = key.sign(as_bytes(signed_text(algorithm, messages.size(), levels.back()[0])));
    return texts_of(one, levels);
}

bool verify_batch(const PublicKey& key, const Digest& message, const BatchSignature& signature) {
    if (signature.key_id != key.id()) return false;
    const HashAlgorithm algorithm = hash_of(key);
    const auto root =
        root_from_path(algorithm, leaf_hash(algorithm, message), signature.index, signature.size, signature.path);
    return root && key.verify(as_bytes(signed_text(algorithm, signature.size, *root)), signature.signature);
}

}  // namespace yici::crypto
