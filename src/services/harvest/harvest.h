#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/rdf/graph.h"
#include "services/catalogue/catalogue.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"

namespace yici::harvest {

/// An entry as it is published.
struct Published {
    catalogue::Entry entry;
    int version = 1;
    std::string modified;  // date; empty: when the entry was issued
};

/// What an export says beside its entries.
struct Context {
    const catalogue::Rules& rules;
    const organisations::Directory& bodies;
    const codes::Divisions& divisions;
    std::string base;  // address of the node, "http://localhost:8080"
    Date today{};      // where the pack names no date
};

/// The catalogue as DCAT-AP 3, without blank nodes, so that the same catalogue is the same graph. Addresses below
/// `base` are those that the node serves.
[[nodiscard]] rdf::Graph to_dcat(const Context& context, const std::vector<Published>& entries);
/// "ttl", "jsonld" (the same graph), "csv" or "national".
[[nodiscard]] std::string export_as(std::string_view format, const Context& context,
                                    const std::vector<Published>& entries);
/// Matters as public services of CPSV-AP.
[[nodiscard]] rdf::Graph to_cpsv(const Context& context, const std::vector<const matters::Matter*>& matters);

}  // namespace yici::harvest
