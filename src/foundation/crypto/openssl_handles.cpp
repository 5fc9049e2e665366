#include "foundation/crypto/openssl_handles.h"

#include <openssl/err.h>

namespace yici::crypto {

void require(bool done, std::string_view what) {
    if (done) return;
    ERR_clear_error();
    throw Error(ErrorKind::internal, "crypto.failed", std::string(what));
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

BioHandle bio_over(std::string_view text) {
    BioHandle bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    require(bio != nullptr, "BIO_new_mem_buf");
    return bio;
}

}  // namespace yici::crypto
