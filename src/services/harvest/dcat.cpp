
#include "foundation/base/text.h"
#include "services/harvest/agents.h"

namespace yici::harvest {

namespace {

using catalogue::Entry;
using catalogue::Item;

std::string number(int value) {
    return std::to_string(value);
}

class Exporter {
  public:
    explicit Exporter(const Context& context)
        : context_(context), vocabulary_(graph_), agents_(graph_, vocabulary_, context) {}

    rdf::Graph run(const std::vector<Published>& entries) {
        write_catalogue(entries);
        write_service(entries);
        for (const Published& one : entries) {
            write_dataset(one);
            write_distribution(one.entry);
            if (one.entry.open) {
                write_download(one.entry, "csv", "CSV", "text/csv");
                write_download(one.entry, "json", "JSON", "application/json");
            }
            write_record(one);
        }
        return std::move(graph_);
    }

  private:
    [[nodiscard]] std::string catalogue_iri() const { return agents_.at("/api/v1/catalogue"); }
    [[nodiscard]] std::string service_iri() const { return agents_.at("/api/v1/catalogue#calls"); }
    [[nodiscard]] std::string dataset_iri(std::string_view code) const {
        return agents_.at("/api/v1/catalogue/entries/" + percent_encode(catalogue::path_of(code)));
    }
    [[nodiscard]] std::string modified_of(const Published& one) const {
        if (!one.modified.empty()) return one.modified;
        return one.entry.issued.empty() ? to_string(context_.today) : one.entry.issued;
    }
    void date(const std::string& subject, std::string_view predicate, const std::string& text) {
        if (!text.empty()) graph_.add(subject, predicate, rdf::typed(text, "date"));
    }
    void address(const std::string& subject, std::string_view predicate, const std::string& iri) {
        graph_.link(subject, predicate, iri);
        graph_.type(iri, "rdfs:Resource");
    }

    void write_catalogue(const std::vector<Published>& entries) {
        const catalogue::Rules& rules = context_.rules;
        const std::string iri = catalogue_iri();
        graph_.type(iri, "dcat:Catalog");
        add_texts(graph_, iri, "dct:title", rules.title, rules.title_en);
        add_texts(graph_, iri, "dct:description", rules.description, rules.description_en);
        graph_.link(iri, "dct:publisher", agents_.publisher());
        graph_.link(iri, "dct:creator", agents_.publisher());
        graph_.link(iri, "dct:license", agents_.licence(true));
        graph_.link(iri, "dct:spatial", agents_.place());
        graph_.link(iri, "dcat:contactPoint", agents_.contact());
        graph_.link(iri, "foaf:homepage", agents_.document("/"));
        graph_.link(iri, "dcat:themeTaxonomy", "http://publications.europa.eu/resource/authority/data-theme");
        for (const char* language : {"ZHO", "ENG"}) graph_.link(iri, "dct:language", vocabulary_.language(language));
        for (const catalogue::Law& law : rules.laws) {
            graph_.link(iri, "dcatap:applicableLegislation", agents_.law(law.name, law.name_en, law.number));
        }
        date(iri, "dct:issued", rules.issued);
        std::string newest = rules.issued;
        for (const Published& one : entries) {
            newest = std::max(newest, modified_of(one));
            graph_.link(iri, "dcat:dataset", dataset_iri(one.entry.code));
            graph_.link(iri, "dcat:record", dataset_iri(one.entry.code) + "#record");
        }
        date(iri, "dct:modified", newest.empty() ? to_string(context_.today) : newest);
        graph_.link(iri, "dcat:service", service_iri());
        (void)vocabulary_.theme("GOVE");
    }

    void write_service(const std::vector<Published>& entries) {
        const std::string iri = service_iri();
        graph_.type(iri, "dcat:DataService");
        graph_.type(iri, "dcat:Resource");
        add_texts(graph_, iri, "dct:title", "数据共享调用接口", "Case-bound calls");
        add_texts(graph_, iri, "dct:description", "凭授权、为在办办件调用一个资源的若干字段；签名，留痕",
                  "Calls fields of a resource under a grant for a live case; signed and journaled");
        address(iri, "dcat:endpointURL", agents_.at("/api/v1/calls"));
        graph_.link(iri, "dct:publisher", agents_.publisher());
        graph_.link(iri, "dcat:contactPoint", agents_.contact());
        graph_.link(iri, "dct:license", agents_.licence(false));
        Entry on_condition;
        on_condition.share_type = 2;
        graph_.link(iri, "dct:accessRights", vocabulary_.access_right(on_condition));
        graph_.link(iri, "dct:format", vocabulary_.file_type("JSON"));
        graph_.link(iri, "dcat:theme", vocabulary_.theme("GOVE"));
        graph_.link(iri, "dcat:landingPage", agents_.document("/"));
        add_texts(graph_, iri, "dcat:keyword", "数据共享", "data sharing");
        for (const Published& one : entries) {
            if (one.entry.share_type != 3) graph_.link(iri, "dcat:servesDataset", dataset_iri(one.entry.code));
        }
    }

    void write_dataset(const Published& one) {
        const Entry& entry = one.entry;
        const std::string iri = dataset_iri(entry.code);
        graph_.type(iri, "dcat:Dataset");
        graph_.type(iri, "dcat:Resource");
        graph_.add(iri, "dct:identifier", rdf::literal(entry.code));
        const std::string identifier = iri + "#identifier";
        graph_.type(identifier, "adms:Identifier");
        graph_.add(identifier, "skos:notation", rdf::literal(entry.code));
        graph_.link(iri, "adms:identifier", identifier);
        add_texts(graph_, iri, "dct:title", entry.name, entry.name_en);
        add_texts(graph_, iri, "dct:description", entry.abstract.empty() ? entry.name : entry.abstract,
                  entry.abstract_en);
        const std::string provider = agents_.body(entry.provider, entry.provider_name);
        graph_.link(iri, "dct:publisher", provider);
        graph_.link(iri, "dct:creator", provider);
        graph_.link(iri, "dcat:contactPoint", agents_.contact());
        graph_.link(iri, "dcat:theme", vocabulary_.theme(entry.theme));
        graph_.link(iri, "dct:accessRights", vocabulary_.access_right(entry));
        graph_.link(iri, "dct:accrualPeriodicity", vocabulary_.frequency(entry.update_cycle));
        graph_.link(iri, "dct:spatial", agents_.place());
        graph_.link(iri, "dct:language", vocabulary_.language("ZHO"));
        graph_.link(iri, "dcat:landingPage", agents_.document("/"));
        graph_.add(iri, "dcat:version", rdf::literal(number(one.version)));
        for (const std::string& word : entry.keywords) graph_.add(iri, "dcat:keyword", rdf::literal(word, "zh"));
        for (const catalogue::Law& law : context_.rules.laws) {
            graph_.link(iri, "dcatap:applicableLegislation", agents_.law(law.name, law.name_en, law.number));
        }
        for (const std::string& code : entry.related) address(iri, "dct:relation", dataset_iri(code));
        date(iri, "dct:issued", entry.issued);
        date(iri, "dct:modified", one.modified.empty() ? entry.issued : one.modified);
        if (!entry.issued.empty()) {
            const std::string period = iri + "#period";
            graph_.type(period, "dct:PeriodOfTime");
            date(period, "dcat:startDate", entry.issued);
            graph_.link(iri, "dct:temporal", period);
        }
        graph_.link(iri, "dcat:distribution", iri + "#distribution");
        write_own(iri, entry);
    }

    /// Codes of the national guide, so that harvesting loses nothing.
    void write_own(const std::string& iri, const Entry& entry) {
        const auto code = [&](std::string_view name, int value) {
            graph_.add(iri, "yici:" + std::string(name), rdf::typed(number(value), "integer"));
        };
        const auto text = [&](std::string_view name, const std::string& value) {
            if (!value.empty()) graph_.add(iri, "yici:" + std::string(name), rdf::literal(value));
        };
        code("format", entry.format);
        code("shareType", entry.share_type);
        code("shareMethod", entry.share_method);
        code("shareMethodType", entry.share_method_type);
        code("updateCycle", entry.update_cycle);
        code("sensitivity", entry.sensitivity);
        code("scenario", entry.scenario);
        code("channel", entry.channel);
        graph_.add(iri, "yici:open", rdf::typed(entry.open ? "true" : "false", "boolean"));
        text("formatType", entry.format_type);
        text("shareCondition", entry.share_condition);
        text("openCondition", entry.open_condition);
        text("system", entry.system);
        text("recordType", entry.record_type);
        text("theme", entry.theme);
        for (const std::string& related : entry.related) text("related", related);
    }

    void write_distribution(const Entry& entry) {
        const std::string iri = dataset_iri(entry.code) + "#distribution";
        graph_.type(iri, "dcat:Distribution");
        add_texts(graph_, iri, "dct:title", entry.name + "（接口）",
                  entry.name_en.empty() ? "" : entry.name_en + " (calls)");
        address(iri, "dcat:accessURL", agents_.at("/api/v1/calls"));
        if (entry.share_type != 3) graph_.link(iri, "dcat:accessService", service_iri());
        graph_.link(iri, "dct:format", vocabulary_.file_type("JSON"));
        graph_.link(iri, "dcat:mediaType", vocabulary_.media_type("application/json"));
        graph_.link(iri, "dct:license", agents_.licence(entry.open));
        graph_.link(iri, "dct:language", vocabulary_.language("ZHO"));
        graph_.link(iri, "dcatap:availability", vocabulary_.availability_stable());
        graph_.link(iri, "adms:status", vocabulary_.distribution_completed());
        date(iri, "dct:issued", entry.issued);
        const std::string rights = iri + "-rights";
        graph_.type(rights, "dct:RightsStatement");
        const std::string condition = entry.share_condition.empty() ? "" : "：" + entry.share_condition;
        add_texts(graph_, rights, "rdfs:label", catalogue::name_of("share_type", entry.share_type) + condition,
                  catalogue::name_of("share_type", entry.share_type, Language::en));
        graph_.link(iri, "dct:rights", rights);
        write_columns(iri, entry);
    }

    /// What is open can be downloaded; until it is published the address says that it is not there.
    void write_download(const Entry& entry, const std::string& name, const std::string& file,
                        const std::string& media) {
        const std::string iri = dataset_iri(entry.code) + "#" + name;
        const std::string url =
            agents_.at("/api/v1/open/datasets/" + percent_encode(catalogue::path_of(entry.code)) + "/data." + name);
        graph_.link(dataset_iri(entry.code), "dcat:distribution", iri);
        graph_.type(iri, "dcat:Distribution");
        add_texts(graph_, iri, "dct:title", entry.name + "（" + file + "）",
                  entry.name_en.empty() ? "" : entry.name_en + " (" + file + ")");
        address(iri, "dcat:accessURL", url);
        address(iri, "dcat:downloadURL", url);
        graph_.link(iri, "dct:format", vocabulary_.file_type(file));
        graph_.link(iri, "dcat:mediaType", vocabulary_.media_type(media));
        graph_.link(iri, "dct:license", agents_.licence(true));
        graph_.link(iri, "dcatap:availability", vocabulary_.availability_stable());
    }

    void write_columns(const std::string& distribution, const Entry& entry) {
        const std::string schema = distribution + "-schema";
        graph_.link(distribution, "csvw:tableSchema", schema);
        graph_.type(schema, "csvw:Schema");
        int position = 0;
        for (const Item& item : entry.items) {
            const std::string column = schema + "-" + number(++position);
            graph_.link(schema, "csvw:column", column);
            graph_.type(column, "csvw:Column");
            graph_.add(column, "csvw:number", rdf::typed(number(position), "integer"));
            graph_.add(column, "csvw:name", rdf::literal(item.name));
            add_texts(graph_, column, "csvw:title", item.title, item.title_en);
            graph_.add(column, "yici:itemType", rdf::literal(item.type));
            for (const auto& [name, value] : {std::pair{"length", item.length}, std::pair{"shareType", item.share_type},
                                              std::pair{"sensitivity", item.sensitivity}}) {
                if (value != 0) graph_.add(column, std::string("yici:") + name, rdf::typed(number(value), "integer"));
            }
            if (!item.element.empty()) graph_.add(column, "yici:element", rdf::literal(item.element));
        }
    }

    void write_record(const Published& one) {
        const std::string dataset = dataset_iri(one.entry.code);
        const std::string iri = dataset + "#record";
        graph_.type(iri, "dcat:CatalogRecord");
        add_texts(graph_, iri, "dct:title", one.entry.name, one.entry.name_en);
        graph_.link(iri, "foaf:primaryTopic", dataset);
        date(iri, "dct:issued", one.entry.issued);
        date(iri, "dct:modified", modified_of(one));
        graph_.link(iri, "adms:status", vocabulary_.change_type(one.version <= 1));
        graph_.link(iri, "dct:language", vocabulary_.language("ZHO"));
        const std::string profile = "http://data.europa.eu/r5r/";
        graph_.type(profile, "dct:Standard");
        graph_.add(profile, "dct:title", rdf::literal("DCAT-AP 3", "en"));
        graph_.link(iri, "dct:conformsTo", profile);
    }

    const Context& context_;
    rdf::Graph graph_{prefixes()};
    Vocabulary vocabulary_;
    Agents agents_;
};

}  // namespace

rdf::Graph to_dcat(const Context& context, const std::vector<Published>& entries) {
    return Exporter(context).run(entries);
}

}  // namespace yici::harvest
