#include "foundation/crypto/merkle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>

#include "foundation/base/files.h"
#include "foundation/base/random.h"
#include "foundation/base/yaml.h"
#include "support/suites.h"

namespace yici::crypto {
namespace {

std::vector<Digest> leaves_of(HashAlgorithm algorithm, uint64_t count) {
    std::vector<Digest> leaves;
    for (uint64_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(algorithm, as_bytes("leaf " + std::to_string(i))));
    return leaves;
}

/// MTH of RFC 9162 §2.1.1, word by word.
Digest root_by_definition(HashAlgorithm algorithm, std::span<const Digest> leaves) {
    if (leaves.empty()) return hash(algorithm, {});
    if (leaves.size() == 1) return leaves[0];
    const size_t left = std::bit_floor(leaves.size() - 1);
    return node_hash(algorithm, root_by_definition(algorithm, leaves.first(left)),
                     root_by_definition(algorithm, leaves.subspan(left)));
}

/// A tree that was grown in pieces, and every subtree that it told of.
struct Grown {
    explicit Grown(HashAlgorithm algorithm) : tree(algorithm) {}
    void append(std::span<const Digest> leaves) {
        tree.append(leaves, [&](int level, uint64_t index, const Digest& root) {
            EXPECT_TRUE(subtrees.emplace(std::pair(level, index), root).second) << "told twice";
        });
    }
    SubtreeSource source() const {
        return [this](int level, uint64_t index) { return subtrees.at({level, index}); };
    }
    CompactTree tree;
    std::map<std::pair<int, uint64_t>, Digest> subtrees;
};

class Merkle : public testing::TestWithParam<HashAlgorithm> {};

TEST_P(Merkle, RootsAreThoseOfTheDefinition) {
    const auto leaves = leaves_of(GetParam(), 130);
    for (size_t size = 0; size <= leaves.size(); ++size) {
        const auto part = std::span(leaves).first(size);
        ASSERT_EQ(merkle_root(GetParam(), part), root_by_definition(GetParam(), part)) << size;
    }
}

TEST_P(Merkle, GrowingInPiecesChangesNothing) {
    const auto leaves = leaves_of(GetParam(), 1000);
    SeededRandom random(7);
    for (int round = 0; round < 10; ++round) {
        Grown grown(GetParam());
        size_t at = 0;
        while (at < leaves.size()) {
            const size_t count = std::min<size_t>(random.below(round < 5 ? 5 : 300), leaves.size() - at);
            grown.append(std::span(leaves).subspan(at, count));
            at += count;
            ASSERT_EQ(grown.tree.size(), at);
            ASSERT_EQ(grown.tree.root(), root_by_definition(GetParam(), std::span(leaves).first(at)));
        }
        ASSERT_EQ(grown.subtrees.size(), 1000U + 500 + 250 + 125 + 62 + 31 + 15 + 7 + 3 + 1);
        for (const auto& [place, root] : grown.subtrees) {
            const size_t width = size_t{1} << place.first;
            ASSERT_EQ(root, root_by_definition(GetParam(), std::span(leaves).subspan(place.second * width, width)));
        }
    }
}

TEST_P(Merkle, EveryInclusionProofHoldsAndNoOther) {
    const auto leaves = leaves_of(GetParam(), 40);
    Grown grown(GetParam());
    grown.append(leaves);
    for (uint64_t size = 1; size <= leaves.size(); ++size) {
        const Digest root = root_by_definition(GetParam(), std::span(leaves).first(size));
        for (uint64_t index = 0; index < size; ++index) {
            auto proof = inclusion_proof(GetParam(), grown.source(), index, size);
            const auto holds = [&](uint64_t i, uint64_t n, const Digest& leaf, const Digest& r) {
                return verify_inclusion(GetParam(), leaf, i, n, proof, r);
            };
            ASSERT_TRUE(holds(index, size, leaves[index], root));
            for (uint64_t other = 0; other < size + 2; ++other) {
                ASSERT_EQ(holds(other, size, leaves[index], root), other == index);
            }
            ASSERT_FALSE(holds(index, size, leaves[(index + 1) % 40], root));
            ASSERT_FALSE(holds(index, size, leaves[index], leaf_hash(GetParam(), {})));
            proof.push_back(root);
            ASSERT_FALSE(holds(index, size, leaves[index], root));
            proof.pop_back();
            for (auto& step : proof) {
                step[3] ^= 1;
                ASSERT_FALSE(holds(index, size, leaves[index], root));
                step[3] ^= 1;
            }
            if (proof.empty()) continue;
            proof.pop_back();
            ASSERT_FALSE(holds(index, size, leaves[index], root));
        }
    }
}

TEST_P(Merkle, EveryConsistencyProofHoldsAndNoOther) {
    const auto leaves = leaves_of(GetParam(), 40);
    Grown grown(GetParam());
    grown.append(leaves);
    for (uint64_t second = 0; second <= leaves.size(); ++second) {
        const Digest new_root = root_by_definition(GetParam(), std::span(leaves).first(second));
        for (uint64_t first = 0; first <= second; ++first) {
            const Digest old_root = root_by_definition(GetParam(), std::span(leaves).first(first));
            auto proof = consistency_proof(GetParam(), grown.source(), first, second);
            const auto holds = [&](uint64_t m, uint64_t n, const Digest& a, const Digest& b) {
                return verify_consistency(GetParam(), m, n, proof, a, b);
            };
            ASSERT_TRUE(holds(first, second, old_root, new_root)) << first << " " << second;
            ASSERT_FALSE(holds(first, second, leaves[1], new_root));
            ASSERT_EQ(holds(second, first, new_root, old_root), first == second);
            ASSERT_EQ(holds(first, second, old_root, leaves[1]), first == 0 && second != 0);
            proof.push_back(new_root);
            ASSERT_FALSE(holds(first, second, old_root, new_root));
            proof.pop_back();
            for (auto& step : proof) {
                step[31] ^= 0x80;
                ASSERT_FALSE(holds(first, second, old_root, new_root));
                step[31] ^= 0x80;
            }
            if (proof.empty()) continue;
            proof.pop_back();
            ASSERT_FALSE(holds(first, second, old_root, new_root));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(BothHashes, Merkle, testing::Values(HashAlgorithm::sm3, HashAlgorithm::sha256),
                         [](const auto& each) { return std::string(to_string(each.param)); });

TEST(MerkleSuite, LeafAndNodeLanesEqualSingle) {
    const auto leaves = leaves_of(HashAlgorithm::sm3, 600);
    std::vector<Bytes> data;
    for (size_t i = 0; i < 600; ++i) data.emplace_back(i, static_cast<uint8_t>(i));
    std::vector<Digest> hashes(600);
    leaf_hashes(HashAlgorithm::sm3, std::vector<BytesView>(data.begin(), data.end()), hashes);
    for (size_t i = 0; i < 600; ++i) ASSERT_EQ(hashes[i], leaf_hash(HashAlgorithm::sm3, data[i]));
    std::vector<Digest> parents(300);
    node_hashes(HashAlgorithm::sm3, leaves, parents);
    for (size_t i = 0; i < 300; ++i) {
        ASSERT_EQ(parents[i], node_hash(HashAlgorithm::sm3, leaves[2 * i], leaves[2 * i + 1]));
    }
}

Digest digest_of(const std::string& base64) {
    Digest digest{};
    const auto bytes = from_base64(base64);
    if (!bytes || bytes->size() != digest.size()) {
        ADD_FAILURE() << "no digest: " << base64;
        return digest;
    }
    std::ranges::copy(*bytes, digest.begin());
    return digest;
}

/// Runs `check(case, proof)` over every JSON file below `folder` (JSON is YAML); gives the counts of good and bad.
template <class Check>
std::pair<int, int> run_suite(const std::filesystem::path& folder, Check check) {
    std::pair<int, int> counts;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        std::vector<Finding> findings;
        const auto node = YamlNode::parse(read_file(entry.path()), entry.path().filename(), findings);
        std::vector<Digest> proof;
        for (const auto& step : node.texts("proof")) {
            if (!step.empty() && step != "null") proof.push_back(digest_of(step));
        }
        const bool wants_error = node.flag_or("wantErr", false);
        EXPECT_EQ(check(node, proof), !wants_error) << entry.path();
        EXPECT_TRUE(findings.empty()) << findings.front().to_string(Language::en);
        ++(wants_error ? counts.second : counts.first);
    }
    return counts;
}

TEST(MerkleSuite, TransparencyDevInclusion) {
    YICI_SUITE_OR_SKIP(folder, "merkle/testdata");
    const auto counts = run_suite(folder / "inclusion", [](const YamlNode& node, std::span<const Digest> proof) {
        return verify_inclusion(HashAlgorithm::sha256, digest_of(node.text("leafHash")),
                                static_cast<uint64_t>(node.integer("leafIdx")),
                                static_cast<uint64_t>(node.integer("treeSize")), proof, digest_of(node.text("root")));
    });
    EXPECT_EQ(counts, std::pair(5, 0));
}

TEST(MerkleSuite, TransparencyDevConsistency) {
    YICI_SUITE_OR_SKIP(folder, "merkle/testdata");
    const auto counts = run_suite(folder / "consistency", [](const YamlNode& node, std::span<const Digest> proof) {
        return verify_consistency(HashAlgorithm::sha256, static_cast<uint64_t>(node.integer("size1")),
                                  static_cast<uint64_t>(node.integer("size2")), proof, digest_of(node.text("root1")),
                                  digest_of(node.text("root2")));
    });
    EXPECT_EQ(counts, std::pair(5, 11));
}

}  // namespace
}  // namespace yici::crypto
