#include "services/accounts/password.h"

#include <argon2.h>

#include <array>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

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

std::string nobodys_hash(RandomSource& random, uint32_t memory_kib, uint32_t passes) {
    const auto part = [&](size_t bytes) {
        Bytes made(bytes);
        random.fill(made);
        std::string text = to_base64(made);
        text.erase(text.find_last_not_of('=') + 1);
        return text;
    };
    return "$argon2id$v=19$m=" + std::to_string(memory_kib) + ",t=" + std::to_string(passes) + ",p=1$" + part(16) +
           "$" + part(32);
}

bool password_fits(std::string_view password, const std::string& encoded) {
    return argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace yici::accounts
