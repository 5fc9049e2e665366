#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/question.h"
#include "engines/forms/forms.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/http/router.h"

namespace yici::matters {

/// One way to satisfy a material: the card that was shown, a resource that some department holds, or a paper that the
/// applicant must bring. Exactly one of the three is set.
struct Alternative {
    bool identity_card = false;
    std::string resource;             // catalogue code
    std::vector<std::string> fields;  // what is asked of the resource; empty with a question
    std::optional<exchange::Question> question;
    std::string bring;    // what the applicant brings, in words
    std::string held_by;  // with bring: credit code of the body that holds what the paper says; empty when unknown
};

struct Material {
    std::string code;
    std::string name;
    std::string name_en;
    int necessity = 1;  // 材料必要性: 1 required, 2 optional, 3 may follow later (容缺后补)
    int form = 1;       // 材料形式
    std::vector<Alternative> alternatives;  // in order; the first that answers satisfies
    std::string original;                   // the law that demands the original itself; empty when none does
};

struct LegalBasis {
    std::string name;
    std::string number;
    std::string article;
    std::string organ;
    std::string date;
};

/// Two values of two materials that must agree: "household.name" and "marriage.name".
struct Check {
    std::string left;
    std::string right;
};

struct MatterResult {
    std::string kind;  // 10 licence, 20 approval, 30 other
    std::string name;
    std::string licence_type;  // 21 characters; empty when no licence comes out
};

/// A public service (事项) with its eight unified attributes; docs/formats/pack.md says what each key means.
struct Matter {
    std::string code;
    std::string national_code;  // 31 characters
    std::string name;
    std::string name_en;
    std::string department;  // credit code
    int level = 0;
    std::string type;                  // item type, two digits
    int kind = 2;                      // 1 on the spot, 2 promised
    std::string applicant = "person";  // person or legal_entity
    bool high_frequency = false;
    bool livelihood = false;
    std::string topic;
    std::vector<LegalBasis> legal_basis;
    int legal_days = 0;     // working days
    int promised_days = 0;  // ≤ legal_days
    int visits = 1;
    int64_t fee_fen = 0;
    std::string fee_basis;
    std::string conditions;
    std::string conditions_en;
    int64_t yearly_cases = 0;
    MatterResult result;
    const forms::Form* form = nullptr;  // what is still asked of the applicant; null: nothing
    std::vector<Material> materials;
    std::vector<Check> checks;

    /// 一证通办: nothing that is required must be brought, the card aside.
    [[nodiscard]] bool one_id() const;
};

struct Search {
    std::string text;        // part of name, name_en or code
    std::string department;  // empty: any
    std::optional<bool> high_frequency;
};

/// A code that a file of the pack names, and where.
struct Reference {
    enum class Kind { organisation, resource, licence_type };
    Kind kind = Kind::organisation;
    std::string code;
    std::string item;  // of the resource; empty when the resource itself is meant
    std::string file;
    int line = 0;
};

/// What a pack's matters may refer to.
struct KnownCodes {
    std::set<std::string, std::less<>> organisations;                                  // credit codes
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> resources;  // code → names of its items
    std::set<std::string, std::less<>> licence_types;
};

/// Every matter of a pack; unchanging while the program runs, so safe from several threads.
class Catalogue {
  public:
    /// Reads forms/*.json and matters/*.yaml of a pack with every fault.
    static Catalogue load(const std::filesystem::path& pack, std::vector<Finding>& findings);
    [[nodiscard]] const Matter* find(std::string_view code) const;
    /// In the order of their codes.
    [[nodiscard]] std::vector<const Matter*> search(const Search& search) const;
    [[nodiscard]] std::vector<const Matter*> all() const;
    /// Every form of the pack, those of tasks inside a department too.
    [[nodiscard]] const forms::Forms& forms() const { return forms_; }
    /// A finding, with file and line, for every body, resource, item of a resource and licence type that is not known.
    void check_references(const KnownCodes& known, std::vector<Finding>& findings) const;

  private:
    forms::Forms forms_;
    std::map<std::string, Matter, std::less<>> matters_;
    std::vector<Reference> references_;
};

/// The name of a body, a resource or its provider by code, for people to read.
using NameOf = std::function<std::string(std::string_view)>;

/// GET /api/v1/matters, /api/v1/matters/{code} and /api/v1/forms/{name}.
void add_routes(http::Router& router, const Catalogue& catalogue, NameOf organisation_name,
                NameOf resource_provider_name);

/// A matter that another register names: enough to find it, not yet a guide that can be applied for.
struct RegisterEntry {
    std::string code;  // as the other register writes it
    std::string name;
    std::string main_item;   // empty when the source has none
    std::string department;  // credit code, from the code itself
    std::string department_name;
    std::string division;
    int level = 0;     // of the division: 2 province, 3 city, 4 county, 5 town, 6 village
    std::string type;  // item type, two digits
};

struct Import {
    std::vector<RegisterEntry> taken;
    std::vector<Finding> rejected;  // one a row: taken + rejected is all rows below the header
    std::vector<Finding> notes;     // about rows that were taken: columns that disagree with the code
};

/// Reads a district's register of matters as CSV: RFC 4180, UTF-8 or GB18030, with the header
/// department,main_item,name,item_code,area_code,dept_code,task_type. Another header is matters.import_header, bytes of
/// no known encoding matters.import_encoding. Nothing is repaired and no row is dropped without a finding.
[[nodiscard]] Import import_register(std::string_view bytes, const std::string& file);
/// The entries in the pack's form, registers/NAME.yaml.
[[nodiscard]] std::string to_yaml(const std::vector<RegisterEntry>& entries, std::string_view source);
/// Reads registers/*.yaml of a pack with every fault.
[[nodiscard]] std::vector<RegisterEntry> load_registers(const std::filesystem::path& pack,
                                                        std::vector<Finding>& findings);

}  // namespace yici::matters
