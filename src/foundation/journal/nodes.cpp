#include "foundation/journal/nodes.h"

#include <algorithm>

#include "foundation/base/error.h"

namespace yici::journal {

namespace {

constexpr auto kSm3 = crypto::HashAlgorithm::sm3;
constexpr size_t kDigestBytes = sizeof(crypto::Digest);

std::string_view bytes_of(std::span<const crypto::Digest> digests) {
    return {reinterpret_cast<const char*>(digests.data()), digests.size_bytes()};
}

}  // namespace

std::optional<size_t> leaves_differ(const File& file, uint64_t first, std::span<const crypto::Digest> leaves) {
    std::vector<crypto::Digest> stored(leaves.size());
    const std::span<char> into(reinterpret_cast<char*>(stored.data()), stored.size() * kDigestBytes);
    const size_t there = file.read_at(first * kDigestBytes, into) / kDigestBytes;
    const auto end = stored.begin() + static_cast<std::ptrdiff_t>(there);
    const auto differing = std::mismatch(stored.begin(), end, leaves.begin()).first;
    if (differing == end) return std::nullopt;
    return static_cast<size_t>(differing - stored.begin());
}

Nodes::Nodes(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
}

std::filesystem::path Nodes::path_of(size_t level) const {
    const std::string name = std::to_string(level);
    return folder_ / (level < 10 ? "0" + name : name);
}

File& Nodes::file(size_t level) {
    if (!files_[level]) {
        files_[level] = File::open(path_of(level), File::Mode::create);
    }
    return *files_[level];
}

bool Nodes::cut_to(uint64_t size) {
    size_ = 0;
    for (size_t level = 0; level < kLevels && (size >> level) > 0; ++level) {
        if (file(level).size() < (size >> level) * kDigestBytes) return false;
    }
    for (size_t level = 0; level < kLevels; ++level) {
        if ((size >> level) & 1) edge_[level] = get(static_cast<int>(level), (size >> level) - 1);
    }
    size_ = size;
    return true;
}

std::optional<size_t> Nodes::first_difference(std::span<const crypto::Digest> leaves) const {
    if (!files_[0]) return std::nullopt;
    return leaves_differ(*files_[0], size_, leaves);
}

void Nodes::trim() {
    for (size_t level = 0; level < kLevels; ++level) {
        if (files_[level] || std::filesystem::exists(path_of(level))) {
            file(level).truncate((size_ >> level) * kDigestBytes);
        }
    }
}

void Nodes::append(std::span<const crypto::Digest> leaves) {
    auto edge = edge_;
    std::span<const crypto::Digest> row = leaves;
    uint64_t begin = size_;  // index of row[0] at its level
    for (size_t level = 0; !row.empty(); ++level) {
        file(level).write_at(begin * kDigestBytes, bytes_of(row));
        // Children of the next level: the waiting left sibling, if any, then this row.
        auto& children = rows_[0];
        children.clear();
        if (begin & 1) children.push_back(edge[level]);
        children.insert(children.end(), row.begin(), row.end());
        if (children.size() & 1) {
            edge[level] = children.back();
            children.pop_back();
        }
        auto& parents = rows_[1];
        parents.resize(children.size() / 2);
        crypto::node_hashes(kSm3, children, parents);
        row = parents;
        begin >>= 1;
    }
    edge_ = edge;
    size_ += leaves.size();
}

crypto::Digest Nodes::root() const {
    if (size_ == 0) return crypto::sm3(std::string_view());
    std::optional<crypto::Digest> root;
    for (size_t level = 0; level < kLevels; ++level) {
        if (!((size_ >> level) & 1)) continue;
        root = root ? crypto::node_hash(kSm3, edge_[level], *root) : edge_[level];
    }
    return *root;
}

crypto::Digest Nodes::get(int level, uint64_t index) const {
    crypto::Digest digest{};
    const auto& file = files_[static_cast<size_t>(level)];
    const std::span<char> into(reinterpret_cast<char*>(digest.data()), digest.size());
    if (!file || file->read_at(index * kDigestBytes, into) != kDigestBytes) {
        throw Error(ErrorKind::internal, "journal.damaged",
                    "nodes, level " + std::to_string(level) + ", node " + std::to_string(index));
    }
    return digest;
}

void Nodes::sync() {
    for (const auto& file : files_) {
        if (file) file->sync();
    }
}

}  // namespace yici::journal
