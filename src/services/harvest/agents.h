#pragma once

#include <string>

#include "services/harvest/harvest.h"
#include "services/harvest/vocabulary.h"

namespace yici::harvest {

/// What both profiles say alike: bodies, places, licences, laws, the contact point and documents. Each function states
/// the thing in the graph and gives its IRI.
class Agents {
  public:
    Agents(rdf::Graph& graph, Vocabulary& vocabulary, const Context& context)
        : graph_(graph), vocabulary_(vocabulary), context_(context) {}

    /// A body by its credit code; foaf:Agent of both profiles, public organisation of CPSV-AP.
    std::string body(const std::string& code, const std::string& name);
    std::string publisher();
    std::string contact();
    std::string place();
    std::string licence(bool open);
    std::string law(const std::string& name, const std::string& name_en, const std::string& number);
    /// A page for people.
    std::string document(const std::string& path);
    /// An address below the node.
    [[nodiscard]] std::string at(const std::string& path) const { return context_.base + path; }

  private:
    rdf::Graph& graph_;
    Vocabulary& vocabulary_;
    const Context& context_;
};

}  // namespace yici::harvest
