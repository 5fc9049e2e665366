#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/resource.h"
#include "engines/records/record_type.h"
#include "foundation/base/error.h"
#include "services/catalogue/entry.h"
#include "services/organisations/organisations.h"

namespace yici::catalogue {

/// 数据元: what a field means wherever it is held; elements.yaml of a pack.
struct Element {
    std::string code;
    std::string name;
    std::string name_en;
    std::string type = "C";  // letters as Item::type
    int length = 0;
    std::string code_set;
    std::vector<std::string> names;   // other names in use that mean the same
    std::vector<std::string> fields;  // "person.id_number": fields of record types that hold it

    [[nodiscard]] bool is_called(std::string_view name) const;
};

struct Licence {
    std::string iri;
    std::string title;
    std::string title_en;
    std::string type;  // the last part of an ADMS licence type: "Attribution"
};

struct Law {
    std::string name;
    std::string name_en;
    std::string number;
};

/// A place by an address that others know it by, with a box in WGS 84.
struct Place {
    std::string iri;
    std::string name;
    std::string name_en;
    std::string box;  // WKT
};

struct CodeRules {
    std::string prefix;                                          // 类 项 目: "307001"
    std::map<std::string, std::string, std::less<>> categories;  // provider → 细目; else taken from its entries
    int category_digits = 3;
    int sequence_digits = 6;
};

/// What the pack says about the catalogue as a whole: catalogue.yaml, elements.yaml, synonyms.yaml. Each may be absent;
/// then the pack's own name and plain defaults stand in.
struct Rules {
    std::string title;
    std::string title_en;
    std::string description;
    std::string description_en;
    std::string publisher;  // credit code; empty: the body that is named first
    std::string contact_name;
    std::string contact_name_en;
    std::string contact_email;
    std::string contact_phone;
    std::string issued;  // date of the catalogue
    std::string version;
    Licence shared_licence;
    Licence open_licence;
    std::vector<Law> laws;
    Place place;
    bool two_step_review = true;
    CodeRules codes;
    std::vector<Element> elements;
    std::vector<std::vector<std::string>> synonyms;  // groups of words that mean the same
    std::vector<Entry> entries;                      // every resource of the pack as a published entry

    [[nodiscard]] const Element* element(std::string_view code) const;

    /// `bodies`, `resources` and `types` are the pack's own; a detail about a resource that is not there is a finding.
    static Rules load(const std::filesystem::path& pack, const organisations::Directory& bodies,
                      const exchange::Resources& resources, const records::RecordTypes& types,
                      std::vector<Finding>& findings);
};

}  // namespace yici::catalogue
