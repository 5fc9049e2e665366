#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici::fuzz {

/// What must hold; libFuzzer keeps the input that broke it.
inline void require(bool holds) {
    if (!holds) std::abort();
}

inline std::string_view text_of(const uint8_t* data, size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Takes the input up to the next `separator` away from its front.
inline std::string_view next_part(std::string_view& input, char separator) {
    const size_t end = std::min(input.find(separator), input.size());
    const std::string_view part = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    return part;
}

/// A key that may reach a person has a sentence.
inline void require_sentence(std::string_view key) {
    require(message(key, Language::zh) != key && message(key, Language::en) != key);
}

inline void require_sentences(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) require_sentence(finding.key);
}

/// True when `parse` returns; it may throw nothing but an Error with a sentence.
template <class Parse>
bool passes(const Parse& parse) {
    try {
        parse();
        return true;
    } catch (const Error& error) {
        require_sentence(error.key());
        require(error.kind() != ErrorKind::internal);
        return false;
    }
}

}  // namespace yici::fuzz
