#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/rdf/graph.h"
#include "services/catalogue/catalogue.h"
#include "services/harvest/schedule.h"
#include "services/matters/matters.h"
#include "services/organisations/organisations.h"

namespace yici::harvest {

/// An entry as it is published.
struct Published {
    catalogue::Entry entry;
    int version = 1;
    std::string modified;  // date; empty: when the entry was issued
};

/// Another catalogue, as its file gives it.
struct Harvested {
    std::string source;  // the catalogue's address where the file tells it
    std::vector<catalogue::Incoming> entries;
    std::vector<Finding> findings;  // about what could not be taken
};
/// By its content: DCAT as JSON-LD or Turtle, or a form (CSV or XLSX, ours or the national one). A file that holds no
/// catalogue is harvest.no_catalogue.
[[nodiscard]] Harvested read_catalogue(std::string_view bytes, const std::string& file);

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

/// GET /api/v1/catalogue/dcat.ttl, dcat.jsonld, export.csv, national.csv and cpsv.ttl, cpsv.jsonld of what is
/// published, GET /api/v1/open/dcat.ttl and dcat.jsonld of what is open to the public, and POST
/// /api/v1/catalogue/harvest for the data authority.
struct Serving {
    catalogue::Catalogue& catalogue;
    const matters::Catalogue& matters;
    const organisations::Directory& bodies;
    const codes::Divisions& divisions;
    const Clock& clock;
    std::string public_url;
};
void add_routes(http::Router& router, const Serving& serving, accounts::Accounts& accounts);

}  // namespace yici::harvest
