#include "demo/civil_affairs.h"

#include "foundation/base/error.h"

namespace yici::demo {

namespace {

constexpr std::string_view kSchema = R"(-- migration 1: the marriage register; made-up people
CREATE TABLE marriage (
    certificate_number TEXT PRIMARY KEY,
    husband_code TEXT NOT NULL, husband_name TEXT NOT NULL, wife_code TEXT NOT NULL, wife_name TEXT NOT NULL,
    registered_on TEXT NOT NULL, office TEXT NOT NULL, state TEXT NOT NULL);
CREATE INDEX marriage_husband ON marriage (husband_code);
CREATE INDEX marriage_wife ON marriage (wife_code);
CREATE TABLE waiting_couple (
    place BIGINT PRIMARY KEY,
    husband_code TEXT NOT NULL, husband_name TEXT NOT NULL, wife_code TEXT NOT NULL, wife_name TEXT NOT NULL);
CREATE VIEW person_marriage AS
    SELECT husband_code AS person_code, husband_name AS name, wife_code AS spouse_code, wife_name AS spouse_name,
           certificate_number, registered_on, office, state FROM marriage
    UNION ALL
    SELECT wife_code, wife_name, husband_code, husband_name, certificate_number, registered_on, office, state
    FROM marriage;
)";
constexpr std::string_view kOffice = "杭州市西湖区民政局婚姻登记处";
constexpr size_t kWaiting = 500;

/// Those who may marry later: one of each sex makes a couple.
class WaitingRoom {
  public:
    void take(const Person& person, Date today) {
        const int age = person.age_on(today);
        if (person.died || person.marital_status != "未婚" || age < 24 || age > 40 || couples_.size() >= kWaiting)
            return;
        std::optional<Person>& other = person.sex == codes::Sex::male ? woman_ : man_;
        if (other) {
            couples_.push_back(person.sex == codes::Sex::male ? std::pair(person, *other) : std::pair(*other, person));
            other.reset();
        } else {
            (person.sex == codes::Sex::male ? man_ : woman_) = person;
        }
    }
    [[nodiscard]] const std::vector<std::pair<Person, Person>>& couples() const { return couples_; }

  private:
    std::optional<Person> man_;
    std::optional<Person> woman_;
    std::vector<std::pair<Person, Person>> couples_;
};

}  // namespace

CivilAffairs::CivilAffairs(db::Database& database, const Story& story, const Disturbances& disturbances,
                           const Clock& clock)
    : database_(database), story_(story), disturbances_(disturbances), clock_(clock) {}

void CivilAffairs::prepare(Population& population, const std::function<void(int64_t)>& progress) {
    database_.migrate("civil_affairs", kSchema);
    const bool empty = records() == 0;
    database_.write([&](db::Transaction& transaction) {
        if (empty) seed(transaction, population, progress);
        spell_spouses(transaction);
    });
}

void CivilAffairs::seed(db::Transaction& transaction, Population& population,
                        const std::function<void(int64_t)>& progress) {
    const std::vector<std::string> columns{"certificate_number", "husband_code",  "husband_name", "wife_code",
                                           "wife_name",          "registered_on", "office",       "state"};
    WaitingRoom waiting;
    int64_t done = 0;
    Population::Item item;
    transaction.bulk_load("marriage", columns, [&](std::vector<db::Value>& row) {
        while (population.next(item)) {
            const auto* person = std::get_if<Person>(&item);
            if (person == nullptr) continue;
            if (progress && ++done % 1000 == 0) progress(done);
            // Members of the story stay as the story has them.
            if (story_.find(person->code) == nullptr) waiting.take(*person, population.options().today);
            if (!person->marriage || person->sex != codes::Sex::male) continue;
            const Marriage& marriage = *person->marriage;
            row = {marriage.certificate_number,
                   person->code,
                   person->name,
                   marriage.spouse_code,
                   marriage.spouse_name,
                   to_string(marriage.registered_on),
                   marriage.office,
                   marriage.state};
            return true;
        }
        return false;
    });
    int64_t place = 0;
    for (const auto& [husband, wife] : waiting.couples())
        transaction.execute(
            "INSERT INTO waiting_couple (place, husband_code, husband_name, wife_code, wife_name) "
            "VALUES (?, ?, ?, ?, ?)",
            {++place, husband.code, husband.name, wife.code, wife.name});
}

void CivilAffairs::spell_spouses(db::Transaction& transaction) {
    for (const StoryMember& member : story_.members()) {
        if (member.spouse_name_in_civil_affairs.empty()) continue;
        const StoryMember* spouse = story_.find(member.spouse);
        if (spouse == nullptr) continue;
        const std::string& name = disturbances_.wrong_record ? member.spouse_name_in_civil_affairs : spouse->name;
        transaction.execute("UPDATE marriage SET husband_name = ? WHERE husband_code = ?", {name, spouse->code});
        transaction.execute("UPDATE marriage SET wife_name = ? WHERE wife_code = ?", {name, spouse->code});
    }
}

bool CivilAffairs::marry_next() {
    const std::string today = to_string(china_date(clock_.now()));
    return database_.write_value([&](db::Transaction& transaction) {
        const std::optional<db::Row> couple = transaction.query_one(
            "SELECT place, husband_code, husband_name, wife_code, wife_name FROM waiting_couple "
            "ORDER BY place LIMIT 1");
        if (!couple) return false;
        const int64_t place = couple->integer(0);
        std::string serial = std::to_string(place);
        serial.insert(0, 6 - std::min<size_t>(6, serial.size()), '0');
        const std::string number = "J330106-" + today.substr(0, 4) + "-W" + serial;
        transaction.execute(
            "INSERT INTO marriage (certificate_number, husband_code, husband_name, wife_code, "
            "wife_name, registered_on, office, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            {number, couple->text(1), couple->text(2), couple->text(3), couple->text(4), today, std::string(kOffice),
             std::string("已婚")});
        transaction.execute("DELETE FROM waiting_couple WHERE place = ?", {place});
        return true;
    });
}

int64_t CivilAffairs::records() const {
    return database_.read_value([](db::Transaction& transaction) {
        return transaction.query_one("SELECT count(*) FROM marriage")->integer(0);
    });
}

void CivilAffairs::add_routes(http::Router&) {}  // it is read by SQL; it answers no questions over HTTP

std::string CivilAffairs::disturbances() const {
    return JsonObject().add("wrong_record", static_cast<int64_t>(disturbances_.wrong_record)).text();
}

}  // namespace yici::demo
