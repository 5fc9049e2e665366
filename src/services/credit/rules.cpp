#include "services/credit/rules.h"

#include <algorithm>

#include "foundation/base/yaml.h"

namespace yici::credit {

namespace {

constexpr int kMostDays = 3660;
constexpr int kMostMonths = 1200;

int in_range(const YamlNode& node, const char* key, int64_t fallback, int64_t most) {
    const int64_t given = node.integer_or(key, fallback);
    if (given == fallback || (given >= 0 && given <= most)) return static_cast<int>(given);
    node[key].fault("credit.policy_out_of_range", key);
    return static_cast<int>(fallback);
}

Nature nature_of(const YamlNode& node) {
    const std::string text = node.text("nature");
    for (const Nature one : {Nature::good, Nature::neutral, Nature::bad}) {
        if (to_string(one) == text) return one;
    }
    node["nature"].fault("credit.unknown_nature", text);
    return Nature::neutral;
}

Kind read_kind(const YamlNode& node, const records::RecordTypes& types) {
    Kind kind;
    kind.code = node.text("code");
    kind.letter = node.text_or("letter", "");
    kind.name = node.text("name");
    kind.name_en = node.text_or("name_en", kind.name);
    kind.listing = node.flag_or("listing", false);
    kind.dishonest = node.flag_or("dishonest", false);
    if (!kind.listing) kind.nature = nature_of(node);
    kind.record_type = node.text("record_type");
    kind.required = node.texts("required");
    kind.until_field = node.text_or("until_field", "");
    kind.months = in_range(node, "publication_months", 0, kMostMonths);
    kind.repair_after_days = in_range(node, "repair_after_days", -1, kMostDays);
    node.reject_unknown_keys();
    const records::RecordType* type = types.find(kind.record_type);
    if (type == nullptr) {
        node["record_type"].fault("records.no_such_type", kind.record_type);
        return kind;
    }
    std::vector<std::string> fields = kind.required;
    fields.insert(fields.end(), {"subject_name", "decided_on"});
    if (kind.listing) fields.emplace_back("list");
    if (!kind.until_field.empty()) fields.push_back(kind.until_field);
    for (const std::string& field : fields) {
        if (type->find(field) == nullptr) node.fault("credit.no_such_field", kind.record_type + "." + field);
    }
    return kind;
}

List read_list(const YamlNode& node, const organisations::Directory& organisations) {
    List list;
    list.code = node.text("code");
    list.name = node.text("name");
    list.name_en = node.text_or("name_en", list.name);
    const std::string colour = node.text("colour");
    if (colour != "red" && colour != "black") node["colour"].fault("credit.unknown_nature", colour);
    list.black = colour == "black";
    list.basis = node.text("basis");
    list.organs = node.texts("organs");
    list.months = in_range(node, "months", 0, kMostMonths);
    list.repair_after_days = in_range(node, "repair_after_days", -1, kMostDays);
    node.reject_unknown_keys();
    for (const std::string& organ : list.organs) {
        if (organisations.find(organ) == nullptr) node["organs"].fault("credit.unknown_organ", organ);
    }
    return list;
}

}  // namespace

std::string_view to_string(Nature nature) {
    switch (nature) {
        case Nature::good:
            return "good";
        case Nature::neutral:
            return "neutral";
        case Nature::bad:
            return "bad";
    }
    return "neutral";
}

Rules Rules::load(const std::filesystem::path& pack, const records::RecordTypes& types,
                  const organisations::Directory& organisations, std::vector<Finding>& findings) {
    Rules rules;
    const std::filesystem::path file = pack / "credit.yaml";
    if (!std::filesystem::exists(file)) return rules;
    const YamlNode root = YamlNode::load(file, findings);
    rules.keeper = root.text("keeper");
    if (organisations.find(rules.keeper) == nullptr) root["keeper"].fault("credit.unknown_organ", rules.keeper);
    if (const YamlNode repair = root["repair"]; repair.present()) {
        rules.review_days = in_range(repair, "review_days", rules.review_days, kMostDays);
        rules.supplement_days = in_range(repair, "supplement_days", rules.supplement_days, kMostDays);
        repair.reject_unknown_keys();
    }
    for (const YamlNode& node : root["kinds"].items()) {
        rules.kinds.push_back(read_kind(node, types));
        if (std::ranges::count(rules.kinds, rules.kinds.back().code, &Kind::code) > 1) {
            node.fault("credit.twice", rules.kinds.back().code);
        }
    }
    for (const YamlNode& node : root["lists"].items()) {
        rules.lists.push_back(read_list(node, organisations));
        if (std::ranges::count(rules.lists, rules.lists.back().code, &List::code) > 1) {
            node.fault("credit.twice", rules.lists.back().code);
        }
    }
    for (const char* type : {"credit", "credit_person"}) {
        if (types.find(type) == nullptr) root.fault("records.no_such_type", type);
    }
    root.reject_unknown_keys();
    return rules;
}

const Kind* Rules::kind(std::string_view code) const {
    const auto found = std::ranges::find(kinds, code, &Kind::code);
    return found == kinds.end() ? nullptr : &*found;
}

const List* Rules::list(std::string_view code) const {
    const auto found = std::ranges::find(lists, code, &List::code);
    return found == lists.end() ? nullptr : &*found;
}

}  // namespace yici::credit
