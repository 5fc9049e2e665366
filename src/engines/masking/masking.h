#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engines/records/record_type.h"
#include "foundation/base/clock.h"

namespace yici::masking {

using records::Field;
using records::Mask;
using records::RecordType;
using records::RecordTypes;

/// Who looks at a value and what for: what the conditions of a field may ask.
struct Reader {
    std::string kind;                // reader.kind: "staff", "citizen"
    std::string organisation;        // reader.organisation: credit code of the body that staff works for
    std::vector<std::string> roles;  // reader.roles
    bool own = false;                // reader.own: the data is the reader's own
    std::string purpose;             // purpose: "case", "lookup", "review"
    std::string matter;              // matter: code of the case's matter; empty without a case
};

/// `mask_unless` and `mask_strong_when` of a field (docs/formats/pack.md): lines of FEEL, compiled once. They may also
/// ask subject.age and subject.minor (under 18, 民法典 art. 17), which the subject's code tells.
class MaskConditions {
  public:
    /// An empty text holds never. Throws feel::SyntaxError, and Error feel.unknown_name for a name that nobody gives.
    MaskConditions(const std::string& unless, const std::string& strong_when);
    ~MaskConditions();
    [[nodiscard]] bool lifted(const Reader& reader, std::string_view subject, Date today) const;
    [[nodiscard]] bool strong(const Reader& reader, std::string_view subject, Date today) const;

  private:
    struct Compiled;
    std::unique_ptr<const Compiled> compiled_;
};

/// The conditions of a pack's fields. Unchanging; copies share.
class MaskRules {
  public:
    /// Reads what records/*.yaml say of conditions; the rest of them RecordTypes reads.
    static MaskRules load(const std::filesystem::path& pack, const RecordTypes& types, std::vector<Finding>& findings);

    /// The value as this reader may see it: by the field's mask, in clear where its `mask_unless` holds. What a
    /// condition cannot tell stays masked.
    [[nodiscard]] std::string shown(std::string_view type, const Field& field, std::string_view value,
                                    const Reader& reader, std::string_view subject, Date today) const;

  private:
    std::map<std::string, std::shared_ptr<const MaskConditions>, std::less<>> conditions_;  // by "type.field"
};

}  // namespace yici::masking
