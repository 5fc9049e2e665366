#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/rdf/graph.h"
#include "services/harvest/harvest.h"

namespace yici::harvest {

/// Datasets of DCAT, ours and others'; `source` is the catalogue's own address.
[[nodiscard]] Harvested read_dcat(rdf::Graph graph);

}  // namespace yici::harvest
