#include "demo/credit_seed.h"

#include "demo/names.h"

namespace yici::demo {

namespace {

constexpr const char* kMarket = "113301060044816140";          // 杭州市西湖区市场监督管理局
constexpr const char* kProvinceMarket = "113300000024812079";  // 浙江省市场监督管理局
constexpr const char* kLabour = "11330000002481100X";          // 浙江省人力资源和社会保障厅
constexpr const char* kTransport = "1233010000348141X2";       // 杭州市道路运输管理局
constexpr const char* kTax = "11330000002481223Y";             // 国家税务总局浙江省税务局
constexpr uint64_t kOwnRandom = 4;                             // so that other seeds stay as they are

std::string document(const char* word, uint64_t serial) {
    return std::string("（演示）") + word + "〔2026〕" + std::to_string(serial) + "号";
}

}  // namespace

std::string CreditSeed::days_ago(uint64_t days) const {
    return to_string(Date{std::chrono::sys_days(today_) - std::chrono::days(static_cast<int64_t>(days))});
}

CreditFact CreditSeed::permit(const std::string& code, const std::string& name, uint64_t serial) const {
    const Date until{(today_.year() + std::chrono::years(3)) / 6 / 30};
    return {code,
            "permit",
            kMarket,
            {{"document_number", document("食药许", serial)},
             {"document_name", "准予行政许可决定书"},
             {"subject_name", name},
             {"permit_kind", "普通"},
             {"certificate_name", "食品经营许可证"},
             {"certificate_number", "JY23301060" + std::to_string(100'000 + serial)},
             {"content", "热食类食品制售"},
             {"decided_on", days_ago(400)},
             {"valid_from", days_ago(400)},
             {"valid_until", to_string(until)}}};
}

CreditFact CreditSeed::penalty(const std::string& code, const std::string& name, uint64_t serial, uint64_t days) const {
    return {code,
            "penalty",
            kMarket,
            {{"document_number", document("西市监处", serial)},
             {"subject_name", name},
             {"violation", "未按规定公示价格"},
             {"facts", "经营场所内商品未标明价格（编造）"},
             {"basis", "中华人民共和国价格法第四十二条"},
             {"penalty_kind", "罚款"},
             {"content", "罚款人民币二千元"},
             {"fine_fen", "200000"},
             {"decided_on", days_ago(days)}}};
}

CreditFact CreditSeed::conduct(const char* kind, const std::string& code, const std::string& name, uint64_t serial,
                               uint64_t days) const {
    const bool bad = std::string_view(kind) == "bad";
    return {code,
            kind,
            bad ? kLabour : kProvinceMarket,
            {{"document_number", document(bad ? "信字" : "守信", serial)},
             {"subject_name", name},
             {"title", bad ? "未按时履行劳动保障监察决定" : "连续三年如期公示年报"},
             {"facts", "编造"},
             {"basis", bad ? "企业劳动保障守法诚信等级评价办法（人社部规〔2016〕1号）" : "项目约定"},
             {"decided_on", days_ago(days)}}};
}

CreditFact CreditSeed::listing(const char* list, const char* organ, const std::string& code, const std::string& name,
                               uint64_t serial, uint64_t days) const {
    return {code,
            "listing",
            organ,
            {{"document_number", document("名单", serial)},
             {"subject_name", name},
             {"list", list},
             {"reason", "编造"},
             {"decided_on", days_ago(days)}}};
}

std::vector<CreditFact> CreditSeed::facts_of(const Population::Item& item) const {
    std::vector<CreditFact> facts;
    if (const auto* person = std::get_if<Person>(&item)) {
        add_person(facts, *person);
    } else {
        add_entity(facts, std::get<LegalEntity>(item));
    }
    return facts;
}

void CreditSeed::add_entity(std::vector<CreditFact>& facts, const LegalEntity& entity) const {
    SeededRandom own = random_of(seed_ ^ kOwnRandom, entity.code);
    const uint64_t serial = 1000 + own.below(90'000);
    if (const StoryMember* member = story_.find(entity.code)) {
        if (member->key != "restaurant") return;
        facts.push_back(permit(entity.code, entity.name, serial));
        facts.push_back(penalty(entity.code, entity.name, serial, 120));
        facts.push_back(listing("honest-model", kProvinceMarket, entity.code, entity.name, serial, 200));
        return;
    }
    if (chance(own, 8, 100)) facts.push_back(permit(entity.code, entity.name, serial));
    if (chance(own, 4, 100)) facts.push_back(penalty(entity.code, entity.name, serial, 10 + own.below(700)));
    if (chance(own, 2, 100)) facts.push_back(conduct("good", entity.code, entity.name, serial, own.below(900)));
    if (chance(own, 1, 100)) facts.push_back(conduct("bad", entity.code, entity.name, serial, own.below(700)));
    if (chance(own, 2, 100)) {
        facts.push_back(listing("tax-a", kTax, entity.code, entity.name, serial, own.below(360)));
    }
    if (chance(own, 1, 200)) {
        const bool labour = chance(own, 1, 2);
        facts.push_back(listing(labour ? "wage-arrears" : "transport-breach", labour ? kLabour : kTransport,
                                entity.code, entity.name, serial, own.below(700)));
    }
}

void CreditSeed::add_person(std::vector<CreditFact>& facts, const Person& person) const {
    SeededRandom own = random_of(seed_ ^ kOwnRandom, person.code);
    const uint64_t serial = 1000 + own.below(90'000);
    if (const StoryMember* member = story_.find(person.code)) {
        if (member->key == "shopkeeper") {
            facts.push_back(penalty(person.code, person.name, serial, 150));
            facts.push_back(penalty(person.code, person.name, serial + 1, 30));
        }
        if (member->key == "renter") facts.push_back(conduct("good", person.code, person.name, serial, 60));
        return;
    }
    if (person.died || person.age_on(today_) < 18) return;
    if (chance(own, 1, 400)) facts.push_back(conduct("good", person.code, person.name, serial, own.below(900)));
    if (chance(own, 1, 500)) facts.push_back(penalty(person.code, person.name, serial, 10 + own.below(700)));
}

}  // namespace yici::demo
