#include <algorithm>
#include <optional>

#include "foundation/base/csv.h"
#include "foundation/base/text.h"
#include "foundation/tables/read.h"

namespace yici::tables {
namespace {

[[noreturn]] void refuse(size_t at) {
    throw Error(ErrorKind::invalid_input, "tables.encoding_unknown", "byte " + std::to_string(at + 1));
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
    const auto unit = [&](size_t at) {
        const auto a = static_cast<unsigned char>(bytes[at]);
        const auto b = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(big_endian ? a << 8 | b : b << 8 | a);
    };
    if (bytes.size() % 2 != 0) refuse(bytes.size() - 1);
    std::u32string points;
    points.reserve(bytes.size() / 2);
    for (size_t at = 2; at < bytes.size(); at += 2) {
        char32_t point = unit(at);
        if (point >= 0xDC00 && point < 0xE000) refuse(at);
        if (point >= 0xD800 && point < 0xDC00) {
            const char32_t low = at + 3 < bytes.size() ? unit(at + 2) : 0;
            if (low < 0xDC00 || low >= 0xE000) refuse(at);
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            at += 2;
        }
        points += point;
    }
    return yici::to_utf8(points);
}

}  // namespace

bool mostly_utf8(std::string_view bytes) {
    size_t sound = 0, spoilt = 0;
    for (const std::string_view line : split(bytes, '\n')) {
        const bool ascii = std::none_of(line.begin(), line.end(), [](char c) { return (c & 0x80) != 0; });
        if (!ascii) ++(is_utf8(line) ? sound : spoilt);
    }
    return sound > spoilt;
}

std::string to_utf8(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes, false);
    if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes, true);
    const bool marked = bytes.starts_with("\xEF\xBB\xBF");
    const std::optional<size_t> fault = utf8_fault(bytes);
    if (!fault) return std::string(marked ? bytes.substr(3) : bytes);
    if (marked || mostly_utf8(bytes)) refuse(*fault);
    size_t bad = 0;
    if (auto text = decode_gb18030(bytes, &bad)) return *std::move(text);
    refuse(bad);
}

}  // namespace yici::tables
