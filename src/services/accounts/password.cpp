#include "services/accounts/password.h"

#include <argon2.h>

#include <array>

#include "foundation/base/error.h"

namespace yici::accounts {

std::string hash_password(std::string_view password, RandomSource& random, uint32_t memory_kib, uint32_t passes) {
    std::array<uint8_t, 16> salt{};
    random.fill(salt);
    std::array<char, 160> encoded{};
    const int result = argon2id_hash_encoded(passes, memory_kib, 1, password.data(), password.size(), salt.data(),
                                             salt.size(), 32, encoded.data(), encoded.size());
    if (result != ARGON2_OK) throw Error(ErrorKind::internal, "base.internal", argon2_error_message(result));
    return encoded.data();
}

bool password_fits(std::string_view password, const std::string& encoded) {
    return argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace yici::accounts
