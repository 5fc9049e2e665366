#include "services/matters/matter_reader.h"

#include <algorithm>
#include <array>

#include "engines/codes/codes.h"

namespace yici::matters {

namespace {

template <size_t N>
bool one_of(std::string_view value, const std::array<std::string_view, N>& values) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

constexpr std::array<std::string_view, 11> kTypes{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"};
constexpr std::array<std::string_view, 2> kApplicants{"person", "legal_entity"};
constexpr std::array<std::string_view, 3> kResultKinds{"10", "20", "30"};

constexpr std::array<std::string_view, 5> kOriginals{"never", "completion", "acceptance", "before", "no"};

/// A map with `feel` or `decision`.
Rule read_rule(const YamlNode& parent, std::string_view key) {
    Rule rule;
    const YamlNode node = parent[key];
    if (!node.present()) return rule;
    rule.file = node.file();
    rule.line = node.line();
    const auto text_of = [&](const YamlNode& of, std::string_view name, std::string_view fallback) {
        const YamlNode line = of[name];
        return RuleText{of.text_or(name, fallback), line.present() ? line.line() : of.line()};
    };
    rule.feel = text_of(node, "feel", "");
    rule.decision = node.text_or("decision", "");
    if (rule.feel.text.empty() == rule.decision.empty()) node.fault("matters.rule_not_one");
    for (const auto& [name, entry] : node["inputs"].entries())
        rule.inputs.emplace_back(name, RuleText{entry.as_text(), entry.line()});
    rule.verdict = text_of(node, "verdict", "answer");
    rule.because = node.text_or("because", "");
    rule.because_en = node.text_or("because_en", "");
    rule.basis = node.text_or("basis", "");
    node.reject_unknown_keys();
    return rule;
}

/// Reads one file, gathering what it refers to.
class Reader {
  public:
    Reader(const forms::Forms& forms, std::vector<Reference>& references) : forms_(forms), references_(references) {}

    Matter read(const YamlNode& root);

  private:
    void read_attributes(const YamlNode& root, Matter& matter);
    void read_texts(const YamlNode& root, Matter& matter);
    void read_result(const YamlNode& root, Matter& matter);
    void read_legal_basis(const YamlNode& root, Matter& matter);
    void read_form(const YamlNode& root, Matter& matter);
    void read_materials(const YamlNode& root, Matter& matter);
    void read_rules(const YamlNode& root, Matter& matter);
    Alternative read_alternative(const YamlNode& node);
    void read_checks(const YamlNode& root, Matter& matter);
    void read_procedure(const YamlNode& root, Matter& matter);
    int64_t in_range(const YamlNode& node, std::string_view key, int64_t value, int64_t least, int64_t most);
    void refer(const YamlNode& node, Reference::Kind kind, std::string code, std::string item = {});

    const forms::Forms& forms_;
    std::vector<Reference>& references_;
};

int64_t Reader::in_range(const YamlNode& node, std::string_view key, int64_t value, int64_t least, int64_t most) {
    if (value >= least && value <= most) return value;
    node[key].fault("matters.out_of_range",
                    std::string(key) + ": " + std::to_string(least) + "–" + std::to_string(most));
    return least;
}

void Reader::refer(const YamlNode& node, Reference::Kind kind, std::string code, std::string item) {
    references_.push_back({kind, std::move(code), std::move(item), node.file(), node.line()});
}

/// The national code names the body, the level and the type once more: they must agree.
void check_national_code(const YamlNode& root, const Matter& matter) {
    const std::string& code = matter.national_code;
    const YamlNode node = root["national_code"];
    if (const auto fault = codes::check_matter_code(code)) return node.fault(fault->reason, code + " " + fault->detail);
    if (code.size() != 31) return node.fault("codes.wrong_length", "national_code: 31");
    const auto disagree = [&](const char* key) { node.fault("matters.national_code_disagrees", key); };
    if (code.substr(0, 18) != matter.department) disagree("department");
    if (code.substr(18, 1) != std::to_string(matter.level)) disagree("level");
    if (code.substr(21, 2) != matter.type) disagree("type");
}

void Reader::read_attributes(const YamlNode& root, Matter& matter) {
    matter.code = root.text("code");
    if (const auto fault = codes::check_matter_code(matter.code))
        root["code"].fault(fault->reason, matter.code + " " + fault->detail);
    matter.department = root.text("department");
    refer(root["department"], Reference::Kind::organisation, matter.department);
    matter.level = static_cast<int>(in_range(root, "level", root.integer("level"), 1, 6));
    matter.type = root.text("type");
    if (!is_item_type(matter.type)) root["type"].fault("codes.unknown_matter_type", matter.type);
    matter.kind = static_cast<int>(in_range(root, "kind", root.integer("kind"), 1, 2));
    matter.applicant = root.text("applicant");
    if (!one_of(matter.applicant, kApplicants)) root["applicant"].fault("matters.unknown_value", matter.applicant);
    matter.legal_days = static_cast<int>(in_range(root, "legal_days", root.integer("legal_days"), 0, 1000));
    matter.promised_days = static_cast<int>(in_range(root, "promised_days", root.integer("promised_days"), 0, 1000));
    if (matter.promised_days > matter.legal_days)
        root["promised_days"].fault("matters.promise_beyond_law", matter.code);
    matter.visits = static_cast<int>(in_range(root, "visits", root.integer("visits"), 0, 100));
    matter.fee_fen = in_range(root, "fee_fen", root.integer("fee_fen"), 0, 1'000'000'000);
    matter.fee_basis = root.text_or("fee_basis", "");
    if (matter.fee_fen > 0 && matter.fee_basis.empty()) root["fee_fen"].fault("matters.fee_without_basis", matter.code);
    matter.yearly_cases = in_range(root, "yearly_cases", root.integer_or("yearly_cases", 0), 0, 1'000'000'000);
    matter.national_code = root.text_or("national_code", "");
    if (!matter.national_code.empty()) check_national_code(root, matter);
}

void Reader::read_texts(const YamlNode& root, Matter& matter) {
    matter.name = root.text("name");
    matter.name_en = root.text_or("name_en", "");
    matter.topic = root.text_or("topic", "");
    matter.conditions = root.text_or("conditions", "");
    matter.conditions_en = root.text_or("conditions_en", "");
    matter.high_frequency = root.flag_or("high_frequency", false);
    matter.livelihood = root.flag_or("livelihood", false);
}

void Reader::read_result(const YamlNode& root, Matter& matter) {
    const YamlNode node = root["result"];
    if (!node.present()) return root.fault("base.yaml_missing_key", "result");
    matter.result = {node.text("kind"), node.text("name"), node.text_or("licence_type", "")};
    if (!one_of(matter.result.kind, kResultKinds)) node["kind"].fault("matters.unknown_value", matter.result.kind);
    if (!matter.result.licence_type.empty())
        refer(node["licence_type"], Reference::Kind::licence_type, matter.result.licence_type);
    node.reject_unknown_keys();
}

void Reader::read_legal_basis(const YamlNode& root, Matter& matter) {
    for (const YamlNode& item : root["legal_basis"].items()) {
        LegalBasis basis{item.text("name"), item.text_or("number", ""), item.text_or("article", ""),
                         item.text_or("organ", ""), item.text_or("date", "")};
        if (!basis.date.empty() && !parse_date(basis.date)) item["date"].fault("codes.wrong_date", basis.date);
        item.reject_unknown_keys();
        matter.legal_basis.push_back(std::move(basis));
    }
}

void Reader::read_form(const YamlNode& root, Matter& matter) {
    const std::string name = root.text_or("form", "");
    if (name.empty()) return;
    matter.form = forms_.find(name);
    if (matter.form == nullptr) root["form"].fault("forms.unknown_form", name);
}

Alternative Reader::read_alternative(const YamlNode& node) {
    Alternative one;
    one.identity_card = node.flag_or("identity_card", false);
    one.resource = node.text_or("resource", "");
    one.fields = node.texts("fields");
    if (const YamlNode question = node["question"]; question.present())
        one.question = exchange::parse_question(question);
    one.bring = node.text_or("bring", "");
    one.held_by = node.text_or("held_by", "");
    node.reject_unknown_keys();
    const bool of_resource = !one.resource.empty();
    if (one.identity_card + of_resource + !one.bring.empty() != 1) node.fault("matters.alternative_not_one");
    // A resource is asked for fields or one question, never both: a question exists so that no value leaves.
    if (of_resource && one.fields.empty() != node["question"].present())
        node.fault("matters.alternative_not_one", "fields");
    if (!of_resource && (!one.fields.empty() || node["question"].present()))
        node.fault("matters.alternative_not_one", "fields");
    if (!one.held_by.empty() && one.bring.empty()) node.fault("matters.alternative_not_one", "held_by");
    if (of_resource) {
        refer(node, Reference::Kind::resource, one.resource);
        for (const std::string& field : one.fields) refer(node, Reference::Kind::resource, one.resource, field);
        if (one.question && !one.question->field.empty())
            refer(node, Reference::Kind::resource, one.resource, one.question->field);
    }
    if (!one.held_by.empty()) refer(node["held_by"], Reference::Kind::organisation, one.held_by);
    return one;
}

void Reader::read_materials(const YamlNode& root, Matter& matter) {
    std::set<std::string> seen;
    for (const YamlNode& item : root["materials"].items()) {
        Material material;
        material.code = item.text("code");
        material.name = item.text("name");
        material.name_en = item.text_or("name_en", "");
        material.original = item.text_or("original", "");
        material.when = read_rule(item, "when");
        if (material.when.present() && material.when.because.empty())
            item["when"].fault("matters.rule_without_reason", material.code);
        material.necessity = static_cast<int>(in_range(item, "necessity", item.integer("necessity"), 1, 3));
        material.form = static_cast<int>(in_range(item, "form", item.integer("form"), 1, 9));
        for (const YamlNode& node : item["alternatives"].items())
            material.alternatives.push_back(read_alternative(node));
        if (material.alternatives.empty()) item.fault("matters.material_without_source", material.code);
        if (!seen.insert(material.code).second) item.fault("matters.twice", material.code);
        item.reject_unknown_keys();
        matter.materials.push_back(std::move(material));
    }
}

/// "household.name" names a material and a field that one of its alternatives brings; the card brings what it shows.
bool names_a_value(const Matter& matter, const std::string& text) {
    const size_t dot = text.find('.');
    if (dot == std::string::npos) return false;
    const std::string field = text.substr(dot + 1);
    for (const Material& material : matter.materials) {
        if (material.code != text.substr(0, dot)) continue;
        return std::any_of(material.alternatives.begin(), material.alternatives.end(), [&](const Alternative& one) {
            return one.identity_card || std::find(one.fields.begin(), one.fields.end(), field) != one.fields.end();
        });
    }
    return false;
}

void Reader::read_rules(const YamlNode& root, Matter& matter) {
    matter.eligibility = read_rule(root, "eligibility");
    if (!matter.eligibility.feel.text.empty() && matter.eligibility.because.empty())
        root["eligibility"].fault("matters.rule_without_reason", matter.code);
    matter.fee = read_rule(root, "fee");
    if (matter.fee.present() && matter.fee_basis.empty()) root["fee"].fault("matters.fee_without_basis", matter.code);
    const YamlNode online = root["online"];
    if (!online.present()) return;
    matter.online = {online.flag_or("apply", false), online.text("originals"), online.flag_or("courier", false)};
    if (!one_of(matter.online.originals, kOriginals))
        online["originals"].fault("matters.unknown_value", matter.online.originals);
    online.reject_unknown_keys();
}

void Reader::read_checks(const YamlNode& root, Matter& matter) {
    for (const YamlNode& item : root["checks"].items()) {
        Check check{item.text("left"), item.text("right")};
        for (const std::string& side : {check.left, check.right}) {
            if (!names_a_value(matter, side)) item.fault("matters.check_unknown", side);
        }
        item.reject_unknown_keys();
        matter.checks.push_back(std::move(check));
    }
}

/// "form.amount_fen" names a field of the form, all else a material and a field that one of its alternatives brings.
bool can_be_handed_in(const Matter& matter, const std::string& text) {
    if (!text.starts_with("form.")) return names_a_value(matter, text);
    return matter.form != nullptr && std::ranges::any_of(matter.form->fields(), [&](const forms::Field& field) {
               return "form." + field.name == text;
           });
}

void Reader::read_procedure(const YamlNode& root, Matter& matter) {
    matter.procedure = root.text_or("procedure", "");
    if (!matter.procedure.empty()) refer(root["procedure"], Reference::Kind::procedure, matter.procedure);
    for (const YamlNode& item : root["procedure_inputs"].items()) {
        ProcedureInput input{item.text("name"), item.text("value")};
        if (!can_be_handed_in(matter, input.value)) item.fault("matters.input_unknown", input.value);
        item.reject_unknown_keys();
        matter.procedure_inputs.push_back(std::move(input));
    }
}

Matter Reader::read(const YamlNode& root) {
    Matter matter;
    read_texts(root, matter);
    read_attributes(root, matter);
    read_result(root, matter);
    read_legal_basis(root, matter);
    read_form(root, matter);
    read_materials(root, matter);
    read_checks(root, matter);
    read_rules(root, matter);
    read_procedure(root, matter);
    (void)root.text_or("basis", "");  // says that a figure is a project convention; for readers of the file
    root.reject_unknown_keys();
    return matter;
}

}  // namespace

bool is_item_type(std::string_view type) {
    return one_of(type, kTypes);
}

Matter read_matter(const YamlNode& root, const forms::Forms& forms, std::vector<Reference>& references) {
    return Reader(forms, references).read(root);
}

}  // namespace yici::matters
