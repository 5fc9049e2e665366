#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engines/warehouse/table_source.h"
#include "engines/warehouse/warehouse.h"

namespace yici::warehouse {

/// What a pass over a source did.
struct Pass {
    Tally tally;
    bool ended = false;             // false: broken off, the next one goes on where it stopped
    std::string held;               // why nothing was read, in words of columns
    int64_t without_watermark = 0;  // rows that no pass can see
};

/// Told after each piece; false breaks the pass off.
using Progress = std::function<bool(const Tally& so_far)>;

/// Called in the transaction that ends a pass.
using Ended = std::function<void(db::Transaction&, const Tally&)>;

/// One pass over a department's table into the warehouse. A pass that was broken off, by a kill, a lost connection or
/// `progress`, goes on where it stopped. Errors: those of Foreign and TableSource.
[[nodiscard]] Pass collect(std::string_view source, TableSource& table, Warehouse& warehouse, const Clock& clock,
                           const Progress& progress = {}, const Ended& ended = {});

}  // namespace yici::warehouse
