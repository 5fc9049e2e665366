#include "demo/registry_seed.h"

#include <algorithm>
#include <array>

#include "demo/names.h"

namespace yici::demo {

namespace {

constexpr std::string_view kSystem = "demonstration";
constexpr std::array<std::string_view, 5> kDisabilities{"肢体残疾", "视力残疾", "听力残疾", "智力残疾", "精神残疾"};
constexpr std::array<std::string_view, 4> kGrades{"一级", "二级", "三级", "四级"};

std::string number(uint64_t value) {
    return std::to_string(value);
}

}  // namespace

RegistrySeed::RegistrySeed(Population& population, const Story& story, const records::RecordTypes& types,
                           Instant observed)
    : population_(population), story_(story), types_(types), observed_(observed) {}

bool RegistrySeed::next(records::Observation& observation) {
    Population::Item item;
    while (ready_.empty()) {
        if (!population_.next(item)) return false;
        if (const auto* person = std::get_if<Person>(&item)) {
            add_person(*person);
        } else {
            add_entity(std::get<LegalEntity>(item));
        }
    }
    observation = std::move(ready_.front());
    ready_.pop_front();
    return true;
}

void RegistrySeed::add(std::string_view type, const std::string& subject, Values values) {
    const records::RecordType* known = types_.find(type);
    if (known == nullptr || known->fields.empty()) return;  // this pack does not keep such records
    std::erase_if(values, [&](const auto& value) { return value.second.empty() || !known->find(value.first); });
    ready_.push_back({std::string(type),
                      subject,
                      {known->fields.front().authority, std::string(kSystem)},
                      observed_,
                      {},
                      std::move(values)});
}

void RegistrySeed::add_person(const Person& person) {
    add("person", person.code,
        {{"id_number", person.code},
         {"name", person.name},
         {"former_name", person.former_name},
         {"sex", person.sex == codes::Sex::male ? "1" : "2"},
         {"birth_date", to_string(person.born)},
         {"nation", person.nation},
         {"address", person.residence().address},
         {"division", person.residence().division},
         {"marital_status", person.marital_status},
         {"spouse_name", person.marriage ? person.marriage->spouse_name : ""},
         {"photo_number", person.photo_number},
         {"mobile", person.mobile},
         {"died_on", person.died ? to_string(*person.died) : ""}});
    if (const StoryMember* member = story_.find(person.code)) {
        add_story(*member);
    } else {
        add_belongings(person);
    }
}

void RegistrySeed::add_story(const StoryMember& member) {
    for (const auto& [type, fields] : member.records) {
        // These come from the population itself, or from a department's own system.
        if (type == "person" || type == "legal_entity" || type == "social_insurance") continue;
        add(type, member.code, Values(fields.begin(), fields.end()));
    }
}

void RegistrySeed::add_belongings(const Person& person) {
    const Date today = population_.options().today;
    const std::string this_year = std::to_string(static_cast<int>(today.year()));
    if (person.age_on(today) == 0 && !person.mother.empty() && mothers_.insert(person.mother).second) {
        add("birth_certificate", person.mother,
            {{"certificate_number", "T33" + person.code.substr(10, 7)},
             {"newborn_name", person.name},
             {"newborn_sex", person.sex == codes::Sex::male ? "1" : "2"},
             {"born_on", to_string(person.born)},
             {"hospital", "杭州市妇产科医院"}});
    }
    if (person.died || person.age_on(today) < 18) return;
    add_double(person);
    SeededRandom own = random_of(population_.options().seed ^ 1, person.code);
    const uint64_t homes = chance(own, 6, 10) ? 1 + own.below(2) : 0;
    add("housing", person.code,
        {{"house_count", number(homes)},
         {"area_m2", number(homes * (45 + own.below(90)))},
         {"queried_on", this_year + "-01-01"}});
    if (homes == 0 && chance(own, 4, 10)) {
        add("tenancy", person.code,
            {{"filing_number", "租备" + this_year + "-" + number(100'000 + own.below(900'000))},
             {"address", person.residence().address},
             {"monthly_rent_fen", number(100'000 + own.below(600'000))},
             {"from_on", this_year + "-01-01"},
             {"to_on", this_year + "-12-31"}});
    }
    if (person.insurance && person.insurance->state == "参保缴费") {
        add("housing_fund", person.code,
            {{"account_number", "1000" + number(10'000'000 + own.below(90'000'000))},
             {"state", "正常缴存"},
             {"balance_fen", number(own.below(20'000'000))},
             {"months_paid", number(static_cast<uint64_t>(person.insurance->months_paid))}});
    }
    if (chance(own, 2, 100)) {
        add("disability", person.code,
            {{"name", person.name},
             {"kind", std::string(pick(own, kDisabilities))},
             {"grade", std::string(pick(own, kGrades))},
             {"assessed_on", this_year + "-03-15"},
             {"hospital", "杭州市西溪医院"}});
    }
    if (!person.code.starts_with("33")) {
        const bool long_here =
            std::chrono::sys_days(person.residence().since) + std::chrono::days(183) <= std::chrono::sys_days(today);
        add("residence", person.code,
            {{"name", person.name},
             {"address", person.residence().address},
             {"division", person.residence().division},
             {"registered_on", to_string(person.residence().since)},
             {"term", long_here ? "满半年" : "未满半年"},
             {"ground", "就业"}});
    }
}

void RegistrySeed::add_double(const Person& person) {
    SeededRandom own = random_of(population_.options().seed ^ 2, person.code);
    if (!chance(own, 1, 100)) return;
    // The population draws no sequence number 000 or 999, so that this one is nobody else's.
    const std::string first17 = person.code.substr(0, 14) + (person.sex == codes::Sex::male ? "999" : "000");
    const std::string code = first17 + codes::IdNumber::check_character(first17);
    add("person", code,
        {{"id_number", code},
         {"name", person.name},
         {"sex", person.sex == codes::Sex::male ? "1" : "2"},
         {"birth_date", to_string(person.born)},
         {"nation", person.nation},
         {"address", person.residence().address},
         {"division", person.residence().division},
         {"mobile", chance(own, 1, 2) ? person.mobile : ""}});
}

void RegistrySeed::add_entity(const LegalEntity& entity) {
    add("legal_entity", entity.code,
        {{"credit_code", entity.code},
         {"name", entity.name},
         {"kind", entity.kind},
         {"legal_representative", entity.representative_name},
         {"representative_code", entity.representative_code},
         {"address", entity.address},
         {"scope", entity.scope},
         {"established_on", to_string(entity.established)},
         {"state", entity.state}});
    if (const StoryMember* member = story_.find(entity.code)) {
        add_story(*member);
        return;
    }
    SeededRandom own = random_of(population_.options().seed ^ 1, entity.code);
    if (!chance(own, 3, 100)) return;
    const std::string permit = "330" + number(100'000'000 + own.below(900'000'000));
    add("transport_business", entity.code,
        {{"licence_number", permit}, {"name", entity.name}, {"scope", "普通货运"}, {"valid_until", "2028-06-30"}});
    add("vehicle", entity.code,
        {{"plate", "浙A·" + number(10'000 + own.below(90'000))},
         {"permit_number", permit + "01"},
         {"grade", chance(own, 2, 3) ? "一级" : "二级"},
         {"tested_until", "2027-05-31"},
         {"insured_until", "2027-04-30"}});
}

}  // namespace yici::demo
