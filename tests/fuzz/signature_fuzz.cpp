#include "foundation/crypto/batch_signature.h"
#include "fuzz/fuzz.h"

namespace {

using namespace yici;
using namespace yici::crypto;
using fuzz::require;

void check_key(std::string_view text) {
    fuzz::passes([&] {
        const auto key = parse_public_key(text);
        require(parse_public_key(key->to_pem())->id() == key->id() && key->id().size() == 32);
        require(!key->verify(as_bytes("message"), as_bytes(text)));
    });
}

/// A good signature with one byte replaced is good no more, or says the same as before.
void check_tampering(std::string_view text) {
    static const auto key = generate_key(SignatureAlgorithm::sm2_sm3);
    // Unlike each other: equal messages would verify at each other's places, and rightly so.
    static const std::vector<Digest> messages{sm3("0"), sm3("1"), sm3("2"), sm3("3"), sm3("4")};
    static const std::string good = sign_batch(*key, messages)[3];
    if (text.size() < 3) return;
    std::string changed = good;
    const size_t place = static_cast<uint8_t>(text[0]) | static_cast<size_t>(static_cast<uint8_t>(text[1])) << 8;
    changed[place % changed.size()] = text[2];
    const auto signature = BatchSignature::parse(changed);
    if (!signature || signature->to_text() == good) return;
    const bool same_key = to_lower(signature->key_id) == key->public_key().id();
    require(!verify_batch(key->public_key(), messages[3], *signature) || (same_key && signature->index == 3));
}

}  // namespace

/// Batch signatures as text, and public keys as PEM.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    if (const auto signature = BatchSignature::parse(text)) {
        const auto again = BatchSignature::parse(signature->to_text());
        require(again && again->to_text() == signature->to_text() && again->path == signature->path);
        require(signature->index < signature->size && signature->path.size() <= 64);
        const Digest any = sm3(text);
        require(
            !verify_inclusion(HashAlgorithm::sm3, any, signature->index, signature->size, signature->path, Digest{}));
    }
    check_key(text);
    check_tampering(text);
    return 0;
}
