#include "foundation/crypto/merkle.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "foundation/crypto/openssl_handles.h"

namespace yici::crypto {
namespace {

/// How many nodes or leaves are laid out side by side before a pass over them; bounds the copy's memory.
constexpr size_t kPass = 256;
constexpr size_t kNodeSize = 65;

/// The root of leaves [start, start + size) of a tree; `start` is a multiple of the power of two at or above `size`.
Digest range_root(HashAlgorithm algorithm, const SubtreeSource& subtree, uint64_t start, uint64_t size) {
    const int level = std::bit_width(size) - 1;
    const uint64_t left = uint64_t{1} << level;
    Digest root = subtree(level, start >> level);
    if (size == left) return root;
    return node_hash(algorithm, root, range_root(algorithm, subtree, start + left, size - left));
}

/// The largest power of two below `size`; size > 1.
uint64_t split_point(uint64_t size) {
    return std::bit_floor(size - 1);
}

void inclusion_path(HashAlgorithm algorithm, const SubtreeSource& subtree, uint64_t start, uint64_t size,
                    uint64_t index, std::vector<Digest>& path) {
    if (size == 1) return;
    const uint64_t left = split_point(size);
    if (index < left) {
        inclusion_path(algorithm, subtree, start, left, index, path);
        path.push_back(range_root(algorithm, subtree, start + left, size - left));
    } else {
        inclusion_path(algorithm, subtree, start + left, size - left, index - left, path);
        path.push_back(range_root(algorithm, subtree, start, left));
    }
}

/// SUBPROOF of RFC 9162 §2.1.4.1.
void consistency_path(HashAlgorithm algorithm, const SubtreeSource& subtree, uint64_t start, uint64_t size,
                      uint64_t first, bool whole, std::vector<Digest>& path) {
    if (first == size) {
        if (!whole) path.push_back(range_root(algorithm, subtree, start, size));
        return;
    }
    const uint64_t left = split_point(size);
    if (first <= left) {
        consistency_path(algorithm, subtree, start, left, first, whole, path);
        path.push_back(range_root(algorithm, subtree, start + left, size - left));
    } else {
        consistency_path(algorithm, subtree, start + left, size - left, first - left, false, path);
        path.push_back(range_root(algorithm, subtree, start, left));
    }
}

}  // namespace

Digest leaf_hash(HashAlgorithm algorithm, BytesView data) {
    const uint8_t prefix = 0;
    Hasher hasher(algorithm);
    hasher.update({&prefix, 1});
    hasher.update(data);
    return hasher.finish();
}

Digest node_hash(HashAlgorithm algorithm, const Digest& left, const Digest& right) {
    std::array<uint8_t, kNodeSize> node{1};
    std::ranges::copy(left, node.begin() + 1);
    std::ranges::copy(right, node.begin() + 33);
    return hash(algorithm, node);
}

void leaf_hashes(HashAlgorithm algorithm, std::span<const BytesView> data, std::span<Digest> hashes) {
    require(data.size() == hashes.size(), "leaf_hashes: sizes differ");
    Bytes text;
    std::vector<BytesView> messages;
    for (size_t begin = 0; begin < data.size(); begin += kPass) {
        const auto part = data.subspan(begin, std::min(kPass, data.size() - begin));
        size_t total = part.size();
        for (const auto& leaf : part) total += leaf.size();
        text.assign(total, 0);
        messages.clear();
        size_t at = 0;
        for (const auto& leaf : part) {
            if (!leaf.empty()) std::memcpy(text.data() + at + 1, leaf.data(), leaf.size());
            messages.push_back(BytesView(text).subspan(at, leaf.size() + 1));
            at += leaf.size() + 1;
        }
        hash_many(algorithm, messages, hashes.subspan(begin, part.size()));
    }
}

void node_hashes(HashAlgorithm algorithm, std::span<const Digest> children, std::span<Digest> parents) {
    require(children.size() == 2 * parents.size(), "node_hashes: two children a parent");
    Bytes text(std::min(kPass, parents.size()) * kNodeSize, 1);
    std::vector<BytesView> messages;
    for (size_t begin = 0; begin < parents.size(); begin += kPass) {
        const size_t count = std::min(kPass, parents.size() - begin);
        messages.clear();
        for (size_t i = 0; i < count; ++i) {
            uint8_t* node = text.data() + i * kNodeSize;
            std::memcpy(node + 1, children[2 * (begin + i)].data(), 2 * sizeof(Digest));
            messages.emplace_back(node, kNodeSize);
        }
        hash_many(algorithm, messages, parents.subspan(begin, count));
    }
}

Digest merkle_root(HashAlgorithm algorithm, std::span<const Digest> leaves) {
    CompactTree tree(algorithm);
    tree.append(leaves);
    return tree.root();
}

std::vector<Digest> inclusion_proof(HashAlgorithm algorithm, const SubtreeSource& subtree, uint64_t index,
                                    uint64_t size) {
    require(index < size, "inclusion_proof: index beyond the tree");
    std::vector<Digest> path;
    inclusion_path(algorithm, subtree, 0, size, index, path);
    return path;
}

std::vector<Digest> consistency_proof(HashAlgorithm algorithm, const SubtreeSource& subtree, uint64_t first,
                                      uint64_t second) {
    require(first <= second, "consistency_proof: first after second");
    std::vector<Digest> path;
    if (first != 0 && first != second) consistency_path(algorithm, subtree, 0, second, first, true, path);
    return path;
}

bool verify_inclusion(HashAlgorithm algorithm, const Digest& leaf, uint64_t index, uint64_t size,
                      std::span<const Digest> proof, const Digest& root) {
    if (index >= size) return false;
    uint64_t fn = index;
    uint64_t sn = size - 1;
    Digest r = leaf;
    for (const Digest& step : proof) {
        if (sn == 0) return false;
        if ((fn & 1) != 0 || fn == sn) {
            r = node_hash(algorithm, step, r);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = node_hash(algorithm, r, step);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && equal(r, root);
}

bool verify_consistency(HashAlgorithm algorithm, uint64_t first, uint64_t second, std::span<const Digest> proof,
                        const Digest& first_root, const Digest& second_root) {
    if (first > second) return false;
    if (first == second) return proof.empty() && equal(first_root, second_root);
    if (first == 0) return proof.empty() && equal(first_root, hash(algorithm, {}));
    // A first tree that is one perfect subtree is itself the proof's first step, left out on the wire.
    const bool perfect = std::has_single_bit(first);
    if (!perfect && proof.empty()) return false;
    uint64_t fn = first - 1;
    uint64_t sn = second - 1;
    while ((fn & 1) != 0) {
        fn >>= 1;
        sn >>= 1;
    }
    Digest fr = perfect ? first_root : proof.front();
    Digest sr = fr;
    for (const Digest& step : proof.subspan(perfect ? 0 : 1)) {
        if (sn == 0) return false;
        if ((fn & 1) != 0 || fn == sn) {
            fr = node_hash(algorithm, step, fr);
            sr = node_hash(algorithm, step, sr);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = node_hash(algorithm, sr, step);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && equal(fr, first_root) && equal(sr, second_root);
}

void CompactTree::append(std::span<const Digest> leaves,
                         const std::function<void(int level, uint64_t index, const Digest& root)>& completed) {
    if (leaves.empty()) return;
    const uint64_t new_size = size_ + leaves.size();
    std::vector<Digest> new_edge;  // smallest first while it grows
    std::vector<Digest> nodes(leaves.begin(), leaves.end());
    std::vector<Digest> parents;
    for (int level = 0; (new_size >> level) != 0; ++level) {
        if (completed) {
            for (size_t i = 0; i < nodes.size(); ++i) completed(level, (size_ >> level) + i, nodes[i]);
        }
        if (((size_ >> level) & 1) != 0) {
            nodes.insert(nodes.begin(), edge_.back());
            edge_.pop_back();
        }
        if (nodes.size() % 2 == 1) {
            new_edge.push_back(nodes.back());
            nodes.pop_back();
        }
        parents.resize(nodes.size() / 2);
        node_hashes(algorithm_, nodes, parents);
        std::swap(nodes, parents);
    }
    std::ranges::reverse(new_edge);
    edge_ = std::move(new_edge);
    size_ = new_size;
}

Digest CompactTree::root() const {
    if (edge_.empty()) return hash(algorithm_, {});
    Digest root = edge_.back();
    for (size_t i = edge_.size() - 1; i-- > 0;) root = node_hash(algorithm_, edge_[i], root);
    return root;
}

}  // namespace yici::crypto
