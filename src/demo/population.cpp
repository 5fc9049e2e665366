#include "demo/population.h"

#include <algorithm>
#include <chrono>

#include "demo/names.h"
#include "foundation/base/text.h"

namespace yici::demo {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

struct AgeBand {
    int from;
    int to;
    uint32_t weight;
};
// Adults by age, per thousand, close to Zhejiang's census of 2020.
constexpr std::array kAdults{AgeBand{18, 24, 95}, AgeBand{25, 29, 90},  AgeBand{30, 34, 115}, AgeBand{35, 39, 100},
                             AgeBand{40, 44, 90}, AgeBand{45, 49, 100}, AgeBand{50, 54, 105}, AgeBand{55, 59, 92},
                             AgeBand{60, 64, 68}, AgeBand{65, 69, 62},  AgeBand{70, 74, 43},  AgeBand{75, 79, 27},
                             AgeBand{80, 84, 18}, AgeBand{85, 89, 11},  AgeBand{90, 99, 5}};

int draw_age(SeededRandom& random) {
    uint32_t total = 0;
    for (const AgeBand& band : kAdults) total += band.weight;
    auto place = static_cast<uint32_t>(random.below(total));
    for (const AgeBand& band : kAdults) {
        if (place < band.weight) return band.from + static_cast<int>(random.below(band.to - band.from + 1));
        place -= band.weight;
    }
    return kAdults.back().to;
}

/// People who died lately are still in the registers.
bool has_died(SeededRandom& random, int age) {
    if (age < 60) return chance(random, 4, 1000);
    if (age < 80) return chance(random, 35, 1000);
    return chance(random, 150, 1000);
}

uint64_t fnv(std::string_view text) {
    uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3U;
    return hash;
}

}  // namespace

SeededRandom random_of(uint64_t seed, std::string_view code) {
    return SeededRandom(seed * 0x9E3779B97F4A7C15U ^ fnv(code));
}

int Person::age_on(Date day) const {
    int age = static_cast<int>(day.year()) - static_cast<int>(born.year());
    if (day.month() < born.month() || (day.month() == born.month() && day.day() < born.day())) --age;
    return age;
}

Population::Population(const codes::Divisions& divisions, const Story& story, const PopulationOptions& options)
    : places_(divisions), story_(story), options_(options), random_(options.seed) {
    if (options.persons < 0 || options.legal_entities < 0) throw Error(ErrorKind::invalid_input, "demo.bad_size");
    for (const StoryMember& member : story.members())
        if (member.subject == "person")
            used_codes_.insert(static_cast<uint64_t>(*parse_integer(std::string_view(member.code).substr(0, 17))));
    make_story();
}

bool Population::next(Item& item) {
    while (ready_.empty()) {
        if (persons_ < options_.persons) {
            make_family();
        } else if (entities_ < options_.legal_entities && last_adult_) {
            make_entities(*last_adult_);
        } else {
            return false;
        }
    }
    item = std::move(ready_.front());
    ready_.pop_front();
    return true;
}

Date Population::random_day(Date from, Date to) {
    const auto span = (sys_days(to) - sys_days(from)).count();
    if (span <= 0) return from;
    return Date{sys_days(from) + days(static_cast<int64_t>(random_.below(static_cast<uint64_t>(span) + 1)))};
}

Date Population::birthday_at_age(int age) {
    const sys_days today(options_.today);
    // Between age and age + 1 years ago, without the days that leap years shift over the edge.
    return Date{today - days(static_cast<int64_t>(age * 365.25) + 2 + static_cast<int64_t>(random_.below(360)))};
}

std::string Population::new_code(std::string_view region, Date born, codes::Sex sex) {
    std::string code(region);
    const std::string day = to_string(born);
    code += day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2);
    for (;;) {
        uint64_t sequence = random_.below(499) * 2 + (sex == codes::Sex::male ? 1 : 2);
        std::string tail = std::to_string(sequence);
        tail.insert(0, 3 - tail.size(), '0');
        const std::string first17 = code + tail;
        if (!used_codes_.insert(static_cast<uint64_t>(*parse_integer(first17))).second) continue;
        return first17 + codes::IdNumber::check_character(first17);
    }
}

void Population::settle(Person& person, const Places::Place& born_in) {
    person.residences.push_back({born_in.code, Places::make_address(random_, born_in), person.born});
    const bool must_move = places_.is_gone(born_in.code);
    Date since = person.born;
    const int moves = chance(random_, 1, 4) ? 1 + static_cast<int>(random_.below(3)) : 0;
    for (int i = 0; i < moves; ++i) {
        since = random_day(since, options_.today);
        const Places::Place& place = places_.draw(random_, since);
        person.residences.push_back({place.code, Places::make_address(random_, place), since});
    }
    // Nobody lives in a county that is gone: the register was moved to one that is there.
    if (must_move || places_.is_gone(person.residence().division)) {
        const Places::Place& place = places_.draw(random_, options_.today);
        person.residences.push_back(
            {place.code, Places::make_address(random_, place), random_day(since, options_.today)});
    }
}

Person Population::make_adult(codes::Sex sex, int age) {
    Person person;
    person.sex = sex;
    person.born = birthday_at_age(age);
    person.name = std::string(make_surname(random_));
    person.name += make_given_name(random_, sex, static_cast<int>(person.born.year()));
    if (twin_count_ >= twins_.size() && chance(random_, 1, 300)) {
        const Twin& twin = twins_[random_.below(twins_.size())];  // a namesake born on the same day
        person.name = twin.name;
        person.born = twin.born;
        person.sex = twin.sex;
    }
    twins_[twin_count_++ % twins_.size()] = {person.name, person.born, person.sex};
    const bool elsewhere = chance(random_, 12, 100);
    const Places::Place& born_in = elsewhere ? places_.draw_outside(random_) : places_.draw(random_, person.born);
    person.code = new_code(born_in.code, person.born, person.sex);
    if (chance(random_, 1, 40))
        person.former_name =
            std::string(make_surname(random_)) + make_given_name(random_, sex, static_cast<int>(person.born.year()));
    settle(person, born_in);
    if (has_died(random_, age)) {
        const Date least{sys_days(options_.today) - days(5 * 365)};
        person.died = random_day(std::max(least, person.born), options_.today);
    }
    person.marital_status = "未婚";
    finish(person);
    return person;
}

Person Population::make_child(const Person& mother, const Person& father, int age) {
    Person child;
    child.sex = chance(random_, 53, 100) ? codes::Sex::male : codes::Sex::female;
    child.born = birthday_at_age(age);
    const Person& named_after = chance(random_, 94, 100) ? father : mother;
    const size_t letters = named_after.name.starts_with("欧阳") || named_after.name.starts_with("诸葛") ? 6 : 3;
    child.name = named_after.name.substr(0, letters);
    child.name += make_given_name(random_, child.sex, static_cast<int>(child.born.year()));
    const Places::Place& born_in = places_.draw(random_, child.born);
    child.code = new_code(born_in.code, child.born, child.sex);
    child.residences.push_back({born_in.code, Places::make_address(random_, born_in), child.born});
    child.residences.push_back(mother.residence());
    child.residences.back().since = std::max(child.born, mother.residence().since);
    child.mother = mother.code;
    child.father = father.code;
    child.marital_status = "未婚";
    finish(child);
    return child;
}

void Population::finish(Person& person) {
    SeededRandom own = random_of(options_.seed, person.code);
    person.nation = chance(own, 97, 100) ? "汉族" : (chance(own, 1, 2) ? "畲族" : "回族");
    person.mobile = make_mobile(own);
    person.photo_number = "ZP" + person.code.substr(0, 6) + std::to_string(100000 + own.below(900000));
    const int age = person.age_on(options_.today);
    if (age < 20 || person.died || !chance(own, 8, 10)) return;
    Insurance insurance;
    const int worked = std::min(age, 60) - 20;
    insurance.months_paid = static_cast<int>(own.below(static_cast<uint64_t>(worked * 12 + 1)));
    insurance.state = age >= 60 ? "领取待遇" : (chance(own, 9, 10) ? "参保缴费" : "暂停缴费");
    const Places::Place* place = places_.find(person.residence().division);
    insurance.area = (place == nullptr ? std::string("杭州") : place->city) + "市";
    if (insurance.state == "参保缴费") insurance.employer = make_company_name(own, place ? place->city : "杭州");
    const sys_days since = sys_days(options_.today) - days(static_cast<int64_t>(insurance.months_paid) * 30);
    const Date day{since};
    insurance.first_paid_on = day.year() / day.month() / 1;
    insurance.account_fen = insurance.months_paid * static_cast<int64_t>(28'000 + own.below(40'000));
    person.insurance = std::move(insurance);
}

void Population::push(Person person) {
    ++persons_;
    if (!person.died && person.age_on(options_.today) >= 18) last_adult_ = person;
    ready_.emplace_back(std::move(person));
}

void Population::make_family() {
    const int64_t room = options_.persons - persons_;
    const int age = draw_age(random_);
    std::vector<Person> family;
    if (room < 2 || age < 23 || !chance(random_, 3, 4)) {
        family.push_back(make_adult(chance(random_, 1, 2) ? codes::Sex::male : codes::Sex::female, age));
    } else {
        family.push_back(make_adult(codes::Sex::male, age));
        family.push_back(make_adult(codes::Sex::female, std::max(22, age - 4 + static_cast<int>(random_.below(7)))));
        // A namesake may have changed the sex of one of them; then they live together as two single people.
        if (family[0].sex == codes::Sex::male && family[1].sex == codes::Sex::female) marry(family[0], family[1]);
        const int mothers_age = family[1].age_on(options_.today);
        const uint64_t wanted = random_.below(100) < 25 ? 0 : (random_.below(100) < 60 ? 1 : 2);
        for (uint64_t i = 0; i < wanted && family[0].marriage && static_cast<int64_t>(family.size()) < room; ++i) {
            const int childs_age = mothers_age - 22 - static_cast<int>(random_.below(15));
            if (childs_age < 0 || childs_age >= 22) continue;  // grown-up children have households of their own
            family.push_back(make_child(family[1], family[0], childs_age));
        }
    }
    join_household(family);
    for (Person& person : family) push(std::move(person));
    if (last_adult_) make_entities(*last_adult_);
}

void Population::join_household(std::vector<Person>& family) {
    ++households_;
    // The household lives where its head lives.
    const Person head = family.front();
    for (Person& person : family) {
        if (&person != &family.front() && person.residence().address != head.residence().address) {
            person.residences.push_back(head.residence());
            person.residences.back().since =
                std::max(person.residences[person.residences.size() - 2].since, head.residence().since);
        }
        person.household_number = head.residence().division + std::to_string(100'000'000 + households_);
        person.household_head = head.name;
        person.household_members = static_cast<int>(family.size());
        person.moved_in = person.residence().since;
        if (person.code == head.code) {
            person.relation = "户主";
        } else if (person.marriage) {
            person.relation = "配偶";
        } else if (!person.mother.empty()) {
            person.relation = person.sex == codes::Sex::male ? "子" : "女";
        } else {
            person.relation = "其他";
        }
    }
}

void Population::marry(Person& husband, Person& wife) {
    const Date grown{std::max(husband.born, wife.born).year() + std::chrono::years(22), std::chrono::month(1),
                     std::chrono::day(2)};
    const Date married = random_day(
        grown, std::min(options_.today,
                        Date{grown.year() + std::chrono::years(12), std::chrono::month(12), std::chrono::day(28)}));
    const bool divorced = chance(random_, 5, 100);
    const Places::Place& place = places_.draw(random_, married);
    const std::string number =
        "J" + place.code + "-" + to_string(married).substr(0, 4) + "-" + std::to_string(1'000'000 + households_);
    const std::string office = place.name + "民政局婚姻登记处";
    const auto join_to = [&](Person& one, const Person& other) {
        const std::string state = divorced ? "离婚" : (other.died ? "丧偶" : "已婚");
        one.marital_status = state;
        one.marriage = Marriage{number, other.code, other.name, married, office, state};
    };
    join_to(husband, wife);
    join_to(wife, husband);
}

std::string to_line(const Population::Item& item) {
    std::string line;
    const auto add = [&](std::string_view text) {
        line += text;
        line += '\t';
    };
    if (const auto* entity = std::get_if<LegalEntity>(&item)) {
        for (const std::string* text : {&entity->code, &entity->name, &entity->kind, &entity->representative_name,
                                        &entity->representative_code, &entity->address, &entity->scope, &entity->state})
            add(*text);
        add(to_string(entity->established));
        return line;
    }
    const Person& person = std::get<Person>(item);
    for (const std::string* text : {&person.code, &person.name, &person.former_name, &person.nation,
                                    &person.marital_status, &person.mother, &person.father, &person.household_number,
                                    &person.household_head, &person.relation, &person.mobile, &person.photo_number})
        add(*text);
    add(person.died ? to_string(*person.died) : "");
    for (const Residence& residence : person.residences) add(residence.address + to_string(residence.since));
    if (person.marriage) add(person.marriage->certificate_number + person.marriage->spouse_code);
    if (person.insurance) add(person.insurance->employer + std::to_string(person.insurance->account_fen));
    return line;
}

}  // namespace yici::demo
