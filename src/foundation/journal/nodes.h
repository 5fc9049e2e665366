#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "foundation/crypto/merkle.h"
#include "foundation/journal/file.h"

namespace yici::journal {

/// The hashes of every perfect subtree, one file a level (nodes/00 are the leaves), 32 bytes each in order. They can
/// be made again from the segments at any time. One thread appends; any thread gets what is below size().
class Nodes {
  public:
    static constexpr size_t kLevels = 48;
    explicit Nodes(std::filesystem::path folder);

    /// Counts the first `size` leaves and what follows from them; false when the files do not hold that much. What
    /// lies behind in the files stays until it is overwritten or trimmed.
    [[nodiscard]] bool cut_to(uint64_t size);
    /// All or nothing: after journal.disk_full the same leaves can be given again.
    void append(std::span<const crypto::Digest> leaves);
    [[nodiscard]] uint64_t size() const { return size_; }
    [[nodiscard]] crypto::Digest root() const;
    [[nodiscard]] crypto::Digest get(int level, uint64_t index) const;
    /// The first of these leaves that is not what lies in the file behind size(), if any lies there.
    [[nodiscard]] std::optional<size_t> first_difference(std::span<const crypto::Digest> leaves) const;
    void trim();
    void sync();

  private:
    [[nodiscard]] std::filesystem::path path_of(size_t level) const;
    [[nodiscard]] File& file(size_t level);

    std::filesystem::path folder_;
    uint64_t size_ = 0;
    std::array<std::shared_ptr<File>, kLevels> files_;
    std::array<crypto::Digest, kLevels> edge_{};  // at each level with a node that waits for its right sibling
    std::vector<crypto::Digest> rows_[2];
};

/// The first of `leaves` (entries first, first + 1, …) that is not what a leaf file holds, as far as it reaches.
[[nodiscard]] std::optional<size_t> leaves_differ(const File& file, uint64_t first,
                                                  std::span<const crypto::Digest> leaves);

}  // namespace yici::journal
