#pragma once

#include <string>
#include <string_view>

#include "foundation/rdf/graph.h"
#include "services/catalogue/catalogue.h"

namespace yici::harvest {

/// Our own statements that DCAT has no word for: codes of the national guide.
inline constexpr std::string_view kOwn = "urn:x-yici:catalogue#";

/// The prefixes of both profiles.
[[nodiscard]] rdf::Prefixes prefixes();

/// Names of controlled vocabularies that the profiles of DCAT-AP and CPSV-AP demand: each gives the IRI, after stating
/// in the graph what it is (its class, its scheme, its label in Chinese and English).
class Vocabulary {
  public:
    explicit Vocabulary(rdf::Graph& graph) : graph_(graph) {}

    /// By 更新周期: EU authority list "frequency".
    std::string frequency(int update_cycle);
    /// "PUBLIC", "RESTRICTED" or "NON_PUBLIC" by share type and openness.
    std::string access_right(const catalogue::Entry& entry);
    std::string theme(const std::string& code);
    std::string file_type(const std::string& code);   // "JSON"
    std::string media_type(const std::string& name);  // "application/json"
    std::string language(const std::string& code);    // "ZHO"
    std::string availability_stable();
    std::string distribution_completed();
    std::string change_type(bool is_new);
    std::string publisher_type(int level);
    std::string licence_type(const std::string& name);
    std::string currency_yuan();

    /// Update cycle of a frequency's IRI; 0 when we have no code for it.
    [[nodiscard]] static int update_cycle_of(std::string_view iri);

    /// A concept with its labels, in a scheme.
    std::string concept_of(const std::string& iri, const std::string& scheme, const std::string& zh,
                           const std::string& en);

  private:
    rdf::Graph& graph_;
};

/// Adds a text in Chinese and, where there is one, in English.
void add_texts(rdf::Graph& graph, const std::string& subject, std::string_view predicate, const std::string& zh,
               const std::string& en);

}  // namespace yici::harvest
