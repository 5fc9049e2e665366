#include "foundation/journal/frame.h"

#include <nmmintrin.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "foundation/base/error.h"

namespace yici::journal {

namespace {

constexpr std::string_view kMagic = "YICIJRN1";
constexpr uint32_t kVersion = 1;

template <typename Integer>
void put(char* at, Integer value) {
    std::memcpy(at, &value, sizeof value);
}

template <typename Integer>
Integer get(std::string_view bytes, size_t at) {
    Integer value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

constexpr std::array<uint32_t, 256> make_table() {
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < 256; ++i) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) ? 0x82F63B78U : 0);
        table[i] = value;
    }
    return table;
}

uint32_t crc_by_table(uint32_t crc, std::string_view bytes) {
    static constexpr auto kTable = make_table();
    for (const char byte : bytes) crc = kTable[(crc ^ static_cast<uint8_t>(byte)) & 0xFF] ^ (crc >> 8);
    return crc;
}

__attribute__((target("sse4.2"))) uint32_t crc_by_instruction(uint32_t seed, std::string_view bytes) {
    uint64_t crc = seed;
    size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) crc = _mm_crc32_u64(crc, get<uint64_t>(bytes, at));
    auto narrow = static_cast<uint32_t>(crc);
    for (; at < bytes.size(); ++at) narrow = _mm_crc32_u8(narrow, static_cast<uint8_t>(bytes[at]));
    return narrow;
}

/// Over the header without the checksum itself, then the text.
uint32_t checksum(std::string_view frame_header, std::string_view text) {
    uint32_t crc = crc32c(0, frame_header.substr(0, 4));
    crc = crc32c(crc, frame_header.substr(8, 8));
    return crc32c(crc, text);
}

}  // namespace

uint32_t crc32c(uint32_t seed, std::string_view bytes) {
    static const bool kInstruction = __builtin_cpu_supports("sse4.2") != 0;
    return ~(kInstruction ? crc_by_instruction(~seed, bytes) : crc_by_table(~seed, bytes));
}

void check_entry(std::string_view text) {
    if (!text.starts_with(R"({"time":")") || text.size() > kMaxEntryBytes) {
        throw Error(ErrorKind::internal, "journal.not_canonical", std::to_string(text.size()) + " bytes");
    }
}

void append_frame(std::string& out, uint64_t outbox, std::string_view text) {
    if ((outbox >> 56) != 0) throw Error(ErrorKind::internal, "base.internal", "a row of journal_outbox above 2^56");
    std::array<char, kFrameHeaderBytes> header{};
    put(header.data(), static_cast<uint32_t>(text.size()));
    put(header.data() + 8, outbox);
    put(header.data() + 4, checksum({header.data(), header.size()}, text));
    out.append(header.data(), header.size());
    out.append(text);
}

FrameState parse_frame(std::string_view bytes, Frame& frame) {
    if (bytes.size() < kFrameHeaderBytes) return FrameState::incomplete;
    const auto length = get<uint32_t>(bytes, 0);
    if (length == 0) {
        const auto header = bytes.substr(0, kFrameHeaderBytes);
        return header.find_first_not_of('\0') == std::string_view::npos ? FrameState::end : FrameState::broken;
    }
    if (length > kMaxEntryBytes) return FrameState::broken;
    if (bytes.size() < kFrameHeaderBytes + length) return FrameState::incomplete;
    frame = {get<uint64_t>(bytes, 8), bytes.substr(kFrameHeaderBytes, length)};
    return get<uint32_t>(bytes, 4) == checksum(bytes, frame.text) ? FrameState::whole : FrameState::broken;
}

std::string encode(const SegmentHeader& header) {
    std::string bytes(kSegmentHeaderBytes, '\0');
    kMagic.copy(bytes.data(), kMagic.size());
    put(bytes.data() + 8, kVersion);
    put(bytes.data() + 16, header.first);
    std::memcpy(bytes.data() + 24, header.root.data(), header.root.size());
    put(bytes.data() + 60, crc32c(0, {bytes.data(), 60}));
    return bytes;
}

std::optional<SegmentHeader> decode_header(std::string_view bytes) {
    if (bytes.size() < kSegmentHeaderBytes || !bytes.starts_with(kMagic)) return std::nullopt;
    if (get<uint32_t>(bytes, 8) != kVersion || get<uint32_t>(bytes, 60) != crc32c(0, bytes.substr(0, 60))) {
        return std::nullopt;
    }
    SegmentHeader header{get<uint64_t>(bytes, 16), {}};
    std::memcpy(header.root.data(), bytes.data() + 24, header.root.size());
    return header;
}

FrameState FrameReader::next(std::vector<Frame>& frames) {
    frames.clear();
    size_t wanted = piece_;
    while (true) {
        buffer_.resize(wanted);
        buffer_.resize(file_.read_at(offset_, buffer_));
        const bool at_end = buffer_.size() < wanted;
        std::string_view rest = buffer_;
        Frame frame;
        FrameState state = FrameState::whole;
        while ((state = parse_frame(rest, frame)) == FrameState::whole) {
            frames.push_back(frame);
            rest.remove_prefix(kFrameHeaderBytes + frame.text.size());
        }
        offset_ += buffer_.size() - rest.size();
        if (state == FrameState::incomplete && at_end) {
            return rest.find_first_not_of('\0') == std::string_view::npos ? FrameState::end : FrameState::broken;
        }
        if (state != FrameState::incomplete) return state;
        if (!frames.empty()) return FrameState::whole;
        wanted = std::max<size_t>(wanted * 2, kFrameHeaderBytes + get<uint32_t>(rest, 0));
    }
}

}  // namespace yici::journal
