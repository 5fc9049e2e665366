#include <algorithm>
#include <map>
#include <set>

#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "services/harvest/read.h"
#include "services/harvest/vocabulary.h"

namespace yici::harvest {

namespace {

using catalogue::Entry;
using catalogue::Item;
using rdf::Graph;
using rdf::Term;

/// Everything that is said about a dataset: its own statements, those of its parts, and of blank nodes on the way.
/// Shared things (publishers, themes, other datasets) count by what the dataset calls them; a publisher also by name.
class Description {
  public:
    explicit Description(const Graph& graph) : graph_(graph) {
        for (const char* predicate : {"dcat:distribution", "csvw:tableSchema", "csvw:column", "dcat:contactPoint",
                                      "dct:publisher", "dct:temporal", "dct:rights", "adms:identifier"}) {
            parts_.insert(graph.expand(predicate));
        }
    }

    std::string digest(const Term& dataset) {
        std::string text;
        std::vector<std::string> lines = told(dataset, 0);
        for (const std::string& line : lines) text += line + "\n";
        return to_hex(crypto::sm3(as_bytes(text)));
    }

  private:
    static constexpr int kDeepest = 8;
    static constexpr int64_t kMostSteps = 2'000'000;  // blank nodes that all name each other would never end

    [[nodiscard]] std::vector<std::string> told(const Term& node, int depth) {
        std::vector<std::string> lines;
        const auto found = graph_.subjects().find(node);
        if (found == graph_.subjects().end() || depth > kDeepest) return lines;
        for (const auto& [predicate, values] : found->second) {
            for (const Term& value : values) {
                const bool inner =
                    value.kind == Term::Kind::blank || (!value.is_literal() && parts_.contains(predicate));
                // Labels of blank nodes say nothing.
                std::string line = predicate + " " + (value.kind == Term::Kind::blank ? "[" : value.value) + "@" +
                                   value.language + "^" + value.datatype;
                if (inner) {
                    for (const std::string& more : told(value, depth + 1)) line += "{" + more + "}";
                }
                if (++steps_ > kMostSteps) throw Error(ErrorKind::invalid_input, "harvest.entangled");
                lines.push_back(std::move(line));
            }
        }
        std::ranges::sort(lines);
        return lines;
    }

    const Graph& graph_;
    std::set<std::string> parts_;
    int64_t steps_ = 0;
};

/// "…/frequency/DAILY" as 更新周期, "…/access-right/PUBLIC" as sharing, where our own words are missing.
class EntryReader {
  public:
    EntryReader(const Graph& graph, const Term& dataset) : graph_(graph), dataset_(dataset) {}

    Entry read() {
        Entry entry;
        entry.code = text("dct:identifier");
        if (entry.code.empty()) entry.code = dataset_.value;
        entry.name = in(dataset_, "dct:title", "zh");
        entry.name_en = english(dataset_, "dct:title");
        entry.abstract = in(dataset_, "dct:description", "zh");
        entry.abstract_en = english(dataset_, "dct:description");
        read_provider(entry);
        entry.update_cycle = code("updateCycle", Vocabulary::update_cycle_of(link("dct:accrualPeriodicity")));
        const std::string access = last_part(link("dct:accessRights"));
        entry.open = own("open").empty() ? access == "PUBLIC" : own("open") == "true";
        entry.share_type = code("shareType", access == "PUBLIC" ? 1 : access == "NON_PUBLIC" ? 3 : 2);
        entry.share_condition = own("shareCondition");
        entry.open_condition = own("openCondition");
        entry.format = code("format", read_format());
        entry.format_type = own("formatType").empty() ? format_type_ : own("formatType");
        entry.share_method = code("shareMethod", 1);
        entry.share_method_type = code("shareMethodType", entry.format == 7 ? 3 : 2);
        entry.sensitivity = code("sensitivity", 0);
        entry.scenario = code("scenario", 1);
        entry.channel = code("channel", 1);
        entry.system = own("system");
        entry.record_type = own("recordType");
        entry.theme = own("theme").empty() ? last_part(link("dcat:theme")) : own("theme");
        entry.issued = text("dct:issued").substr(0, 10);
        for (const Term& word : graph_.objects(dataset_, "dcat:keyword")) entry.keywords.push_back(word.value);
        for (const Term& related : graph_.objects(dataset_, "yici:related")) entry.related.push_back(related.value);
        read_items(entry);
        return entry;
    }

  private:
    [[nodiscard]] std::string text(std::string_view predicate) const { return graph_.text(dataset_, predicate); }
    [[nodiscard]] std::string own(std::string_view name) const { return text("yici:" + std::string(name)); }
    [[nodiscard]] std::string link(std::string_view predicate) const {
        const auto object = graph_.object(dataset_, predicate);
        return object ? object->value : std::string();
    }
    [[nodiscard]] int code(std::string_view name, int fallback) const {
        return static_cast<int>(parse_integer(own(name)).value_or(fallback));
    }
    static std::string last_part(const std::string& iri) { return iri.substr(iri.find_last_of("/#") + 1); }

    /// In the language, else without one, else whatever there is.
    [[nodiscard]] std::string in(const Term& node, std::string_view predicate, std::string_view language) const {
        const std::set<Term>& values = graph_.objects(node, predicate);
        const auto with = [&](auto matches) {
            const auto found = std::ranges::find_if(values, matches);
            return found == values.end() ? std::string() : found->value;
        };
        std::string own_language = with([&](const Term& one) { return one.language.starts_with(language); });
        if (own_language.empty()) own_language = with([](const Term& one) { return one.language.empty(); });
        return own_language.empty() && !values.empty() ? values.begin()->value : own_language;
    }
    [[nodiscard]] std::string english(const Term& node, std::string_view predicate) const {
        for (const Term& one : graph_.objects(node, predicate)) {
            if (one.language.starts_with("en")) return one.value;
        }
        return {};
    }

    void read_provider(Entry& entry) const {
        const auto publisher = graph_.object(dataset_, "dct:publisher");
        if (!publisher) return;
        entry.provider = graph_.text(*publisher, "dct:identifier");
        entry.provider_name = in(*publisher, "foaf:name", "zh");
    }

    int read_format() {
        int format = 7;
        for (const Term& distribution : graph_.objects(dataset_, "dcat:distribution")) {
            const auto type = graph_.object(distribution, "dct:format");
            const auto media = graph_.object(distribution, "dcat:mediaType");
            format_type_ = last_part(type ? type->value : media ? media->value : "");
            const std::string lower = to_lower(format_type_);
            const bool service = graph_.object(distribution, "dcat:accessService").has_value();
            const bool table = lower == "csv" || lower.starts_with("xls") || lower.starts_with("ods");
            format = service ? 7 : table ? 2 : lower == "json" || lower == "xml" ? 6 : 1;
        }
        return format;
    }

    void read_items(Entry& entry) const {
        std::map<int64_t, Item> items;
        for (const Term& distribution : graph_.objects(dataset_, "dcat:distribution")) {
            for (const Term& schema : graph_.objects(distribution, "csvw:tableSchema")) {
                for (const Term& column : graph_.objects(schema, "csvw:column")) {
                    const auto value = [&](std::string_view name) { return graph_.text(column, name); };
                    const auto number = [&](std::string_view name) {
                        return static_cast<int>(parse_integer(value(name)).value_or(0));
                    };
                    Item item{value("csvw:name"),         in(column, "csvw:title", "zh"), english(column, "csvw:title"),
                              value("yici:itemType"),     number("yici:length"),          number("yici:shareType"),
                              number("yici:sensitivity"), value("yici:element")};
                    if (item.type.empty()) item.type = "C";
                    items.emplace(number("csvw:number"), std::move(item));
                }
            }
        }
        for (auto& [position, item] : items) entry.items.push_back(std::move(item));
    }

    const Graph& graph_;
    Term dataset_;
    std::string format_type_;
};

}  // namespace

Harvested read_dcat(Graph graph) {
    for (const auto& [prefix, space] : prefixes()) graph.prefixes()[prefix] = space;
    Harvested harvested;
    const std::vector<Term> catalogues = graph.of_type("dcat:Catalog");
    if (!catalogues.empty()) harvested.source = catalogues.front().value;
    Description description(graph);
    std::set<std::string> seen;
    for (const Term& dataset : graph.of_type("dcat:Dataset")) {
        catalogue::Incoming incoming{EntryReader(graph, dataset).read(), description.digest(dataset)};
        if (incoming.entry.name.empty()) {
            harvested.findings.push_back({"", 0, "harvest.no_title", dataset.value});
        } else if (!seen.insert(incoming.entry.code).second) {
            harvested.findings.push_back({"", 0, "harvest.entry_twice", incoming.entry.code});
        } else {
            harvested.entries.push_back(std::move(incoming));
        }
    }
    if (catalogues.empty() && harvested.entries.empty() && harvested.findings.empty()) {
        throw Error(ErrorKind::invalid_input, "harvest.no_catalogue");
    }
    return harvested;
}

}  // namespace yici::harvest
