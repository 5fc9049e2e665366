#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/credit/credit.h"

namespace yici::credit {

/// {"subject","kind","values":{field: text}}; anything else is credit.bad_request.
[[nodiscard]] Draft parse_draft(std::string_view body);
/// What the other requests say; what is absent is empty.
struct Asked {
    std::string query;
    std::string purpose;
    std::string reason;
    std::string basis;
    std::string entry;
    std::string field;
    std::string claimed;
    Values values;
    std::vector<Evidence> evidence;
};
[[nodiscard]] Asked parse_asked(std::string_view body);

/// As docs/openapi.yaml shapes them. `whole` shows values and codes in clear, else by the masks of their fields.
class CreditJson {
  public:
    CreditJson(const Parts& parts, Credit& credit) : parts_(parts), credit_(credit) {}

    [[nodiscard]] std::string rules() const;
    [[nodiscard]] std::string entry(const Entry& entry, bool whole) const;
    [[nodiscard]] std::string entries(const EntryPage& page, const http::Part& part) const;
    [[nodiscard]] std::string files(const FilePage& page, const http::Part& part) const;
    /// `viewer` sees its own entries whole.
    [[nodiscard]] std::string file(const File& file, const Actor& viewer, const http::Part& part,
                                   std::optional<Instant> known) const;
    [[nodiscard]] std::string repair(const Repair& repair, const Actor& viewer) const;
    [[nodiscard]] std::string repairs(const RepairPage& page, const Actor& viewer, const http::Part& part) const;
    [[nodiscard]] std::string figures(const std::vector<Figure>& figures) const;
    [[nodiscard]] static std::string opened(const Opened& opened);

  private:
    struct Writer;
    const Parts& parts_;
    Credit& credit_;
};

}  // namespace yici::credit
