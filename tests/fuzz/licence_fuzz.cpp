#include "engines/documents/container.h"
#include "fuzz/fuzz.h"

/// A licence's file and the licence inside it: any bytes give checks, and what reads well reads the same again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace yici;
    using namespace yici::documents;
    using fuzz::require;
    static const auto stranger = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    const std::string_view text = fuzz::text_of(data, size);
    const Date day = std::chrono::year{2018} / 6 / 12;
    const Verification verification = verify_container(as_bytes(text), &stranger->public_key(), day, as_bytes(text));
    require(verification.checks.size() == 7 && !verification.none_failed());
    for (const Check& check : verification.checks) fuzz::require_sentences(check.findings);
    require(to_text(verification, Language::zh) != to_text(verification, Language::en));
    std::vector<Finding> findings;
    const auto licence = parse_licence(text, findings);
    require(licence.has_value() == findings.empty());
    fuzz::require_sentences(findings);
    if (licence) require(parse_licence(canonical_json(*licence), findings) == licence && findings.empty());
    if (const auto parts = parse_identifier(text)) require(parts->version >= 1 && parts->type.size() == 21);
    fuzz::passes([&] { require(parse_identifier(next_version(text)).has_value()); });
    return 0;
}
