#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace yici::rdf {

/// What a key of JSON-LD stands for.
struct JsonLdTerm {
    std::string iri;   // or a keyword such as "@id"; empty: the term is taken away
    std::string type;  // "@id", "@vocab" or a datatype's IRI
    std::optional<std::string> language;
    std::string container;  // "", "@set", "@list", "@language"
    bool reverse = false;
};

/// The active context of JSON-LD 1.1 §4.1, as far as rdf::parse_json_ld says.
class JsonLdContext {
  public:
    explicit JsonLdContext(std::string base) : base_(std::move(base)) {}
    /// Takes in the value of "@context".
    void take(const nlohmann::ordered_json& context);
    [[nodiscard]] const JsonLdTerm* find(std::string_view key) const;
    /// A key or a type as an IRI or keyword; empty when it stands for nothing.
    [[nodiscard]] std::string vocabulary_iri(std::string_view name) const;
    /// The value of @id.
    [[nodiscard]] std::string document_iri(std::string_view name) const;
    [[nodiscard]] const std::string& language() const { return language_; }

  private:
    void define(const std::string& name, const nlohmann::ordered_json& value, const nlohmann::ordered_json& local);
    [[nodiscard]] std::string expanded(std::string_view name, const nlohmann::ordered_json& local) const;
    [[nodiscard]] std::optional<std::string> prefixed(std::string_view name) const;

    std::map<std::string, JsonLdTerm, std::less<>> terms_;
    std::string base_;
    std::string vocabulary_;
    std::string language_;
};

}  // namespace yici::rdf
