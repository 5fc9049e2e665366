#include "foundation/http/path.h"

#include <algorithm>

#include "foundation/base/text.h"

namespace yici::http {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool forbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == ';' || c == '\\';
}

bool has_dots_or_gaps(std::string_view path) {
    size_t begin = 1;
    while (begin < path.size()) {
        const size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view segment = path.substr(begin, end - begin);
        if (segment.empty() || segment == "." || segment == "..") return true;
        begin = end + 1;
    }
    return false;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

std::optional<std::string> normalised_path(std::string_view target_path) {
    if (!target_path.starts_with('/') || target_path.find('#') != std::string_view::npos) return std::nullopt;
    auto path = percent_decoded(target_path, false);
    if (!path) return std::nullopt;
    // An encoded slash would make two different targets one path.
    if (std::count(path->begin(), path->end(), '/') != std::count(target_path.begin(), target_path.end(), '/')) {
        return std::nullopt;
    }
    if (std::any_of(path->begin(), path->end(), forbidden)) return std::nullopt;
    if (has_dots_or_gaps(*path) || !is_utf8(*path)) return std::nullopt;
    return path;
}

}  // namespace yici::http
