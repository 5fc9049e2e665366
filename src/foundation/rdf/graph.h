#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yici::rdf {

/// A node of RDF 1.1: an IRI, a blank node by its label, or a literal with either a language or a datatype (an IRI;
/// empty stands for xsd:string).
struct Term {
    enum class Kind { iri, blank, literal };
    Kind kind = Kind::iri;
    std::string value;
    std::string language;  // lower case
    std::string datatype;

    [[nodiscard]] bool is_literal() const { return kind == Kind::literal; }
    auto operator<=>(const Term&) const = default;
};
[[nodiscard]] Term iri(std::string value);
[[nodiscard]] Term blank(std::string label);
[[nodiscard]] Term literal(std::string value, std::string language = {});
/// `datatype` is the local name in XML Schema, such as "date".
[[nodiscard]] Term typed(std::string value, std::string_view datatype);

/// Prefix → namespace, for reading and writing: {"dcat", "http://www.w3.org/ns/dcat#"}.
using Prefixes = std::map<std::string, std::string, std::less<>>;

/// A set of triples in the order of subject, predicate, object; the same triple twice is one.
class Graph {
  public:
    using Properties = std::map<std::string, std::set<Term>, std::less<>>;

    explicit Graph(Prefixes prefixes = {}) : prefixes_(std::move(prefixes)) {}

    /// Names may be written with a prefix of this graph ("dct:title"); an unknown prefix is left as it is.
    void add(const Term& subject, std::string_view predicate, Term object);
    void add(std::string_view subject, std::string_view predicate, Term object);
    /// An object that is an IRI, which may be written with a prefix too.
    void link(std::string_view subject, std::string_view predicate, std::string_view object);
    void type(std::string_view subject, std::string_view type) { link(subject, "rdf:type", type); }

    /// The predicate as it stands, never taken for a prefixed name.
    void insert(const Term& subject, std::string predicate, Term object);

    [[nodiscard]] std::string expand(std::string_view name) const;
    [[nodiscard]] const Prefixes& prefixes() const { return prefixes_; }
    [[nodiscard]] Prefixes& prefixes() { return prefixes_; }
    [[nodiscard]] const std::map<Term, Properties>& subjects() const { return subjects_; }
    [[nodiscard]] size_t size() const;

    [[nodiscard]] const std::set<Term>& objects(const Term& subject, std::string_view predicate) const;
    [[nodiscard]] std::optional<Term> object(const Term& subject, std::string_view predicate) const;
    /// Text of a literal or an IRI; of several literals the one in the language asked for, else the first.
    [[nodiscard]] std::string text(const Term& subject, std::string_view predicate,
                                   std::string_view language = {}) const;
    [[nodiscard]] std::vector<Term> of_type(std::string_view type) const;

    bool operator==(const Graph& other) const { return subjects_ == other.subjects_; }

  private:
    Prefixes prefixes_;
    std::map<Term, Properties> subjects_;
};

inline constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
inline constexpr std::string_view kXsd = "http://www.w3.org/2001/XMLSchema#";

/// Turtle 1.1 (W3C Recommendation 2014), a subject a paragraph.
[[nodiscard]] std::string to_turtle(const Graph& graph);
/// JSON-LD 1.1: the prefixes as context, flattened nodes below @graph, every value with its own type.
[[nodiscard]] std::string to_json_ld(const Graph& graph);

/// Reads all of Turtle 1.1. Errors: rdf.turtle_invalid (invalid_input; detail says line and what was expected).
[[nodiscard]] Graph parse_turtle(std::string_view text, std::string_view base = {});
/// Reads JSON-LD 1.1 with contexts inside the file: prefixes, terms, @vocab, @base, @language, type and language
/// coercion, nested nodes, @graph, @list, @set, @reverse. A context at an address is rdf.context_remote; scoped
/// contexts, @nest, @included and containers other than @set, @list and @language are rdf.json_ld_unsupported, all
/// invalid_input: nothing is read wrongly in silence.
[[nodiscard]] Graph parse_json_ld(std::string_view text, std::string_view base = {});
/// RFC 3986 §5.2.
[[nodiscard]] std::string resolve_iri(std::string_view base, std::string_view reference);

}  // namespace yici::rdf
