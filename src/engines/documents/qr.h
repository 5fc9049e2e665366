#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yici::documents {

/// The modules of a QR code (GB/T 18284, ISO/IEC 18004), error correction level M, without its quiet zone.
struct QrModules {
    int size = 0;
    std::vector<bool> dark;  // row by row
    [[nodiscard]] bool at(int x, int y) const {
        return dark[static_cast<size_t>(y) * static_cast<size_t>(size) + static_cast<size_t>(x)];
    }
};

/// `text` is UTF-8 of 1 to about 2,300 bytes; documents.qr_unfit when it is not.
[[nodiscard]] QrModules qr_modules(std::string_view text);
/// A whole <svg> element, one user unit a module, with the quiet zone of four; scales to any size.
[[nodiscard]] std::string qr_svg(std::string_view text);

}  // namespace yici::documents
