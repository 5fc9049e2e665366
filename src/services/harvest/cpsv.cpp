#include "foundation/base/text.h"
#include "services/harvest/agents.h"

namespace yici::harvest {

namespace {

using matters::Matter;

/// Item types of domain.md §3.1: 依申请 six kinds, those that are not on application, and 公共服务.
std::pair<std::string, std::string> type_name(const std::string& type) {
    static constexpr std::pair<std::string_view, std::pair<std::string_view, std::string_view>> kTypes[] = {
        {"01", {"行政许可", "permit"}},        {"02", {"行政处罚", "penalty"}},
        {"03", {"行政强制", "coercion"}},      {"04", {"行政征收", "levy"}},
        {"05", {"行政给付", "benefit"}},       {"06", {"行政检查", "inspection"}},
        {"07", {"行政确认", "confirmation"}},  {"08", {"行政奖励", "award"}},
        {"09", {"行政裁决", "ruling"}},        {"10", {"其他行政权力", "other power"}},
        {"20", {"公共服务", "public service"}}};
    for (const auto& [code, names] : kTypes) {
        if (code == type) return {std::string(names.first), std::string(names.second)};
    }
    return {type, type};
}

/// Fen as yuan in the canonical form of xsd:double, which every reader gives back unchanged.
std::string yuan(int64_t fen) {
    if (fen <= 0) return "0.0E0";
    std::string digits = std::to_string(fen);
    const std::string exponent = std::to_string(static_cast<int>(digits.size()) - 3);
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    return digits.substr(0, 1) + "." + (digits.size() > 1 ? digits.substr(1) : "0") + "E" + exponent;
}

class Exporter {
  public:
    explicit Exporter(const Context& context)
        : context_(context), vocabulary_(graph_), agents_(graph_, vocabulary_, context) {}

    rdf::Graph run(const std::vector<const Matter*>& matters) {
        write_register();
        for (const Matter* matter : matters) write_matter(*matter);
        return std::move(graph_);
    }

  private:
    [[nodiscard]] std::string register_iri() const { return agents_.at("/api/v1/matters"); }
    [[nodiscard]] std::string matter_iri(const Matter& matter) const {
        return agents_.at("/api/v1/matters/" + percent_encode(matter.code));
    }
    [[nodiscard]] std::string scheme(const std::string& name) const {
        return agents_.at("/api/v1/catalogue/schemes/" + name);
    }
    std::string own_concept(const std::string& list, const std::string& code, const std::string& zh,
                            const std::string& en) {
        return vocabulary_.concept_of(scheme(list) + "/" + percent_encode(code), scheme(list), zh, en);
    }
    void identify(const std::string& iri, const std::string& type, const std::string& identifier) {
        graph_.type(iri, type);
        graph_.add(iri, "dct:identifier", rdf::literal(identifier));
    }

    /// The register that describes every matter.
    void write_register() {
        const catalogue::Rules& rules = context_.rules;
        const std::string iri = register_iri();
        identify(iri, "dcat:Dataset", "matters");
        add_texts(graph_, iri, "dct:title", "政务服务事项清单", "Register of public services");
        add_texts(graph_, iri, "dct:description", rules.title + "配套的政务服务事项及其办事指南",
                  "Public services with their guides");
        graph_.link(iri, "dct:publisher", agents_.publisher());
        graph_.link(iri, "dcat:landingPage", agents_.document("/"));
        graph_.link(iri, "dcat:contactPoint", agents_.contact());
    }

    void write_matter(const Matter& matter) {
        const std::string iri = matter_iri(matter);
        identify(iri, "cpsv:PublicService", matter.code);
        graph_.link(register_iri(), "dct:hasPart", iri);
        graph_.link(iri, "cv:isDescribedAt", register_iri());
        add_texts(graph_, iri, "dct:title", matter.name, matter.name_en);
        add_texts(graph_, iri, "dct:description", matter.conditions.empty() ? matter.name : matter.conditions,
                  matter.conditions_en);
        graph_.link(iri, "cv:hasCompetentAuthority", agents_.body(matter.department, ""));
        graph_.link(iri, "cv:contactPoint", agents_.contact());
        graph_.link(iri, "dct:spatial", agents_.place());
        graph_.link(iri, "dct:language", vocabulary_.language("ZHO"));
        const auto [type_zh, type_en] = type_name(matter.type);
        graph_.link(iri, "dct:type", own_concept("matter-type", matter.type, type_zh, type_en));
        graph_.link(iri, "adms:status", own_concept("matter-status", "1", "在用", "in use"));
        const bool person = matter.applicant == "person";
        graph_.link(
            iri, "dct:audience",
            own_concept("audience", matter.applicant, person ? "自然人" : "法人", person ? "person" : "legal entity"));
        graph_.add(iri, "cv:processingTime", rdf::typed("P" + std::to_string(matter.promised_days) + "D", "duration"));
        write_topic(matter, iri);
        write_channels(matter, iri);
        write_cost(matter, iri);
        write_laws(matter, iri);
        write_materials(matter, iri);
        write_result(matter, iri);
    }

    void write_topic(const Matter& matter, const std::string& iri) {
        if (matter.topic.empty()) return;
        const std::string topic = own_concept("topic", matter.topic, matter.topic, "");
        graph_.link(iri, "cv:thematicArea", topic);
        graph_.add(iri, "dcat:keyword", rdf::literal(matter.topic, "zh"));
        const std::string event = topic + "#event";
        identify(event, "cv:Event", matter.topic);
        graph_.type(event, matter.applicant == "person" ? "cv:LifeEvent" : "cv:BusinessEvent");
        add_texts(graph_, event, "dct:title", matter.topic, "");
        graph_.link(event, "cv:hasRelatedService", iri);
        graph_.link(event, "dct:type", topic);
        graph_.link(iri, "cv:isGroupedBy", event);
    }

    void write_channels(const Matter& matter, const std::string& iri) {
        const auto channel = [&](const std::string& name, const std::string& zh, const std::string& en) {
            const std::string one = iri + "#" + name;
            identify(one, "cv:Channel", matter.code + "/" + name);
            add_texts(graph_, one, "dct:description", zh, en);
            graph_.link(one, "dct:type", own_concept("channel", name, zh, en));
            graph_.link(one, "cv:ownedBy", agents_.body(matter.department, ""));
            graph_.link(iri, "cv:hasChannel", one);
        };
        channel("online", "网上办理", "online");
        channel("window", "窗口办理", "at a window");
    }

    void write_cost(const Matter& matter, const std::string& iri) {
        const std::string cost = iri + "#cost";
        identify(cost, "cv:Cost", matter.code + "/cost");
        graph_.add(cost, "cv:hasValue", rdf::typed(yuan(matter.fee_fen), "double"));
        graph_.link(cost, "cv:currency", vocabulary_.currency_yuan());
        graph_.link(cost, "cv:isDefinedBy", agents_.body(matter.department, ""));
        add_texts(graph_, cost, "dct:description", matter.fee_fen == 0 ? "不收费" : matter.fee_basis,
                  matter.fee_fen == 0 ? "free of charge" : "");
        graph_.link(iri, "cv:hasCost", cost);
    }

    void write_laws(const Matter& matter, const std::string& iri) {
        const std::string rule = iri + "#rule";
        identify(rule, "cpsv:Rule", matter.code + "/rule");
        std::string basis;
        for (const matters::LegalBasis& law : matter.legal_basis) {
            basis += (basis.empty() ? "" : "；") + law.name + law.number + law.article;
            const std::string resource = agents_.law(law.name, "", law.number);
            graph_.link(iri, "cv:hasLegalResource", resource);
            graph_.link(rule, "cpsv:implements", resource);
        }
        add_texts(graph_, rule, "dct:title", matter.name + "办理规则",
                  matter.name_en.empty() ? "" : "Rules of " + matter.name_en);
        add_texts(graph_, rule, "dct:description",
                  (basis.empty() ? matter.name : basis) + "；法定" + std::to_string(matter.legal_days) +
                      "个工作日，承诺" + std::to_string(matter.promised_days) + "个工作日，到场" +
                      std::to_string(matter.visits) + "次",
                  "Legal limit " + std::to_string(matter.legal_days) + " working days, promised " +
                      std::to_string(matter.promised_days) + ", visits " + std::to_string(matter.visits));
        graph_.link(rule, "dct:language", vocabulary_.language("ZHO"));
        graph_.link(iri, "cpsv:follows", rule);
    }

    void write_materials(const Matter& matter, const std::string& iri) {
        for (const matters::Material& material : matter.materials) {
            const std::string evidence = iri + "#material-" + percent_encode(material.code);
            const std::string identifier = matter.code + "/" + material.code;
            identify(evidence, "cv:Evidence", identifier);
            add_texts(graph_, evidence, "dct:title", material.name, material.name_en);
            const std::string how = source_of(material);
            add_texts(graph_, evidence, "dct:description", how, "");
            static constexpr std::string_view kNecessity[] = {"", "必要", "非必要", "容缺后补"};
            static constexpr std::string_view kNecessityEn[] = {"", "required", "optional", "may follow later"};
            const auto necessity =
                static_cast<size_t>(material.necessity >= 1 && material.necessity <= 3 ? material.necessity : 1);
            graph_.link(evidence, "dct:type",
                        own_concept("necessity", std::to_string(necessity), std::string(kNecessity[necessity]),
                                    std::string(kNecessityEn[necessity])));
            graph_.link(evidence, "dct:language", vocabulary_.language("ZHO"));
            graph_.link(iri, "cpsv:hasInput", evidence);
            const std::string type = evidence + "-type";
            identify(type, "cv:EvidenceType", identifier + "/type");
            graph_.link(evidence, "dct:conformsTo", type);
            graph_.link(iri, "cv:hasInputType", type);
            const std::string requirement = evidence + "-requirement";
            identify(requirement, "cv:Requirement", identifier + "/requirement");
            add_texts(graph_, requirement, "dct:title", "证明：" + material.name,
                      material.name_en.empty() ? "" : "Proof: " + material.name_en);
            graph_.link(requirement, "cv:hasSupportingEvidence", evidence);
            graph_.link(requirement, "cv:fulfils", iri + "#rule");
            graph_.link(evidence, "cv:supportsRequirement", requirement);
            graph_.link(iri, "cv:holdsRequirement", requirement);
            for (const matters::Alternative& one : material.alternatives) {
                if (!one.resource.empty()) {
                    graph_.link(
                        evidence, "dct:source",
                        agents_.at("/api/v1/catalogue/entries/" + percent_encode(catalogue::path_of(one.resource))));
                }
            }
        }
    }

    static std::string source_of(const matters::Material& material) {
        if (material.alternatives.empty()) return material.name;
        const matters::Alternative& first = material.alternatives.front();
        if (first.identity_card) return "出示身份证件";
        return first.resource.empty() ? first.bring : "由部门共享，无需提交";
    }

    void write_result(const Matter& matter, const std::string& iri) {
        if (matter.result.name.empty()) return;
        const std::string output = iri + "#result";
        identify(output, "cv:Output", matter.code + "/result");
        add_texts(graph_, output, "dct:title", matter.result.name, "");
        const std::string& kind = matter.result.kind;
        graph_.link(output, "dct:type",
                    own_concept("result-kind", kind,
                                kind == "10"   ? "证照"
                                : kind == "20" ? "批文"
                                               : "其他",
                                kind == "10"   ? "licence"
                                : kind == "20" ? "approval"
                                               : "other"));
        graph_.link(output, "dct:language", vocabulary_.language("ZHO"));
        graph_.link(iri, "cpsv:produces", output);
    }

    const Context& context_;
    rdf::Graph graph_{prefixes()};
    Vocabulary vocabulary_;
    Agents agents_;
};

}  // namespace

rdf::Graph to_cpsv(const Context& context, const std::vector<const matters::Matter*>& matters) {
    return Exporter(context).run(matters);
}

}  // namespace yici::harvest
