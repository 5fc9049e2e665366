// The members of the story and the companies: the parts of Population that are not families.
#include <algorithm>
#include <array>

#include "demo/names.h"
#include "demo/population.h"
#include "foundation/base/text.h"

namespace yici::demo {

namespace {

std::optional<Date> date_or_none(const std::string& text) {
    return text.empty() ? std::nullopt : parse_date(text);
}

/// The check character of an organisation code, GB 11714-1997.
char organisation_check(std::string_view body8) {
    static constexpr std::array kWeights{3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < kWeights.size(); ++i)
        sum += kWeights[i] * (body8[i] <= '9' ? body8[i] - '0' : body8[i] - 'A' + 10);
    const int check = 11 - sum % 11;
    return check == 10 ? 'X' : (check == 11 ? '0' : static_cast<char>('0' + check));
}

}  // namespace

void Population::make_story() {
    for (const StoryMember& member : story_.members()) {
        if (member.subject == "person") {
            push(story_person(member));
        } else {
            ++entities_;
            ready_.emplace_back(story_entity(member));
        }
    }
    last_adult_.reset();  // companies are represented by people of their own
    // A company of the story may come before the person who represents it.
    std::stable_partition(ready_.begin(), ready_.end(),
                          [](const Item& item) { return std::holds_alternative<Person>(item); });
}

Person Population::story_person(const StoryMember& member) {
    const std::optional<codes::IdNumber> code = codes::IdNumber::parse(member.code);
    if (!code) throw Error(ErrorKind::invalid_input, "demo.bad_story", member.key);
    SeededRandom own = random_of(0, member.code);
    Person person;
    person.code = member.code;
    person.name = member.name;
    person.sex = code->sex();
    person.born = code->birth_date();
    const Places::Place* home = places_.find("330106");
    const std::string division = member.value_or("person", "division", "330106");
    const std::string address = home == nullptr ? "" : Places::make_address(own, *home);
    person.residences.push_back({division, member.value_or("person", "address", address), person.born});
    person.marital_status = member.spouse.empty() ? "未婚" : "已婚";
    ++households_;
    person.household_number = person.residence().division + std::to_string(100'000'000 + households_);
    person.household_head = person.name;
    person.relation = "户主";
    person.moved_in = person.residence().since;
    person.nation = "汉族";
    person.mobile = member.value_or("person", "mobile", make_mobile(own));
    person.photo_number = "ZP" + person.code.substr(0, 6) + std::to_string(100000 + own.below(900000));
    if (const StoryMember* spouse = member.spouse.empty() ? nullptr : story_.find(member.spouse)) {
        const std::optional<Date> married = date_or_none(member.married_on);
        if (!married) throw Error(ErrorKind::invalid_input, "demo.bad_story", member.key);
        const std::string& first = std::min(member.code, spouse->code);
        const std::string number = "J330106-" + member.married_on.substr(0, 4) + "-0" + first.substr(9, 5);
        person.marriage =
            Marriage{number, spouse->code, spouse->name, *married, "杭州市西湖区民政局婚姻登记处", "已婚"};
    }
    if (member.records.contains("social_insurance")) {
        Insurance insurance;
        insurance.state = member.value_or("social_insurance", "state", "参保缴费");
        insurance.employer = member.value_or("social_insurance", "employer_name", "");
        insurance.area = member.value_or("social_insurance", "area", "杭州市");
        insurance.first_paid_on =
            date_or_none(member.value_or("social_insurance", "first_paid_on", "")).value_or(options_.today);
        insurance.months_paid =
            static_cast<int>(parse_integer(member.value_or("social_insurance", "months_paid", "0")).value_or(0));
        insurance.account_fen = parse_integer(member.value_or("social_insurance", "account_fen", "0")).value_or(0);
        person.insurance = std::move(insurance);
    }
    return person;
}

LegalEntity Population::story_entity(const StoryMember& member) {
    LegalEntity entity;
    entity.code = member.code;
    entity.name = member.name;
    entity.kind = member.value_or("legal_entity", "kind", "有限责任公司");
    entity.representative_name = member.value_or("legal_entity", "legal_representative", "");
    entity.representative_code = member.representative;
    entity.division = member.code.substr(2, 6);
    entity.address = member.value_or("legal_entity", "address", "");
    entity.scope = member.value_or("legal_entity", "scope", "");
    entity.established = date_or_none(member.value_or("legal_entity", "established_on", "")).value_or(options_.today);
    entity.state = member.value_or("legal_entity", "state", "存续");
    return entity;
}

void Population::make_entities(const Person& representative) {
    const bool last = persons_ >= options_.persons;
    const int64_t due =
        last ? options_.legal_entities : options_.legal_entities * persons_ / std::max<int64_t>(1, options_.persons);
    // At the end the rest follows in portions, so that little waits in memory.
    for (int i = 0; entities_ < due && i < 64; ++i) {
        ++entities_;
        ready_.emplace_back(make_entity(representative));
    }
}

LegalEntity Population::make_entity(const Person& representative) {
    static constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    LegalEntity entity;
    const Places::Place& place = places_.draw(random_, options_.today);
    // MA3… is ours: companies of the story have MA2. The serial in base 31 keeps them apart.
    std::string body = "MA3";
    int64_t serial = entity_serial_++;
    std::string tail;
    for (int i = 0; i < 5; ++i, serial /= 31) tail.insert(0, 1, kAlphabet[static_cast<size_t>(serial % 31)]);
    body += tail;
    entity.code = (chance(random_, 3, 10) ? "92" : "91") + place.code + body + organisation_check(body);
    entity.code += codes::CreditCode::check_character(entity.code);
    entity.kind = entity.code[1] == '2' ? "个体工商户" : "有限责任公司";
    entity.name = make_company_name(random_, place.city);
    entity.representative_name = representative.name;
    entity.representative_code = representative.code;
    entity.division = place.code;
    entity.address = Places::make_address(random_, place);
    entity.scope = "一般项目：货物批发零售；技术服务";
    const Date least{representative.born.year() + std::chrono::years(18), std::chrono::month(2), std::chrono::day(1)};
    entity.established = random_day(least, options_.today);
    entity.state = chance(random_, 9, 10) ? "存续" : "注销";
    return entity;
}

}  // namespace yici::demo
