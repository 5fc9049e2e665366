#include <iconv.h>

#include <array>
#include <cerrno>
#include <memory>

#include "foundation/base/csv.h"

namespace yici {
namespace {

/// Two-byte characters that the C library maps otherwise than the WHATWG Encoding Standard (index gb18030): a
/// full-width space, and six that the 2005 edition left in the private use area.
struct Remapped {
    unsigned char lead, trail;
    std::string_view utf8;
};
constexpr std::array<Remapped, 7> kRemapped{{{0xA3, 0xA0, "\u3000"},
                                             {0xFE, 0x51, "\uE816"},
                                             {0xFE, 0x52, "\uE817"},
                                             {0xFE, 0x53, "\uE818"},
                                             {0xFE, 0x6C, "\uE831"},
                                             {0xFE, 0x76, "\uE83B"},
                                             {0xFE, 0x91, "\uE855"}}};

/// Length of the character at the front by its first two bytes.
size_t character_length(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes[0]);
    if (lead < 0x80 || bytes.size() < 2) return 1;
    const auto second = static_cast<unsigned char>(bytes[1]);
    return second >= 0x30 && second <= 0x39 ? 4 : 2;
}

const Remapped* remapped(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes[0]);
    if ((lead != 0xA3 && lead != 0xFE) || bytes.size() < 2) return nullptr;
    for (const Remapped& each : kRemapped)
        if (each.lead == lead && each.trail == static_cast<unsigned char>(bytes[1])) return &each;
    return nullptr;
}

class Converter {
  public:
    Converter() : handle_(iconv_open("UTF-8", "GB18030")) {}
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter() {
        if (ready()) iconv_close(handle_);
    }
    [[nodiscard]] bool ready() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    /// Appends the characters of `bytes`; how many bytes were sound.
    size_t append(std::string_view bytes, std::string& output) {
        std::array<char, 4096> buffer{};
        char* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
        size_t in_left = bytes.size();
        bool sound = true;
        while (sound && in_left > 0) {
            char* out = buffer.data();
            size_t out_left = buffer.size();
            const size_t result = iconv(handle_, &in, &in_left, &out, &out_left);
            sound = result != static_cast<size_t>(-1) || errno == E2BIG;
            output.append(buffer.data(), static_cast<size_t>(out - buffer.data()));
        }
        return bytes.size() - in_left;
    }

  private:
    iconv_t handle_;
};

}  // namespace

std::optional<std::string> decode_gb18030(std::string_view bytes, size_t* bad) {
    Converter converter;
    if (!converter.ready()) return std::nullopt;
    std::string output;
    output.reserve(bytes.size() + bytes.size() / 2);
    size_t begin = 0;
    const auto flush = [&](size_t end) {
        const size_t sound = converter.append(bytes.substr(begin, end - begin), output);
        if (begin + sound != end && bad != nullptr) *bad = begin + sound;
        return begin + sound == end;
    };
    for (size_t at = 0; at < bytes.size();) {
        const Remapped* other = remapped(bytes.substr(at));
        if (other != nullptr) {
            if (!flush(at)) return std::nullopt;
            output += other->utf8;
            at += 2;
            begin = at;
        } else {
            at += character_length(bytes.substr(at));
        }
    }
    if (!flush(bytes.size())) return std::nullopt;
    return output;
}

}  // namespace yici
