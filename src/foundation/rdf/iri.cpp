#include "foundation/rdf/graph.h"

namespace yici::rdf {

namespace {

struct Parts {
    std::string_view scheme;     // with its colon
    std::string_view authority;  // with its slashes
    std::string_view path;
    std::string_view query;     // with its mark
    std::string_view fragment;  // with its mark
};

Parts split_iri(std::string_view text) {
    Parts parts;
    const auto cut = [&text](size_t at) {
        const std::string_view tail = text.substr(at);
        text = text.substr(0, at);
        return tail;
    };
    if (const size_t at = text.find('#'); at != std::string_view::npos) parts.fragment = cut(at);
    if (const size_t at = text.find('?'); at != std::string_view::npos) parts.query = cut(at);
    const size_t colon = text.find(':');
    if (colon != std::string_view::npos && colon > 0 && text.find('/') > colon) {
        parts.scheme = text.substr(0, colon + 1);
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        const size_t end = std::min(text.find('/', 2), text.size());
        parts.authority = text.substr(0, end);
        text.remove_prefix(end);
    }
    parts.path = text;
    return parts;
}

/// RFC 3986 §5.2.4.
std::string without_dots(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        if (path.starts_with("../")) {
            path.remove_prefix(3);
        } else if (path.starts_with("./") || path.starts_with("/./")) {
            path.remove_prefix(2);
        } else if (path == "/.") {
            path = "/";
        } else if (path.starts_with("/../") || path == "/..") {
            path = path == "/.." ? "/" : path.substr(3);
            out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
        } else if (path == "." || path == "..") {
            break;
        } else {
            const size_t end = std::min(path.find('/', 1), path.size());
            out += path.substr(0, end);
            path.remove_prefix(end);
        }
    }
    return out;
}

std::string merged(const Parts& base, std::string_view path) {
    if (!base.authority.empty() && base.path.empty()) return "/" + std::string(path);
    const size_t slash = base.path.rfind('/');
    return std::string(slash == std::string_view::npos ? "" : base.path.substr(0, slash + 1)) + std::string(path);
}

}  // namespace

std::string resolve_iri(std::string_view base, std::string_view reference) {
    const Parts wanted = split_iri(reference);
    if (!wanted.scheme.empty() || base.empty()) return std::string(reference);
    const Parts from = split_iri(base);
    const auto joined = [&](std::string_view authority, const std::string& path, std::string_view query) {
        return std::string(from.scheme) + std::string(authority) + path + std::string(query) +
               std::string(wanted.fragment);
    };
    if (!wanted.authority.empty()) return joined(wanted.authority, without_dots(wanted.path), wanted.query);
    if (wanted.path.empty()) {
        return joined(from.authority, std::string(from.path), wanted.query.empty() ? from.query : wanted.query);
    }
    const std::string path = wanted.path.starts_with('/') ? std::string(wanted.path) : merged(from, wanted.path);
    return joined(from.authority, without_dots(path), wanted.query);
}

}  // namespace yici::rdf
