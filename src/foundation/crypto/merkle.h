#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "foundation/crypto/hash.h"

namespace yici::crypto {

/// Trees of RFC 9162 §2.1 with the hash as a parameter: leaf = H(0x00 || data), node = H(0x01 || left || right).
[[nodiscard]] Digest leaf_hash(HashAlgorithm algorithm, BytesView data);
[[nodiscard]] Digest node_hash(HashAlgorithm algorithm, const Digest& left, const Digest& right);
/// Many leaves at once, in lanes.
void leaf_hashes(HashAlgorithm algorithm, std::span<const BytesView> data, std::span<Digest> hashes);
/// Many nodes at once: parents[i] of children[2i] and children[2i+1].
void node_hashes(HashAlgorithm algorithm, std::span<const Digest> children, std::span<Digest> parents);

/// The root over leaf hashes; the root of none is H("").
[[nodiscard]] Digest merkle_root(HashAlgorithm algorithm, std::span<const Digest> leaves);

/// Where a prover finds the root of the perfect subtree of 2^level leaves that starts at leaf index << level.
using SubtreeSource = std::function<Digest(int level, uint64_t index)>;
/// Proofs in the order of RFC 9162; size is the tree's number of leaves, index < size, first <= second.
[[nodiscard]] std::vector<Digest> inclusion_proof(HashAlgorithm algorithm, const SubtreeSource& subtree, uint64_t index,
                                                  uint64_t size);
[[nodiscard]] std::vector<Digest> consistency_proof(HashAlgorithm algorithm, const SubtreeSource& subtree,
                                                    uint64_t first, uint64_t second);

/// Checks of RFC 9162 §2.1.3.2 and §2.1.4.2; any malformed proof is false.
[[nodiscard]] bool verify_inclusion(HashAlgorithm algorithm, const Digest& leaf, uint64_t index, uint64_t size,
                                    std::span<const Digest> proof, const Digest& root);
[[nodiscard]] bool verify_consistency(HashAlgorithm algorithm, uint64_t first, uint64_t second,
                                      std::span<const Digest> proof, const Digest& first_root,
                                      const Digest& second_root);

/// A growing tree that keeps only its right edge (one root a bit of the size).
class CompactTree {
  public:
    explicit CompactTree(HashAlgorithm algorithm) : algorithm_(algorithm) {}
    /// Adds leaf hashes; `completed` is told every perfect subtree that is closed, level 0 included, in order of
    /// closing within each level.
    void append(std::span<const Digest> leaves,
                const std::function<void(int level, uint64_t index, const Digest& root)>& completed = {});
    [[nodiscard]] uint64_t size() const { return size_; }
    [[nodiscard]] Digest root() const;

  private:
    HashAlgorithm algorithm_;
    uint64_t size_ = 0;
    std::vector<Digest> edge_;  // roots of perfect subtrees, largest first
};

}  // namespace yici::crypto
