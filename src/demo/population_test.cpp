#include "demo/population.h"

#include <map>
#include <set>

#include "demo/test_pack.h"
#include "foundation/crypto/hash.h"

namespace yici::demo {
namespace {

class PopulationTest : public ::testing::Test {
  protected:
    TestPack pack_;

    std::string digest(const PopulationOptions& options) {
        crypto::Hasher hasher(crypto::HashAlgorithm::sm3);
        Population population = pack_.population(options);
        Population::Item item;
        while (population.next(item)) hasher.update(as_bytes(to_line(item) + "\n"));
        return to_hex(hasher.finish());
    }
};

TEST_F(PopulationTest, PackHasNoFaults) {
    for (const Finding& finding : pack_.findings) ADD_FAILURE() << finding.to_string(Language::en);
    EXPECT_GE(pack_.story.members().size(), 12U);
}

TEST_F(PopulationTest, EveryCodeIsValidAndUnique) {
    Population population = pack_.population({.persons = 20'000, .legal_entities = 4'000});
    std::set<std::string> persons;
    std::set<std::string> entities;
    Population::Item item;
    while (population.next(item)) {
        if (const auto* person = std::get_if<Person>(&item)) {
            const auto code = codes::IdNumber::parse(person->code);
            ASSERT_TRUE(code) << person->name;
            EXPECT_EQ(code->birth_date(), person->born);
            EXPECT_EQ(code->sex(), person->sex);
            EXPECT_TRUE(persons.insert(person->code).second);
            ASSERT_FALSE(person->residences.empty());
        } else {
            const LegalEntity& entity = std::get<LegalEntity>(item);
            ASSERT_TRUE(codes::CreditCode::parse(entity.code)) << entity.code;
            EXPECT_FALSE(codes::check_organisation_code(entity.code.substr(8, 9))) << entity.code;
            EXPECT_TRUE(entities.insert(entity.code).second);
            EXPECT_TRUE(persons.contains(entity.representative_code)) << "represented by nobody that came before";
        }
    }
    EXPECT_EQ(persons.size(), 20'000U);
    EXPECT_EQ(entities.size(), 4'000U);
}

TEST_F(PopulationTest, SameSeedSamePopulation) {
    const PopulationOptions options{.seed = 7, .persons = 5'000, .legal_entities = 1'000};
    PopulationOptions other = options;
    other.seed = 8;
    EXPECT_EQ(digest(options), digest(options));
    EXPECT_NE(digest(options), digest(other));
}

TEST_F(PopulationTest, LooksLikePeople) {
    const PopulationOptions options{.persons = 20'000, .legal_entities = 0};
    Population population = pack_.population(options);
    Population::Item item;
    std::map<std::string, int> by_name;
    std::map<std::string, int> by_name_and_birthday;
    int children = 0;
    int over_80 = 0;
    int moved = 0;
    int died = 0;
    int abolished = 0;
    int outside = 0;
    while (population.next(item)) {
        if (!std::holds_alternative<Person>(item)) continue;
        const Person& person = std::get<Person>(item);
        ++by_name[person.name];
        ++by_name_and_birthday[person.name + to_string(person.born)];
        const int age = person.age_on(options.today);
        ASSERT_GE(age, 0);
        children += age < 15;
        over_80 += age >= 80;
        moved += person.residences.size() > 1;
        died += person.died.has_value();
        EXPECT_TRUE(!person.died || *person.died >= person.born);
        const codes::Division* division = pack_.divisions.find(person.code.substr(0, 6));
        abolished += division != nullptr && division->valid_to.has_value();
        outside += division == nullptr;
    }
    const auto shared = [](const std::map<std::string, int>& counts) {
        int total = 0;
        for (const auto& [key, count] : counts) total += count > 1 ? count : 0;
        return total;
    };
    EXPECT_GT(shared(by_name), 2'000);
    EXPECT_GT(shared(by_name_and_birthday), 50);
    EXPECT_GT(moved, 4'000);
    EXPECT_GT(died, 100);
    EXPECT_GT(abolished, 400);
    EXPECT_GT(outside, 1'000);
    EXPECT_GT(children, 20'000 * 8 / 100);
    EXPECT_LT(children, 20'000 * 25 / 100);
    EXPECT_GT(over_80, 20'000 * 15 / 1000);
    EXPECT_LT(over_80, 20'000 * 6 / 100);
}

TEST_F(PopulationTest, CouplesAndChildrenAgree) {
    Population population = pack_.population({.persons = 5'000, .legal_entities = 0});
    std::map<std::string, Person> all;
    Population::Item item;
    while (population.next(item))
        if (const auto* person = std::get_if<Person>(&item)) all.emplace(person->code, *person);
    int couples = 0;
    int children = 0;
    for (const auto& [code, person] : all) {
        if (person.marriage) {
            const Person& spouse = all.at(person.marriage->spouse_code);
            ASSERT_TRUE(spouse.marriage);
            EXPECT_EQ(spouse.marriage->spouse_code, code);
            EXPECT_EQ(spouse.marriage->certificate_number, person.marriage->certificate_number);
            EXPECT_EQ(spouse.name, person.marriage->spouse_name);
            EXPECT_NE(spouse.sex, person.sex);
            ++couples;
        }
        if (!person.mother.empty()) {
            const Person& mother = all.at(person.mother);
            EXPECT_LT(mother.born.year() + std::chrono::years(17), person.born.year());
            EXPECT_EQ(mother.household_number, person.household_number);
            ++children;
        }
    }
    EXPECT_GT(couples, 1'000);
    EXPECT_GT(children, 400);
}

TEST_F(PopulationTest, StoryComesFirstWhateverTheSeed) {
    for (const uint64_t seed : {1U, 2U}) {
        Population population = pack_.population({.seed = seed, .persons = 200, .legal_entities = 10});
        std::set<std::string> first;
        Population::Item item;
        for (size_t i = 0; i < pack_.story.members().size() && population.next(item); ++i)
            std::visit([&](const auto& one) { first.insert(one.code); }, item);
        for (const StoryMember& member : pack_.story.members()) EXPECT_TRUE(first.contains(member.code)) << member.key;
    }
    const StoryMember& wrong = pack_.story.by_key("mismatch_wife");
    EXPECT_NE(wrong.spouse_name_in_civil_affairs, pack_.story.find(wrong.spouse)->name);
    EXPECT_THROW((void)pack_.story.by_key("nobody"), Error);
}

}  // namespace
}  // namespace yici::demo
