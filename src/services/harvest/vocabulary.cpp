#include "services/harvest/vocabulary.h"

#include <array>

namespace yici::harvest {

namespace {

constexpr std::string_view kAuthority = "http://publications.europa.eu/resource/authority/";

struct Label {
    std::string_view code;
    std::string_view zh;
    std::string_view en;
};

/// By 更新周期 0 to 7.
constexpr std::array kFrequencies{
    Label{"UNKNOWN", "未知", "unknown"}, Label{"UPDATE_CONT", "持续更新", "continuously updated"},
    Label{"DAILY", "每日", "daily"},     Label{"WEEKLY", "每周", "weekly"},
    Label{"MONTHLY", "每月", "monthly"}, Label{"QUARTERLY", "每季度", "quarterly"},
    Label{"ANNUAL", "每年", "annual"},   Label{"IRREG", "不定期", "irregular"},
};

constexpr std::array kThemes{
    Label{"AGRI", "农业、渔业、林业和食品", "Agriculture, fisheries, forestry and food"},
    Label{"ECON", "经济和财政", "Economy and finance"},
    Label{"EDUC", "教育、文化和体育", "Education, culture and sport"},
    Label{"ENER", "能源", "Energy"},
    Label{"ENVI", "环境", "Environment"},
    Label{"GOVE", "政府和公共部门", "Government and public sector"},
    Label{"HEAL", "健康", "Health"},
    Label{"INTR", "国际事务", "International issues"},
    Label{"JUST", "司法、法律制度和公共安全", "Justice, legal system and public safety"},
    Label{"OP_DATPRO", "临时数据", "Provisional data"},
    Label{"REGI", "地区和城市", "Regions and cities"},
    Label{"SOCI", "人口和社会", "Population and society"},
    Label{"TECH", "科学技术", "Science and technology"},
    Label{"TRAN", "交通", "Transport"},
};

constexpr std::array kAccessRights{
    Label{"PUBLIC", "公开", "public"},
    Label{"RESTRICTED", "受限", "restricted"},
    Label{"NON_PUBLIC", "不公开", "non-public"},
};

constexpr std::array kLanguages{Label{"ZHO", "中文", "Chinese"}, Label{"ENG", "英文", "English"}};

template <size_t Size>
const Label& find(const std::array<Label, Size>& list, std::string_view code, size_t fallback) {
    for (const Label& one : list) {
        if (one.code == code) return one;
    }
    return list[fallback];
}

std::string in(std::string_view scheme) {
    return std::string(kAuthority) + std::string(scheme);
}

}  // namespace

rdf::Prefixes prefixes() {
    return {{"adms", "http://www.w3.org/ns/adms#"},
            {"cpsv", "http://purl.org/vocab/cpsv#"},
            {"csvw", "http://www.w3.org/ns/csvw#"},
            {"cv", "http://data.europa.eu/m8g/"},
            {"dcat", "http://www.w3.org/ns/dcat#"},
            {"dcatap", "http://data.europa.eu/r5r/"},
            {"dct", "http://purl.org/dc/terms/"},
            {"eli", "http://data.europa.eu/eli/ontology#"},
            {"foaf", "http://xmlns.com/foaf/0.1/"},
            {"locn", "http://www.w3.org/ns/locn#"},
            {"org", "http://www.w3.org/ns/org#"},
            {"owl", "http://www.w3.org/2002/07/owl#"},
            {"rdf", std::string(rdf::kRdf)},
            {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
            {"skos", "http://www.w3.org/2004/02/skos/core#"},
            {"vcard", "http://www.w3.org/2006/vcard/ns#"},
            {"xsd", std::string(rdf::kXsd)},
            {"yici", std::string(kOwn)}};
}

void add_texts(rdf::Graph& graph, const std::string& subject, std::string_view predicate, const std::string& zh,
               const std::string& en) {
    if (!zh.empty()) graph.add(subject, predicate, rdf::literal(zh, "zh"));
    if (!en.empty() && en != zh) graph.add(subject, predicate, rdf::literal(en, "en"));
}

std::string Vocabulary::concept_of(const std::string& iri, const std::string& scheme, const std::string& zh,
                                   const std::string& en) {
    graph_.type(iri, "skos:Concept");
    graph_.link(iri, "skos:inScheme", scheme);
    graph_.type(scheme, "skos:ConceptScheme");
    const size_t last = scheme.find_last_of("/#", scheme.size() - 2);
    graph_.add(scheme, "dct:title", rdf::literal(scheme.substr(last + 1), "en"));
    add_texts(graph_, iri, "skos:prefLabel", zh, en);
    return iri;
}

std::string Vocabulary::frequency(int update_cycle) {
    const bool known = update_cycle > 0 && static_cast<size_t>(update_cycle) < kFrequencies.size();
    const Label& label = kFrequencies[known ? static_cast<size_t>(update_cycle) : 0];
    const std::string iri = concept_of(in("frequency/") + std::string(label.code), in("frequency"),
                                       std::string(label.zh), std::string(label.en));
    graph_.type(iri, "dct:Frequency");
    return iri;
}

int Vocabulary::update_cycle_of(std::string_view iri) {
    for (size_t i = 1; i < kFrequencies.size(); ++i) {
        if (iri == in("frequency/") + std::string(kFrequencies[i].code)) return static_cast<int>(i);
    }
    return 0;
}

std::string Vocabulary::access_right(const catalogue::Entry& entry) {
    const std::string_view code = entry.open ? "PUBLIC" : entry.share_type == 3 ? "NON_PUBLIC" : "RESTRICTED";
    const Label& label = find(kAccessRights, code, 1);
    const std::string iri = concept_of(in("access-right/") + std::string(label.code), in("access-right"),
                                       std::string(label.zh), std::string(label.en));
    graph_.type(iri, "dct:RightsStatement");
    return iri;
}

std::string Vocabulary::theme(const std::string& code) {
    const Label& label = find(kThemes, code, 5);
    return concept_of(in("data-theme/") + std::string(label.code), in("data-theme"), std::string(label.zh),
                      std::string(label.en));
}

std::string Vocabulary::file_type(const std::string& code) {
    const std::string iri = concept_of(in("file-type/") + code, in("file-type"), code, code);
    graph_.type(iri, "dct:MediaTypeOrExtent");
    return iri;
}

std::string Vocabulary::media_type(const std::string& name) {
    std::string iri = "https://www.iana.org/assignments/media-types/" + name;
    graph_.type(iri, "dct:MediaType");
    graph_.type(iri, "dct:MediaTypeOrExtent");
    return iri;
}

std::string Vocabulary::language(const std::string& code) {
    const Label& label = find(kLanguages, code, 0);
    const std::string iri = concept_of(in("language/") + std::string(label.code), in("language"), std::string(label.zh),
                                       std::string(label.en));
    graph_.type(iri, "dct:LinguisticSystem");
    return iri;
}

std::string Vocabulary::availability_stable() {
    return concept_of(in("planned-availability/STABLE"), in("planned-availability"), "稳定可用", "stable");
}

std::string Vocabulary::distribution_completed() {
    return concept_of(in("distribution-status/COMPLETED"), in("distribution-status"), "已完成", "completed");
}

std::string Vocabulary::change_type(bool is_new) {
    const std::string scheme = "http://purl.org/adms/changetype/";
    return is_new ? concept_of(scheme + "created", scheme + "1.0", "新增", "created")
                  : concept_of(scheme + "updated", scheme + "1.0", "更新", "updated");
}

std::string Vocabulary::publisher_type(int level) {
    const std::string scheme = "http://purl.org/adms/publishertype/";
    if (level == 1) return concept_of(scheme + "NationalAuthority", scheme + "1.0", "国家机构", "National authority");
    if (level == 2) return concept_of(scheme + "RegionalAuthority", scheme + "1.0", "省级机构", "Regional authority");
    return concept_of(scheme + "LocalAuthority", scheme + "1.0", "地方机构", "Local authority");
}

std::string Vocabulary::licence_type(const std::string& name) {
    const std::string scheme = "http://purl.org/adms/licencetype/";
    return concept_of(scheme + name, scheme + "1.1", name == "Attribution" ? "署名" : "其他限制条款", name);
}

std::string Vocabulary::currency_yuan() {
    return concept_of(in("currency/CNY"), in("currency"), "人民币", "Chinese yuan");
}

}  // namespace yici::harvest
