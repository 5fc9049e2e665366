#include "engines/documents/qr.h"

#include <qrencode.h>

#include <memory>

#include "foundation/base/error.h"

namespace yici::documents {

QrModules qr_modules(std::string_view text) {
    struct Free {
        void operator()(QRcode* code) const { QRcode_free(code); }
    };
    const std::unique_ptr<QRcode, Free> code(QRcode_encodeData(
        static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
    if (code == nullptr) {
        throw Error(ErrorKind::invalid_input, "documents.qr_unfit", std::to_string(text.size()) + " bytes");
    }
    QrModules modules;
    modules.size = code->width;
    const size_t count = static_cast<size_t>(code->width) * static_cast<size_t>(code->width);
    for (size_t i = 0; i < count; ++i) modules.dark.push_back((code->data[i] & 1) != 0);
    return modules;
}

std::string qr_svg(std::string_view text) {
    constexpr int kQuiet = 4;
    const QrModules modules = qr_modules(text);
    const std::string side = std::to_string(modules.size + 2 * kQuiet);
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
                      "\" role=\"img\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" + side +
                      "\" fill=\"#fff\"/><path fill=\"#000\" d=\"";
    for (int y = 0; y < modules.size; ++y) {
        for (int x = 0; x < modules.size; ++x) {
            if (!modules.at(x, y)) continue;
            int end = x;
            while (end < modules.size && modules.at(end, y)) ++end;
            const std::string width = std::to_string(end - x);
            out += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h" + width + "v1h-" + width +
                   "z";
            x = end;
        }
    }
    return out + "\"/></svg>";
}

}  // namespace yici::documents
