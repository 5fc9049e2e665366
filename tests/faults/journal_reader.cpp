#include "faults/journal_reader.h"

#include <array>
#include <cstring>
#include <fstream>

namespace yici::test {

namespace {

constexpr size_t kFrameHead = 16;

std::array<uint32_t, 256> make_table() {
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < 256; ++i) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? value >> 1 ^ 0x82F63B78U : value >> 1;
        table[i] = value;
    }
    return table;
}

/// CRC-32C of the length, the outbox id and the entry.
uint32_t checksum(std::string_view frame) {
    static const std::array<uint32_t, 256> table = make_table();
    uint32_t value = ~0U;
    const auto take = [&](std::string_view bytes) {
        for (const char byte : bytes) value = table[(value ^ static_cast<uint8_t>(byte)) & 0xFF] ^ value >> 8;
    };
    take(frame.substr(0, 4));
    take(frame.substr(8));
    return ~value;
}

uint32_t number_at(std::string_view bytes) {
    uint32_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

std::filesystem::path segment_path(const std::filesystem::path& folder, uint32_t segment) {
    const std::string digits = std::to_string(segment);
    return folder / (std::string(8 - digits.size(), '0') + digits + ".log");
}

/// From an offset to the end of the file; empty when there is no such file.
std::string rest_of(const std::filesystem::path& file, size_t offset) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return {};
    stream.seekg(static_cast<std::streamoff>(offset));
    std::string all;
    std::string part(1 << 20, '\0');
    // A running node's segment is preallocated: what follows an empty frame head is room.
    while (stream.read(part.data(), static_cast<std::streamsize>(part.size())) || stream.gcount() > 0) {
        const std::string_view got(part.data(), static_cast<size_t>(stream.gcount()));
        all += got;
        if (got.find_first_not_of('\0') == std::string_view::npos) break;
    }
    return all;
}

}  // namespace

uint64_t JournalReader::read(const std::function<void(std::string_view entry)>& each) {
    for (;;) {
        const std::string bytes = rest_of(segment_path(folder_, segment_), offset_);
        std::string_view left = bytes;
        while (left.size() > kFrameHead) {
            const size_t length = number_at(left);
            if (length == 0 || left.size() < kFrameHead + length) break;
            const std::string_view frame = left.substr(0, kFrameHead + length);
            if (checksum(frame) != number_at(frame.substr(4))) break;
            each(frame.substr(kFrameHead));
            ++entries_;
            offset_ += frame.size();
            left.remove_prefix(frame.size());
        }
        // The next segment has entries only when this one has come to its end.
        const std::string next = rest_of(segment_path(folder_, segment_ + 1), 64);
        if (next.size() <= kFrameHead || number_at(next) == 0) return entries_;
        ++segment_;
        offset_ = 64;
    }
}

std::string_view value_in(std::string_view entry, std::string_view name) {
    const std::string start = "\"" + std::string(name) + "\":\"";
    const size_t at = entry.find(start);
    if (at == std::string_view::npos) return {};
    const size_t from = at + start.size();
    return entry.substr(from, entry.find('"', from) - from);
}

}  // namespace yici::test
