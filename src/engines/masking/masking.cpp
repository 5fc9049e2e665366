#include "engines/masking/masking.h"

#include <array>
#include <optional>

#include "engines/codes/codes.h"
#include "engines/feel/expression.h"
#include "engines/feel/unknown_names.h"
#include "foundation/base/files.h"
#include "foundation/base/yaml.h"

namespace yici::masking {

namespace {

constexpr std::array<std::string_view, 8> kNames{
    "reader.kind", "reader.organisation", "reader.roles", "reader.own", "purpose",
    "matter",      "subject.age",         "subject.minor"};
constexpr int kOfAge = 18;
constexpr int64_t kBudget = 10'000;

std::optional<feel::Expression> compiled(const std::string& text) {
    if (text.empty()) return std::nullopt;
    feel::Names names;
    for (const std::string_view name : kNames) (void)names.add(std::string(name));
    if (const auto unknown = feel::unknown_names(text, names); !unknown.empty())
        throw Error(ErrorKind::invalid_input, unknown.front().key, unknown.front().detail);
    return feel::Expression::parse(text, names);
}

std::optional<int> age_of(std::string_view subject, Date today) {
    const auto id = codes::IdNumber::parse(subject);
    if (!id) return std::nullopt;
    const Date born = id->birth_date();
    const int years = static_cast<int>(today.year()) - static_cast<int>(born.year());
    return std::pair(today.month(), today.day()) < std::pair(born.month(), born.day()) ? years - 1 : years;
}

bool holds(const std::optional<feel::Expression>& condition, const Reader& reader, std::string_view subject,
           Date today) {
    if (!condition) return false;
    feel::List roles;
    for (const std::string& role : reader.roles) roles.emplace_back(role);
    const auto age = age_of(subject, today);
    const std::array<feel::Value, kNames.size()> values{reader.kind,
                                                        reader.organisation,
                                                        std::move(roles),
                                                        reader.own,
                                                        reader.purpose,
                                                        reader.matter,
                                                        age ? feel::Value(feel::Number(*age)) : feel::Value(),
                                                        age ? feel::Value(*age < kOfAge) : feel::Value()};
    const ManualClock clock(china_midnight(today));
    feel::Run run(clock, kBudget);
    const feel::Value value = condition->evaluate(values, run);
    return value.boolean() != nullptr && *value.boolean();
}

}  // namespace

struct MaskConditions::Compiled {
    std::optional<feel::Expression> unless;
    std::optional<feel::Expression> strong_when;
};

MaskConditions::MaskConditions(const std::string& unless, const std::string& strong_when)
    : compiled_(new Compiled{compiled(unless), compiled(strong_when)}) {}

MaskConditions::~MaskConditions() = default;

bool MaskConditions::lifted(const Reader& reader, std::string_view subject, Date today) const {
    return holds(compiled_->unless, reader, subject, today);
}

bool MaskConditions::strong(const Reader& reader, std::string_view subject, Date today) const {
    return holds(compiled_->strong_when, reader, subject, today);
}

namespace {

void read_field(const YamlNode& node, const std::string& type, const RecordTypes& types,
                std::map<std::string, std::shared_ptr<const MaskConditions>, std::less<>>& conditions) {
    const std::string name = node.text_or("name", "");
    const std::string unless = node.text_or("mask_unless", "");
    const std::string strong_when = node.text_or("mask_strong_when", "");
    if (unless.empty() && strong_when.empty()) return;
    const RecordType* known = types.find(type);
    const Field* field = known != nullptr ? known->find(name) : nullptr;
    if (field == nullptr) return;  // told where the types are read
    if (field->mask == Mask::none)
        return node[unless.empty() ? "mask_strong_when" : "mask_unless"].fault("masking.nothing_masked", name);
    for (const auto& [key, text] : {std::pair("mask_unless", unless), std::pair("mask_strong_when", strong_when)}) {
        try {
            (void)compiled(text);
        } catch (const Error& error) {
            return node[key].fault(error.key(), error.detail());
        }
    }
    conditions[type + "." + name] = std::make_shared<const MaskConditions>(unless, strong_when);
}

}  // namespace

MaskRules MaskRules::load(const std::filesystem::path& pack, const RecordTypes& types, std::vector<Finding>& findings) {
    MaskRules rules;
    std::vector<Finding> of_types;  // told where the types are read
    for (const auto& path : files_in(pack / "records", ".yaml")) {
        if (!YamlNode::load(path, of_types).present()) continue;
        const YamlNode file = YamlNode::load(path, findings);
        for (const YamlNode& node : file["fields"].items())
            read_field(node, file.text_or("type", ""), types, rules.conditions_);
    }
    return rules;
}

std::string MaskRules::shown(std::string_view type, const Field& field, std::string_view value, const Reader& reader,
                             std::string_view subject, Date today) const {
    const auto found = conditions_.find(std::string(type) + "." + field.name);
    if (found == conditions_.end()) return records::mask(field.mask, value);
    if (found->second->lifted(reader, subject, today)) return std::string(value);
    const bool strong = found->second->strong(reader, subject, today);
    return records::mask(field.mask, value, strong ? records::MaskStrength::strong : records::MaskStrength::ordinary);
}

}  // namespace yici::masking
