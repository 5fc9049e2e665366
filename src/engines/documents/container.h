#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engines/documents/licence.h"
#include "foundation/base/text.h"
#include "foundation/crypto/keys.h"

namespace yici::documents {

/// The signed file of a licence, docs/formats/licence-container.md. `face` is the PDF that was drawn for it; its SM3
/// goes into the licence and so under the signature.
[[nodiscard]] std::string make_container(Licence licence, BytesView face, const crypto::PrivateKey& key);

enum class Outcome { passed, failed, unknown };

/// One thing that was looked at. Names: structure, signature, signer, identifier, validity, status, face.
struct Check {
    std::string name;
    Outcome outcome = Outcome::unknown;
    std::vector<Finding> findings;  // why it failed or is unknown; for a reader
};

struct Verification {
    std::optional<Licence> licence;  // as the file says; believe it only when signature and signer passed
    std::vector<Check> checks;       // in the order of domain.md §5.7
    /// Nothing failed; what is unknown is left to the reader.
    [[nodiscard]] bool none_failed() const;
    [[nodiscard]] const Check& check(std::string_view name) const;
};

/// Looks at every side of the file and reports each apart: a licence that is expired today has still a good signature.
/// `trusted`: the issuer's key, or null when it is not known. `on`: the day that validity is asked for. `face`: the
/// PDF, when there is one to compare. Any bytes may come in; the outcome is checks, never an exception.
[[nodiscard]] Verification verify_container(BytesView container, const crypto::PublicKey* trusted, Date on,
                                            std::optional<BytesView> face = {});

/// "签名" / "Signature"
[[nodiscard]] std::string_view title_of_check(std::string_view name, Language language);
/// One line a check, for a terminal: "通过 签名", "未通过 有效期：…", "未知 状态：…".
[[nodiscard]] std::string to_text(const Verification& verification, Language language);

}  // namespace yici::documents
