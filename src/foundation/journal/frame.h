#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/crypto/hash.h"
#include "foundation/journal/file.h"

namespace yici::journal {

// The bytes of a segment, as docs/formats/journal.md has them; every integer is little-endian.
constexpr size_t kSegmentHeaderBytes = 64;
constexpr size_t kFrameHeaderBytes = 16;
constexpr uint32_t kMaxEntryBytes = 16U << 20;

/// CRC-32C (Castagnoli), by the processor's instruction where it has one.
[[nodiscard]] uint32_t crc32c(uint32_t seed, std::string_view bytes);

struct Frame {
    uint64_t outbox = 0;  // the row of journal_outbox that it came from; 0 for none
    std::string_view text;
};

/// journal.not_canonical unless it begins as every entry does and is not too long.
void check_entry(std::string_view text);

/// `outbox` is below 2^56, so that the byte before the text is 0.
void append_frame(std::string& out, uint64_t outbox, std::string_view text);

enum class FrameState {
    whole,       // a frame, and perhaps more after it
    end,         // zeros or the end of the file: nothing follows
    incomplete,  // more bytes are needed
    broken,      // the checksum or the length is wrong
};
/// Parses the frame at the beginning of `bytes`; the whole frame is kFrameHeaderBytes + frame.text.size() long.
[[nodiscard]] FrameState parse_frame(std::string_view bytes, Frame& frame);

struct SegmentHeader {
    uint64_t first = 0;     // index of the segment's first entry
    crypto::Digest root{};  // of the tree of all entries before it
};
[[nodiscard]] std::string encode(const SegmentHeader& header);
[[nodiscard]] std::optional<SegmentHeader> decode_header(std::string_view bytes);

/// Reads a segment's frames in large pieces.
class FrameReader {
  public:
    FrameReader(const File& file, uint64_t offset, size_t piece = 1 << 20)
        : file_(file), offset_(offset), piece_(piece) {}
    /// The next frames, which stay valid until the next call. `end` and `broken` say what stands at offset(), after
    /// the frames given; a frame that the end of the file cuts is broken.
    [[nodiscard]] FrameState next(std::vector<Frame>& frames);
    /// Where the first frame not yet given begins.
    [[nodiscard]] uint64_t offset() const { return offset_; }

  private:
    const File& file_;
    uint64_t offset_;
    size_t piece_;
    std::string buffer_;
};

}  // namespace yici::journal
