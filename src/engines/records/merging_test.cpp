#include <gtest/gtest.h>

#include <set>

#include "engines/records/enumerate.h"
#include "engines/records/records.h"
#include "foundation/base/error.h"
#include "support/databases.h"

namespace yici::records {
namespace {

constexpr const char* kPolice = "11330000002482007W";
constexpr const char* kCivil = "113301000024800019";
constexpr const char* kPerson = "330106199003072511";
constexpr const char* kDouble = "330106199003072538";
constexpr const char* kThird = "330106199003072554";

RecordTypes some_types() {
    RecordType person{"person", "人口", "Person", SubjectKind::person, {}};
    person.fields = {{"name", "姓名", "Name", DataType::text, kPolice, 2, Mask::name},
                     {"address", "住址", "Address", DataType::text, kPolice, 2, Mask::none},
                     {"children", "子女数", "Children", DataType::integer, kCivil, 2, Mask::none}};
    RecordType family{"family", "家庭", "Family", SubjectKind::person, {}};
    family.fields = {{"spouse", "配偶", "Spouse", DataType::text, kCivil, 3, Mask::name}};
    RecordType company{"company", "企业", "Company", SubjectKind::legal_entity, {}};
    company.fields = {{"name", "名称", "Name", DataType::text, kCivil, 1, Mask::none}};
    return RecordTypes({person, family, company});
}

Instant at(const char* text) {
    return *parse_instant(text);
}

class MergingTest : public test::DatabaseTest {
  protected:
    void say(const char* type, const char* subject, const char* organisation, const char* observed,
             std::vector<std::pair<std::string, std::string>> values) {
        records().add({type, subject, {organisation, "system"}, at(observed), "", std::move(values)});
        clock_.advance(std::chrono::hours(1));
    }
    Records& records() {
        if (!records_) records_ = std::make_unique<Records>(database(), types_, clock_, &memory_);
        return *records_;
    }
    Merge merge(const char* subject, const char* into) {
        auto done = database().write_value([&](db::Transaction& transaction) {
            return records().merge(transaction, subject, into, "ID-1", "同一人，证件号录错一位");
        });
        clock_.advance(std::chrono::hours(1));
        return done;
    }
    Merge split(int64_t number) {
        auto done = database().write_value(
            [&](db::Transaction& transaction) { return records().split(transaction, number, "ID-2", "实为两人"); });
        clock_.advance(std::chrono::hours(1));
        return done;
    }
    template <class Work>
    std::string fault_of(Work work) {
        try {
            work();
            return {};
        } catch (const Error& error) {
            return error.key();
        }
    }
    /// Every golden row as it lies in the table, its revision aside.
    std::vector<std::string> golden_rows() {
        return database().read_value([&](db::Transaction& transaction) {
            std::vector<std::string> rows;
            for (const db::Row& row : transaction.query(
                     "SELECT subject, type, body, sources, merged FROM records_golden ORDER BY subject, type"))
                rows.push_back(row.text(0) + " " + row.text(1) + " " + row.text(2) + " " + row.text(3) + " " +
                               std::to_string(row.integer(4)));
            return rows;
        });
    }
    std::string in_memory(const char* type, const char* subject, size_t field) {
        const RegistryKey key{*types_.index_of(type), subject};
        GoldenRow row;
        memory_.read({&key, 1}, {&row, 1});
        return row.found && field < row.values.size() ? std::string(row.values[field]) : "";
    }

    ManualClock clock_{at("2018-06-12T00:00:00Z")};
    RecordTypes types_ = some_types();
    MemoryRegistry memory_{types_};
    std::unique_ptr<Records> records_;
};
YICI_ON_BOTH_DATABASES(MergingTest);

TEST_P(MergingTest, WhatIsKnownOfEitherIsKnownOfBothAndASplitUndoesItExactly) {
    say("person", kPerson, kPolice, "2018-01-01T00:00:00Z", {{"name", "陈小敏"}, {"address", "文三路1号"}});
    say("person", kDouble, kCivil, "2018-02-01T00:00:00Z", {{"name", "陈晓敏"}, {"children", "2"}});
    say("family", kDouble, kCivil, "2018-02-01T00:00:00Z", {{"spouse", "张三"}});
    const auto before = golden_rows();
    const Merge made = merge(kDouble, kPerson);
    for (const char* subject : {kPerson, kDouble}) {
        EXPECT_EQ(records().golden_value("person", subject, "name"), "陈小敏")
            << "the authority's word counts for both";
        EXPECT_EQ(records().golden_value("person", subject, "children"), "2");
        EXPECT_EQ(records().golden_value("family", subject, "spouse"), "张三");
        EXPECT_EQ(in_memory("person", subject, 2), "2");
    }
    EXPECT_EQ(records().one_with(kPerson), (std::vector<std::string>{kPerson, kDouble}));
    const Merge undone = split(made.number);
    EXPECT_EQ(golden_rows(), before);
    EXPECT_EQ(in_memory("person", kPerson, 2), "");
    EXPECT_EQ(in_memory("family", kPerson, 0), "");
    ASSERT_TRUE(undone.split);
    EXPECT_EQ(undone.split->by, "ID-2");
    const auto trace = records().merges(kPerson);
    ASSERT_EQ(trace.size(), 1U);
    EXPECT_EQ(trace[0].merged.reason, "同一人，证件号录错一位");
    EXPECT_EQ(trace[0].split->reason, "实为两人");
    EXPECT_EQ(fault_of([&] { split(made.number); }), "records.already_split");
    EXPECT_EQ(fault_of([&] { split(99); }), "records.no_such_merge");
}

TEST_P(MergingTest, WhatIsSaidLaterReachesAllAndGoesWithItsOwnerAfterASplit) {
    say("person", kPerson, kPolice, "2018-01-01T00:00:00Z", {{"name", "甲"}});
    say("person", kDouble, kPolice, "2018-01-02T00:00:00Z", {{"name", "乙"}});
    say("person", kThird, kCivil, "2018-01-02T00:00:00Z", {{"children", "1"}});
    const Merge first = merge(kDouble, kPerson);
    merge(kPerson, kThird);
    say("person", kDouble, kPolice, "2018-03-01T00:00:00Z", {{"address", "新址"}});
    say("family", kPerson, kCivil, "2018-03-01T00:00:00Z", {{"spouse", "丙"}});
    for (const char* subject : {kPerson, kDouble, kThird}) {
        EXPECT_EQ(records().golden_value("person", subject, "address"), "新址");
        EXPECT_EQ(records().golden_value("family", subject, "spouse"), "丙") << subject;
    }
    split(first.number);
    EXPECT_EQ(records().golden_value("person", kDouble, "name"), "乙");
    EXPECT_EQ(records().golden_value("person", kDouble, "address"), "新址");
    EXPECT_EQ(records().golden_value("person", kPerson, "address"), std::nullopt);
    EXPECT_EQ(records().golden_value("person", kThird, "name"), "甲") << "these two are still one";
    EXPECT_EQ(records().golden_value("family", kDouble, "spouse"), std::nullopt);
}

TEST_P(MergingTest, OnlyWhatMakesSenseIsMerged) {
    say("person", kPerson, kPolice, "2018-01-01T00:00:00Z", {{"name", "甲"}});
    say("person", kDouble, kPolice, "2018-01-01T00:00:00Z", {{"name", "甲"}});
    say("person", kThird, kPolice, "2018-01-01T00:00:00Z", {{"name", "甲"}});
    say("company", "91330106MA2AAAAA1A", kCivil, "2018-01-01T00:00:00Z", {{"name", "公司"}});
    EXPECT_EQ(fault_of([&] { merge(kPerson, kPerson); }), "records.same_subject");
    EXPECT_EQ(fault_of([&] { merge(kPerson, "91330106MA2AAAAA1A"); }), "records.unlike_subjects");
    EXPECT_EQ(fault_of([&] { merge(kPerson, "330106193802141715"); }), "records.nothing_known");
    merge(kDouble, kPerson);
    EXPECT_EQ(fault_of([&] { merge(kPerson, kDouble); }), "records.already_one");
    EXPECT_EQ(fault_of([&] { merge(kDouble, kThird); }), "records.already_one") << "it is part of another one";
    merge(kThird, kPerson);
    EXPECT_EQ(records().one_with(kThird).size(), 3U);
}

TEST_P(MergingTest, ValuesAsTheyWereKnownOnADay) {
    say("person", kPerson, kCivil, "2018-01-01T00:00:00Z", {{"name", "旧名"}, {"children", "1"}});
    const Instant first = clock_.now();
    clock_.advance(std::chrono::hours(24));
    say("person", kPerson, kPolice, "2017-01-01T00:00:00Z", {{"name", "真名"}});
    say("person", kDouble, kPolice, "2018-05-01T00:00:00Z", {{"address", "文三路"}});
    const Instant second = clock_.now();
    clock_.advance(std::chrono::hours(24));
    const Merge made = merge(kDouble, kPerson);
    const Instant third = clock_.now();
    clock_.advance(std::chrono::hours(24));
    split(made.number);
    const auto told = [&](const char* subject, Instant known) {
        std::string text;
        for (const GoldenValue& golden : records().golden_known_at("person", subject, known))
            text += golden.field->name + "=" + golden.value + " ";
        return text;
    };
    EXPECT_EQ(told(kPerson, at("2018-06-11T00:00:00Z")), "");
    EXPECT_EQ(told(kPerson, first), "name=旧名 children=1 ");
    EXPECT_EQ(told(kPerson, second), "name=真名 children=1 ");
    EXPECT_EQ(told(kDouble, third), "name=真名 address=文三路 children=1 ") << "they were held to be one then";
    EXPECT_EQ(told(kPerson, clock_.now()), "name=真名 children=1 ");
    EXPECT_EQ(records().types_known_at(kPerson, at("2018-06-11T00:00:00Z")).size(), 0U);
    EXPECT_EQ(records().types_known_at(kPerson, second), std::vector<std::string>{"person"});
}

TEST_P(MergingTest, WordsAreTheNewestOfEachOrganisationAndThoseWhoAreOneHaveThemInCommon) {
    say("person", kPerson, kPolice, "2018-01-02T00:00:00Z", {{"name", "甲"}, {"address", "新"}});
    say("person", kPerson, kPolice, "2018-01-01T00:00:00Z", {{"address", "旧"}});
    say("person", kPerson, kCivil, "2018-01-01T00:00:00Z", {{"address", "别处"}, {"name", ""}});
    say("person", kDouble, kPolice, "2018-01-03T00:00:00Z", {{"address", "更新"}});
    say("person", kThird, kPolice, "2018-01-03T00:00:00Z", {{"address", "一处"}});
    const auto words = [&] {
        std::set<std::string> all;
        each_spoken_of_by_several(database(), types_.all()[0], [&](const std::string& subject, std::vector<Word> said) {
            for (const Word& word : said)
                all.insert(subject.substr(14) + (word.organisation == kPolice ? " police " : " civil ") + word.field +
                           " " + word.value);
        });
        return all;
    };
    EXPECT_EQ(words(),
              (std::set<std::string>{"2511 police name 甲", "2511 police address 新", "2511 civil address 别处"}));
    merge(kDouble, kPerson);
    EXPECT_EQ(words(),
              (std::set<std::string>{"2511 police name 甲", "2511 police address 更新", "2511 civil address 别处",
                                     "2538 police name 甲", "2538 police address 更新", "2538 civil address 别处"}));
}

}  // namespace
}  // namespace yici::records
