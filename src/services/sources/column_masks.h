#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/sources/sources.h"

namespace yici::sources {

/// How a source's columns are shown to who has not asked for clear values. A column's mask is what the pack's source
/// says of it (`masks`); else that of the record fields that it becomes; a person's own code is masked as one. Of any
/// other column nobody has said what it holds, so it is hidden whole. A valid ID number is masked wherever it stands:
/// a row in quarantine may have its cells in wrong places.
class ColumnMasks {
  public:
    explicit ColumnMasks(const Source& source);
    [[nodiscard]] SeenRow seen(collection::QuarantinedRow row) const;

  private:
    struct Of {
        bool known = false;
        records::Mask mask = records::Mask::none;
    };
    std::vector<Of> columns_;
};

/// The row as it is; tells readable rows from others.
[[nodiscard]] SeenRow seen_in_clear(const collection::Plan& plan, collection::QuarantinedRow row);

}  // namespace yici::sources
