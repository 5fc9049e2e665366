#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici::documents {

/// A JSON text of objects, lists and strings alone, laid flat in file order: "signer.key_id" → text, "items[0].name".
/// For files that come from anyone: no key twice, nothing nested deeper than four, no other kind of value.
class StrictJson {
  public:
    /// None, with a finding, when the text is not so.
    static std::optional<StrictJson> parse(std::string_view text, std::vector<Finding>& findings);

    /// The text at a path; a finding documents.missing_field when there is none. Each path is taken once.
    [[nodiscard]] std::string take(std::string_view path, std::vector<Finding>& findings);
    [[nodiscard]] bool has(std::string_view path) const;
    /// A finding documents.unknown_field for everything that was not taken.
    void reject_rest(std::vector<Finding>& findings) const;

  private:
    struct Entry {
        std::string path;
        std::string value;
        bool taken = false;
    };
    friend class FlatReader;
    std::vector<Entry> entries_;
};

}  // namespace yici::documents
