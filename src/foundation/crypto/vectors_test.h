#pragma once

#include <map>
#include <string>
#include <vector>

#include "foundation/base/files.h"
#include "foundation/base/text.h"

namespace yici::crypto::vectors {

/// One stanza of OpenSSL's evp_test format: the first line names the kind; PEM blocks are under their own label.
struct Stanza {
    std::string kind;
    std::multimap<std::string, std::string> values;

    [[nodiscard]] std::string get(const std::string& key) const {
        const auto found = values.find(key);
        return found == values.end() ? std::string() : found->second;
    }
    /// Hex, or text in quotes.
    [[nodiscard]] Bytes bytes(const std::string& key) const {
        const std::string value = get(key);
        if (value.size() >= 2 && value.front() == '"') {
            const auto text = as_bytes(std::string_view(value).substr(1, value.size() - 2));
            return {text.begin(), text.end()};
        }
        return from_hex(value).value();
    }
};

inline std::vector<Stanza> read_stanzas(const std::filesystem::path& file) {
    const std::string content = read_file(file);
    std::vector<Stanza> stanzas(1);
    std::string* pem = nullptr;
    for (const auto raw : split(content, '\n')) {
        const auto line = trim(raw);
        if (line.starts_with("-----BEGIN")) pem = &stanzas.back().values.emplace("PEM", "")->second;
        if (pem != nullptr) {
            *pem += std::string(line) + "\n";
            if (line.starts_with("-----END")) pem = nullptr;
            continue;
        }
        if (line.empty()) {
            if (!stanzas.back().kind.empty()) stanzas.emplace_back();
            continue;
        }
        const size_t equals = line.find('=');
        if (line.front() == '#' || equals == std::string_view::npos) continue;
        const std::string key(trim(line.substr(0, equals)));
        if (stanzas.back().kind.empty()) stanzas.back().kind = key;
        stanzas.back().values.emplace(key, trim(line.substr(equals + 1)));
    }
    if (stanzas.back().kind.empty()) stanzas.pop_back();
    return stanzas;
}

inline Bytes hex(std::string_view text) {
    return from_hex(text).value();
}

}  // namespace yici::crypto::vectors
