#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

#include "demo/places.h"
#include "demo/story.h"
#include "engines/codes/codes.h"
#include "engines/codes/divisions.h"
#include "foundation/base/clock.h"
#include "foundation/base/random.h"

namespace yici::demo {

/// Every generated thing says so wherever it is kept or shown.
inline constexpr std::string_view kMadeUp = "演示数据，全部编造";

struct Residence {
    std::string division;  // 6 digits; of the time, so it may be gone by now
    std::string address;
    Date since{};
};

struct Marriage {
    std::string certificate_number;
    std::string spouse_code;
    std::string spouse_name;
    Date registered_on{};
    std::string office;
    std::string state;  // 已婚, 离婚, 丧偶
};

struct Insurance {
    std::string state;  // 参保缴费, 暂停缴费, 领取待遇
    std::string employer;
    std::string area;
    Date first_paid_on{};
    int months_paid = 0;
    int64_t account_fen = 0;
};

struct Person {
    std::string code;  // ID number, valid
    std::string name;
    std::string former_name;
    codes::Sex sex = codes::Sex::male;
    Date born{};
    std::optional<Date> died;
    std::string nation;
    std::vector<Residence> residences;  // oldest first; the last is today's
    std::string marital_status;         // 未婚, 已婚, 离婚, 丧偶
    std::optional<Marriage> marriage;
    std::string mother;  // ID numbers; empty when the parents are not in the population
    std::string father;
    std::string household_number;
    std::string household_head;
    std::string relation;  // to the head: 户主, 配偶, 子, 女
    int household_members = 1;
    Date moved_in{};
    std::string mobile;
    std::string photo_number;
    std::optional<Insurance> insurance;

    [[nodiscard]] int age_on(Date day) const;  // completed years
    [[nodiscard]] const Residence& residence() const { return residences.back(); }
};

struct LegalEntity {
    std::string code;  // credit code, valid
    std::string name;
    std::string kind;
    std::string representative_name;
    std::string representative_code;  // somebody of the population
    std::string division;
    std::string address;
    std::string scope;
    Date established{};
    std::string state;  // 存续, 注销
};

struct PopulationOptions {
    uint64_t seed = 2018;
    int64_t persons = 100'000;  // story members are among them
    int64_t legal_entities = 20'000;
    Date today{std::chrono::year(2026) / 11 / 1};  // ages and dates end here
};

/// A made-up population, one item at a time: families with couples and children, elders, people who moved, died or came
/// from elsewhere, namesakes, and companies that some of them represent. The same for the same seed, divisions and
/// story. Holds 16 bytes a person in memory, for no ID number may come twice.
class Population {
  public:
    using Item = std::variant<Person, LegalEntity>;

    Population(const codes::Divisions& divisions, const Story& story, const PopulationOptions& options);
    /// Fills `item` and returns true, or false at the end. Story members come first, persons before the companies that
    /// they represent.
    bool next(Item& item);
    [[nodiscard]] const PopulationOptions& options() const { return options_; }

  private:
    struct Twin {
        std::string name;
        Date born{};
        codes::Sex sex = codes::Sex::male;
    };

    void make_story();
    Person story_person(const StoryMember& member);
    LegalEntity story_entity(const StoryMember& member);
    void make_family();
    Person make_adult(codes::Sex sex, int age);
    Person make_child(const Person& mother, const Person& father, int age);
    void settle(Person& person, const Places::Place& born_in);
    void finish(Person& person);
    void marry(Person& husband, Person& wife);
    void join_household(std::vector<Person>& family);
    void make_entities(const Person& representative);
    LegalEntity make_entity(const Person& representative);
    std::string new_code(std::string_view region, Date born, codes::Sex sex);
    Date random_day(Date from, Date to);
    Date birthday_at_age(int age);
    void push(Person person);

    Places places_;
    const Story& story_;
    PopulationOptions options_;
    SeededRandom random_;
    std::unordered_set<uint64_t> used_codes_;
    std::array<Twin, 64> twins_{};
    size_t twin_count_ = 0;
    std::deque<Item> ready_;
    int64_t persons_ = 0;
    int64_t entities_ = 0;
    int64_t entity_serial_ = 0;
    int64_t households_ = 0;
    std::optional<Person> last_adult_;
};

/// One line with everything about an item: what the digest of a population is taken over.
[[nodiscard]] std::string to_line(const Population::Item& item);

/// Random numbers that belong to one code alone, so that what is derived from a person does not depend on the order.
[[nodiscard]] SeededRandom random_of(uint64_t seed, std::string_view code);

}  // namespace yici::demo
