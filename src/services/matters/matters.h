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
#include "engines/records/record_type.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/http/router.h"
#include "services/decisions/decisions.h"

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

/// A text of FEEL and where it stands.
struct RuleText {
    std::string text;
    int line = 0;
};

struct CompiledRule;

/// A rule of a matter (docs/formats/pack.md): a line of FEEL, or a decision of the pack with what it is told, over
/// what a case knows.
struct Rule {
    RuleText feel;
    std::string decision;                                  // id or name; then `feel` is empty
    std::vector<std::pair<std::string, RuleText>> inputs;  // of the decision
    RuleText verdict;                                      // what the decision's `answer` means
    std::string because;                                   // said to people when a line of FEEL decides
    std::string because_en;
    std::string basis;
    std::string file;
    int line = 0;
    std::shared_ptr<const CompiledRule> compiled;  // by Catalogue::compile_rules

    [[nodiscard]] bool present() const { return !decision.empty() || !feel.text.empty(); }
};

struct Material {
    std::string code;
    std::string name;
    std::string name_en;
    int necessity = 1;  // 材料必要性: 1 required, 2 optional, 3 may follow later (容缺后补)
    int form = 1;       // 材料形式
    std::vector<Alternative> alternatives;  // in order; the first that answers satisfies
    std::string original;                   // the law that demands the original itself; empty when none does
    Rule when;                              // needed only where this holds
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

/// What a matter's procedure gets to know of a case beside what every procedure knows: "form.amount_fen" or
/// "household.birth_date", under the name that the model uses.
struct ProcedureInput {
    std::string name;
    std::string value;
};

struct MatterResult {
    std::string kind;  // 10 licence, 20 approval, 30 other
    std::string name;
    std::string licence_type;  // 21 characters; empty when no licence comes out
};

/// How far a matter goes online, as its stars are told by (domain: 一至五星).
struct Online {
    bool apply = false;            // the application itself
    std::string originals = "no";  // when originals are looked at: "never", "completion", "acceptance", "before", "no"
    bool courier = false;          // the result comes by courier or as an electronic licence
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
    std::string procedure;  // key of the procedure that handles it; empty: the department decides at once
    std::vector<ProcedureInput> procedure_inputs;
    const forms::Form* form = nullptr;  // what is still asked of the applicant; null: nothing
    std::vector<Material> materials;
    std::vector<Check> checks;
    Rule eligibility;
    Rule fee;  // integer fen; beside it fee_fen says what is asked at most
    Online online;
    int star = 0;  // of online handling, 1 to 5; 0: the pack has no decision online_star

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
    enum class Kind { organisation, resource, licence_type, procedure };
    Kind kind = Kind::organisation;
    std::string code;
    std::string item;  // of the resource; empty when the resource itself is meant
    std::string file;
    int line = 0;
};

/// An item of a resource, as its record type says it.
struct ResourceItem {
    records::DataType type = records::DataType::text;
    std::string title;
    std::string title_en;
};

/// What a pack's matters may refer to.
struct KnownCodes {
    std::set<std::string, std::less<>> organisations;                                                // credit codes
    std::map<std::string, std::map<std::string, ResourceItem, std::less<>>, std::less<>> resources;  // by code and name
    std::set<std::string, std::less<>> licence_types;
    std::set<std::string, std::less<>> procedures;  // keys
};

/// What a case knows, for the rules of its matter.
struct CaseFacts {
    std::string form;     // a JSON object
    std::string subject;  // ID number or credit code
    Date day{};           // of the application, in China
    /// "material.field" and its value, "material.answer" and "yes" or "no".
    std::map<std::string, std::string, std::less<>> values;
};

/// What a rule says of a case, and why.
struct RuleAnswer {
    std::string decision;  // id; empty for a line of FEEL
    std::string inputs;    // a JSON object
    std::string value;     // JSON
    std::string outcome;   // eligibility: "eligible", "not_eligible"; a fee: its fen; "unknown" when facts are missing
    std::string reason_zh;
    std::string reason_en;
    std::string why_zh;
    std::string why_en;
};
/// None when the matter has no such rule.
[[nodiscard]] std::optional<RuleAnswer> eligibility(const Matter& matter, const CaseFacts& facts, const Clock& clock);
[[nodiscard]] std::optional<RuleAnswer> fee(const Matter& matter, const CaseFacts& facts, const Clock& clock);
/// Whether the material is asked for in this situation; true where that cannot be told yet.
[[nodiscard]] bool is_needed(const Material& material, const CaseFacts& facts, const Clock& clock);

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
    /// A finding, with file and line, for every body, resource, item of a resource, licence type and procedure that is
    /// not known.
    void check_references(const KnownCodes& known, std::vector<Finding>& findings) const;
    /// Reads the rules of every matter and holds them against the form fields, the items of resources and the decisions
    /// that they name; works out the stars. Before it no rule answers.
    void compile_rules(const KnownCodes& known, const decisions::Library& library, const Clock& clock,
                       std::vector<Finding>& findings);

  private:
    forms::Forms forms_;
    std::map<std::string, Matter, std::less<>> matters_;
    std::vector<Reference> references_;
};

/// The name of a body, a resource or its provider by code, for people to read.
using NameOf = std::function<std::string(std::string_view)>;

/// GET /api/v1/matters, /api/v1/matters/{code} and /api/v1/forms/{name}.
void add_routes(http::Router& router, const Catalogue& catalogue, const NameOf& organisation_name,
                const NameOf& resource_provider_name);

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
