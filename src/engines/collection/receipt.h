#pragma once

#include "engines/collection/intake.h"

namespace yici::collection {

/// A batch's number and counts, in the order of kReceipt.
inline Receipt receipt_of(const db::Row& row) {
    Receipt receipt;
    receipt.batch = row.integer(0);
    receipt.rows = row.integer(1);
    receipt.added = row.integer(2);
    receipt.changed = row.integer(3);
    receipt.unchanged = row.integer(4);
    receipt.late = row.integer(5);
    receipt.removed = row.integer(6);
    receipt.quarantined = row.integer(7);
    return receipt;
}

inline constexpr std::string_view kReceipt = "id, row_count, added, changed, unchanged, late, removed, quarantined";

}  // namespace yici::collection
