#pragma once

#include <string>
#include <string_view>

#include "foundation/base/random.h"

namespace yici::accounts {

/// argon2id in its encoded text form, with a fresh salt.
[[nodiscard]] std::string hash_password(std::string_view password, RandomSource& random, uint32_t memory_kib,
                                        uint32_t passes);
/// In the same form and as dear to check, but no password fits it and making it costs nothing.
[[nodiscard]] std::string nobodys_hash(RandomSource& random, uint32_t memory_kib, uint32_t passes);
[[nodiscard]] bool password_fits(std::string_view password, const std::string& encoded);

}  // namespace yici::accounts
