#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace yici::bench {

/// Bytes a second or entries a second of both sides, and what they show of each other, a value a round.
struct JournalRatio {
    std::vector<double> ours;
    std::vector<double> peer;
    [[nodiscard]] double ratio() const;  // the median of ours/peer of each round
};

/// Durable appends, one batch in flight, against write and fdatasync of the same bytes and batches into a
/// preallocated file beside it; rounds alternate. In entries a second.
[[nodiscard]] JournalRatio measure_durable_appends(const std::filesystem::path& folder, int rounds, int batches,
                                                   int batch_entries, size_t entry_bytes);

/// Verification of a journal from disk, one thread, against an OpenSSL SM3 loop over the same leaves and nodes in
/// memory. In entries a second.
[[nodiscard]] JournalRatio measure_verification(const std::filesystem::path& folder, int rounds, int entries,
                                                size_t entry_bytes);

/// What append_buffered costs its caller, in entries a second, against the goal of 100,000 (peer is that goal).
[[nodiscard]] JournalRatio measure_buffered_appends(const std::filesystem::path& folder, int rounds, int batches,
                                                    int batch_entries, size_t entry_bytes);

}  // namespace yici::bench
