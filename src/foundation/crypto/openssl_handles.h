#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "foundation/base/error.h"

namespace yici::crypto {

/// Frees with OpenSSL's own function.
template <auto Free>
struct Freed {
    template <class Object>
    void operator()(Object* object) const {
        Free(object);
    }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using BioHandle = std::unique_ptr<BIO, Freed<BIO_free_all>>;

/// crypto.failed when OpenSSL says no where it never should; clears its error queue.
void require(bool done, std::string_view what);
/// What a memory BIO holds.
[[nodiscard]] std::string text_of(BIO* bio);
[[nodiscard]] BioHandle bio_over(std::string_view text);

}  // namespace yici::crypto
