#pragma once

#include <string>
#include <vector>

#include "engines/linkage/spec.h"
#include "foundation/tables/table.h"

namespace yici::linkage {

/// A spec for tables that nobody has described: what each column holds, by its name (English or Chinese) and its
/// values; columns that are each other's usual mistake; blocking rules, fewer for larger tables. Columns in `ignored`
/// (who is who, for measuring) and those named like a label (cluster, entity, truth, label) are left alone. The id is
/// the first column whose values all differ and that is named like one, or stands first. With two tables, columns of
/// both count.
[[nodiscard]] Spec propose(const tables::Table& a, const tables::Table* b, const std::vector<std::string>& ignored);

}  // namespace yici::linkage
