#include "engines/codes/codes.h"
#include "engines/feel/value_json.h"
#include "services/matters/rule.h"

namespace yici::matters {

namespace {

using records::DataType;

/// Whole years that a person has lived on a day (民法总则 art. 17: reckoned by birthdays; the day itself counts).
int age_on(Date birth, Date day) {
    const int years = static_cast<int>(day.year()) - static_cast<int>(birth.year());
    return std::pair(day.month(), day.day()) < std::pair(birth.month(), birth.day()) ? years - 1 : years;
}

feel::Value date_of(Date day) {
    return feel::parse_date(to_string(day)).value();
}

feel::Value typed(DataType type, const std::string& text) {
    if (text.empty()) return {};
    switch (type) {
        case DataType::integer:
        case DataType::number:
            if (const auto number = feel::Number::parse(text)) return *number;
            return {};
        case DataType::date:
            if (const auto date = feel::parse_date(text)) return *date;
            return {};
        case DataType::flag:
            if (text == "true" || text == "false") return text == "true";
            return {};
        case DataType::text:
        case DataType::code:
            break;
    }
    return text;
}

feel::Value of_applicant(std::string_view what, const CaseFacts& facts) {
    if (const auto id = codes::IdNumber::parse(facts.subject)) {
        if (what == "birth_date") return date_of(id->birth_date());
        if (what == "age") return feel::Number(age_on(id->birth_date(), facts.day));
        if (what == "sex") return id->sex() == codes::Sex::male ? "男" : "女";
        if (what == "region") return id->region();
    }
    if (what == "region" && codes::CreditCode::parse(facts.subject)) return facts.subject.substr(2, 6);
    return {};
}

feel::Value of_form(const Fact& fact, const feel::Value& form) {
    if (form.context() == nullptr) return {};
    const feel::Value* const given = form.context()->find(std::string_view(fact.name).substr(5));
    if (given == nullptr || given->is_null()) return {};
    return given->string() != nullptr ? typed(fact.type, *given->string()) : *given;
}

/// Lists, objects and files are no single value: rules do not name them.
void add_form_field(const forms::Field& field, Vocabulary& vocabulary) {
    using Kind = forms::Field::Kind;
    static constexpr std::pair<Kind, DataType> kTypes[] = {{Kind::text, DataType::text},
                                                           {Kind::date, DataType::date},
                                                           {Kind::integer, DataType::integer},
                                                           {Kind::number, DataType::number},
                                                           {Kind::flag, DataType::flag}};
    if (field.file) return;
    for (const auto& [kind, type] : kTypes) {
        if (kind == field.kind) vocabulary.add({"form." + field.name, type, field.title, field.title_en});
    }
}

void add_material(const Material& material, const KnownCodes& known, Vocabulary& vocabulary) {
    for (const Alternative& one : material.alternatives) {
        if (one.question) vocabulary.add({material.code + ".answer", DataType::flag, material.name, material.name_en});
        const auto resource = known.resources.find(one.resource);
        if (resource == known.resources.end()) continue;
        for (const std::string& field : one.fields) {
            const auto item = resource->second.find(field);
            if (item == resource->second.end()) continue;
            vocabulary.add({material.code + "." + field, item->second.type, item->second.title, item->second.title_en});
        }
    }
}

}  // namespace

void Vocabulary::add(Fact fact) {
    if (names.find(fact.name)) return;
    (void)names.add(fact.name);
    facts.push_back(std::move(fact));
}

Vocabulary vocabulary_of(const Matter& matter, const KnownCodes& known, bool materials) {
    Vocabulary vocabulary;
    if (matter.form != nullptr) {
        for (const forms::Field& field : matter.form->fields()) add_form_field(field, vocabulary);
    }
    vocabulary.add({"applied_on", DataType::date, "申请日期", "Day of the application"});
    vocabulary.add({"applicant.region", DataType::text, "证件所载区划", "Region of the code"});
    if (matter.applicant == "person") {
        vocabulary.add({"applicant.birth_date", DataType::date, "申请人出生日期", "The applicant's date of birth"});
        vocabulary.add({"applicant.age", DataType::integer, "申请人周岁", "The applicant's age"});
        vocabulary.add({"applicant.sex", DataType::text, "申请人性别", "The applicant's sex"});
    }
    if (!materials) return vocabulary;
    for (const Material& material : matter.materials) add_material(material, known, vocabulary);
    return vocabulary;
}

feel::Value value_of(const Fact& fact, const CaseFacts& facts, const feel::Value& form) {
    if (fact.name.starts_with("form.")) return of_form(fact, form);
    if (fact.name.starts_with("applicant.")) return of_applicant(std::string_view(fact.name).substr(10), facts);
    if (fact.name == "applied_on") return date_of(facts.day);
    const auto known = facts.values.find(fact.name);
    if (known == facts.values.end()) return {};
    if (fact.name.ends_with(".answer")) return known->second == "yes";
    return typed(fact.type, known->second);
}

}  // namespace yici::matters
