#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/journal/frame.h"
#include "foundation/journal/journal.h"

namespace yici::journal {

/// Frames that are written together: made by the caller's thread, so that the lock is held for the write alone.
struct Chunk {
    std::string bytes;
    std::vector<std::pair<uint32_t, uint32_t>> texts;  // where each leaf's bytes lie: offset and length

    void add(uint64_t outbox, std::string_view text);
    /// What is hashed to a leaf: 0x00, then the text, where they lie. The byte before a text is the highest of the row
    /// that it came from, which is never above 0: see append_frame().
    [[nodiscard]] BytesView leaf(size_t i) const {
        return as_bytes(std::string_view(bytes).substr(texts[i].first - 1, texts[i].second + size_t{1}));
    }
};

/// One segment file, with every 64th entry's place so that an entry is found without reading it all.
struct Segment {
    static constexpr uint64_t kStride = 64;
    uint64_t number = 0;
    uint64_t first = 0;
    uint64_t count = 0;
    uint64_t used = kSegmentHeaderBytes;  // bytes
    bool indexed = false;                 // places are there; an old segment is scanned when it is first read
    std::vector<uint64_t> places;         // of entries first, first + 64, first + 128, …
    std::shared_ptr<File> file;
};
using SegmentPointer = std::shared_ptr<Segment>;

[[nodiscard]] std::filesystem::path segment_path(const std::filesystem::path& folder, uint64_t number);
/// Numbers of the segment files in a folder, ascending.
[[nodiscard]] std::vector<uint64_t> segment_numbers(const std::filesystem::path& folder);

/// The segments of a running journal. One thread at a time appends (the writer's lock); any thread reads.
class Segments {
  public:
    Segments(std::filesystem::path folder, uint64_t segment_bytes)
        : folder_(std::move(folder)), limit_(segment_bytes) {}

    /// Takes over what recovery found, in order.
    void adopt(SegmentPointer segment);

    struct Appended {
        uint64_t first = 0;
        SegmentPointer segment;
        bool rolled = false;    // the segment is new: its header is still to be written
        SegmentPointer before;  // which is then complete and can be cut to its entries
    };
    /// Writes all or nothing; size() grows when the bytes are in the file.
    Appended append(const Chunk& chunk);
    /// Makes the next segment's file ahead of need when the last one is more than half full.
    void prepare_next();
    /// The last segment or none.
    [[nodiscard]] SegmentPointer last() const;
    /// Cuts the last segment to its entries and drops an unused next one, for a clean end.
    void finish();

    [[nodiscard]] uint64_t size() const { return size_.load(std::memory_order_acquire); }
    [[nodiscard]] std::vector<Stored> read(uint64_t first, size_t count) const;
    /// Frames from the last backwards, segment by segment; `each` returns false to stop before an older segment.
    void scan_back(const std::function<bool(const std::vector<Frame>&)>& each) const;

  private:
    [[nodiscard]] std::shared_ptr<File> make_file(uint64_t number) const;
    [[nodiscard]] SegmentPointer roll();
    [[nodiscard]] SegmentPointer find(uint64_t index) const;
    [[nodiscard]] uint64_t place_before(const SegmentPointer& segment, uint64_t index) const;
    void read_from(const SegmentPointer& segment, uint64_t first, uint64_t last, std::vector<Stored>& found) const;

    std::filesystem::path folder_;
    uint64_t limit_;
    std::atomic<uint64_t> size_ = 0;
    mutable std::mutex mutex_;  // the list and each segment's places; never held over a write
    std::vector<SegmentPointer> segments_;
    std::mutex making_;           // one makes a segment's file at a time
    std::shared_ptr<File> next_;  // the file prepared ahead
};

/// Damage in a segment that recovery or a reader met.
[[noreturn]] void fail_damaged(const std::filesystem::path& segment, uint64_t entry, std::string_view why);

}  // namespace yici::journal
