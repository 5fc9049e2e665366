#pragma once

#include <filesystem>

#include "foundation/journal/heads.h"
#include "foundation/journal/nodes.h"
#include "foundation/journal/segments.h"

namespace yici::journal {

/// Brings segments and nodes to what the disk holds: cuts a torn last write, makes missing nodes again, fills in a
/// header that a kill left empty. Only the last segment is read whole when the rest is in order; the whole journal is
/// verify()'s task. Whatever else is wrong, below what the last head covers, is journal.damaged.
void recover(const std::filesystem::path& folder, const std::optional<Head>& last_head, Segments& segments,
             Nodes& nodes);

}  // namespace yici::journal
