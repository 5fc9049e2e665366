#include "engines/records/records.h"

#include <gtest/gtest.h>

#include <thread>

#include "engines/records/record_body.h"
#include "foundation/base/error.h"
#include "foundation/base/log.h"
#include "support/databases.h"

namespace yici::records {
namespace {

constexpr const char* kPolice = "11330000002482007W";
constexpr const char* kCivil = "113301000024800019";
constexpr const char* kPerson = "330106199003072511";

RecordTypes person_types() {
    RecordType person{"person", "人口", "Person", SubjectKind::person, {}};
    person.fields = {{"name", "姓名", "Name", DataType::text, kPolice, 2, Mask::name},
                     {"birth_date", "出生日期", "Birth", DataType::date, kPolice, 2, Mask::none},
                     {"children", "子女数", "Children", DataType::integer, kCivil, 2, Mask::none},
                     {"marital_status", "婚姻状况", "Marital", DataType::code, kCivil, 3, Mask::none}};
    return RecordTypes({person});
}

Instant at(const char* text) {
    return *parse_instant(text);
}

Observation said(const char* organisation, Instant observed, std::vector<std::pair<std::string, std::string>> values) {
    return {"person", kPerson, {organisation, "system"}, observed, "ab12", std::move(values)};
}

class RecordsTest : public test::DatabaseTest {
  protected:
    ManualClock clock{at("2018-06-12T00:00:00Z")};
    RecordTypes types = person_types();
};
YICI_ON_BOTH_DATABASES(RecordsTest);

TEST_P(RecordsTest, TheAuthorityDecidesEvenAgainstNewerWords) {
    Records records(database(), types, clock);
    records.add(said(kCivil, at("2018-01-01T00:00:00Z"), {{"name", "陈小敏"}, {"children", "1"}}));
    EXPECT_EQ(records.golden_value("person", kPerson, "name"), "陈小敏");
    EXPECT_FALSE(records.golden("person", kPerson)[0].by_authority);

    records.add(said(kPolice, at("2017-01-01T00:00:00Z"), {{"name", "陈晓敏"}}));
    records.add(said(kCivil, at("2018-06-01T00:00:00Z"), {{"name", "陈小明"}}));
    const auto golden = records.golden("person", kPerson);
    ASSERT_EQ(golden.size(), 2U);
    EXPECT_EQ(golden[0].field->name, "name");
    EXPECT_EQ(golden[0].value, "陈晓敏");
    EXPECT_TRUE(golden[0].by_authority);
    EXPECT_EQ(golden[0].source.organisation, kPolice);
    EXPECT_EQ(golden[0].observed, at("2017-01-01T00:00:00Z"));
    EXPECT_EQ(golden[0].recorded, clock.now());
    EXPECT_EQ(golden[1].value, "1");
}

TEST_P(RecordsTest, TheNewestWordOfTheAuthorityCountsInWhateverOrderItComes) {
    Records records(database(), types, clock);
    records.add(said(kPolice, at("2018-03-01T00:00:00Z"), {{"name", "新名"}}));
    records.add(said(kPolice, at("2018-02-01T00:00:00Z"), {{"name", "旧名"}}));
    EXPECT_EQ(records.golden_value("person", kPerson, "name"), "新名");
    records.add(said(kPolice, at("2018-04-01T00:00:00Z"), {{"name", ""}}));
    EXPECT_EQ(records.golden_value("person", kPerson, "name"), std::nullopt) << "the authority says that there is none";
}

TEST_P(RecordsTest, EveryVersionStaysWithItsSource) {
    Records records(database(), types, clock);
    records.add(said(kCivil, at("2018-01-01T00:00:00Z"), {{"name", "a\"b\\c"}, {"children", "2"}}));
    clock.advance(std::chrono::hours(1));
    records.add(said(kPolice, at("2018-02-01T00:00:00Z"), {{"name", "乙"}, {"birth_date", ""}}));
    const auto history = records.history("person", kPerson);
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].observation.source.organisation, kPolice);
    EXPECT_EQ(history[0].recorded, clock.now());
    EXPECT_EQ(history[0].observation.answer_sm3, "ab12");
    EXPECT_EQ(history[0].observation.values[1], (std::pair<std::string, std::string>("birth_date", "")));
    EXPECT_EQ(history[1].observation.values[0].second, "a\"b\\c");
    EXPECT_EQ(records.types_of(kPerson), std::vector<std::string>{"person"});
    EXPECT_TRUE(records.golden("person", "110101199001011234").empty());
}

TEST_P(RecordsTest, NamesWhoContradictsTheGoldenValue) {
    Records records(database(), types, clock);
    records.add(said(kPolice, at("2018-01-01T00:00:00Z"), {{"name", "甲"}}));
    records.add(said(kCivil, at("2018-01-02T00:00:00Z"), {{"name", "乙"}}));
    const auto found = records.contradictions("person", kPerson);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].field, "name");
    EXPECT_EQ(found[0].golden, "甲");
    EXPECT_EQ(found[0].value, "乙");
    EXPECT_EQ(found[0].source.organisation, kCivil);
    records.add(said(kCivil, at("2018-01-03T00:00:00Z"), {{"name", "甲"}}));
    EXPECT_TRUE(records.contradictions("person", kPerson).empty()) << "its newest word agrees";
}

TEST_P(RecordsTest, RefusesWhatTheTypeDoesNotAllow) {
    Records records(database(), types, clock);
    const auto key_of = [&](const Observation& observation) {
        try {
            records.add(observation);
            return std::string();
        } catch (const Error& error) {
            EXPECT_EQ(error.detail().find("secret"), std::string::npos);
            return error.key();
        }
    };
    EXPECT_EQ(key_of(said(kCivil, clock.now(), {{"children", "secret"}})), "records.value_wrong_type");
    EXPECT_EQ(key_of(said(kCivil, clock.now(), {{"children", "01"}})), "records.value_wrong_type");
    EXPECT_EQ(key_of(said(kCivil, clock.now(), {{"birth_date", "2018-02-30"}})), "records.value_wrong_type");
    EXPECT_EQ(key_of(said(kCivil, clock.now(), {{"name", "\xff"}})), "records.value_wrong_type");
    EXPECT_EQ(key_of(said(kCivil, clock.now(), {{"shoe_size", "43"}})), "records.no_such_field");
    Observation other = said(kCivil, clock.now(), {});
    other.type = "dog";
    EXPECT_EQ(key_of(other), "records.no_such_type");
    EXPECT_TRUE(records.history("person", kPerson).empty());
}

TEST_P(RecordsTest, BothReadersShowTheSameAndMemoryIsKeptCurrent) {
    MemoryRegistry memory(types);
    Records records(database(), types, clock, &memory);
    records.add(said(kPolice, at("2018-01-01T00:00:00Z"), {{"name", "甲\"}{"}, {"birth_date", "1990-03-07"}}));
    records.add(said(kCivil, at("2018-01-01T00:00:00Z"), {{"children", "2"}, {"marital_status", ""}}));
    const auto database_side = database_reader(database(), types);
    const RegistryReader* const readers[] = {&memory, database_side.get()};
    for (const RegistryReader* reader : readers) {
        std::vector<GoldenRow> rows(2);
        const std::vector<RegistryKey> keys{{0, kPerson}, {0, "330106199003072512"}};
        reader->read(keys, rows);
        ASSERT_TRUE(rows[0].found);
        EXPECT_EQ(rows[0].values[0], "\"甲\\\"}{\"");
        EXPECT_EQ(rows[0].values[1], "\"1990-03-07\"");
        EXPECT_EQ(rows[0].values[2], "2");
        EXPECT_TRUE(rows[0].values[3].empty());
        EXPECT_FALSE(rows[1].found);
    }
    // A write that is rolled back must not be seen in memory.
    EXPECT_THROW(database().write([&](db::Transaction& transaction) {
        records.add(transaction, said(kPolice, at("2018-05-01T00:00:00Z"), {{"name", "丙"}}));
        throw Error(ErrorKind::internal, "base.internal");
    }),
                 Error);
    std::vector<GoldenRow> rows(1);
    memory.read(std::vector<RegistryKey>{{0, kPerson}}, rows);
    EXPECT_EQ(rows[0].values[0], "\"甲\\\"}{\"");
}

TEST_P(RecordsTest, BulkLoadIsOneTransactionAndFillsMemory) {
    MemoryRegistry memory(types);
    Records records(database(), types, clock, &memory);
    int made = 0;
    const auto next = [&](Observation& observation) {
        if (made == 25'000) return false;
        observation = said(kPolice, at("2018-01-01T00:00:00Z"),
                           {{"name", "人" + std::to_string(made)}, {"birth_date", "1990-03-07"}});
        observation.subject = std::to_string(330106190000000000 + made++);
        return true;
    };
    std::vector<int64_t> progress;
    EXPECT_EQ(records.bulk_load(next, [&](int64_t loaded) { progress.push_back(loaded); }), 25'000);
    EXPECT_EQ(progress, (std::vector<int64_t>{10'000, 20'000, 25'000}));
    EXPECT_EQ(records.count("person"), 25'000);
    EXPECT_EQ(memory.size(), 25'000U);
    EXPECT_LT(memory.memory(), 25'000U * 250);
    std::vector<GoldenRow> rows(1);
    memory.read(std::vector<RegistryKey>{{0, "330106190000017321"}}, rows);
    ASSERT_TRUE(rows[0].found);
    EXPECT_EQ(rows[0].values[0], "\"人17321\"");
    EXPECT_EQ(records.golden("person", "330106190000024999")[0].source.organisation, kPolice);
    EXPECT_EQ(records.history("person", "330106190000024999").size(), 1U);

    made = 24'999;  // already there
    EXPECT_THROW((void)records.bulk_load([&](Observation& observation) { return next(observation); }), Error);
    EXPECT_EQ(records.history("person", "330106190000024999").size(), 1U) << "nothing of a failed load stays";
}

TEST_P(RecordsTest, TwoWritersOfOneSubjectLoseNothing) {
    Records records(database(), types, clock);
    const auto write = [&](const char* field, const char* organisation) {
        for (int i = 1; i <= 20; ++i) {
            records.add(
                said(organisation, at("2018-01-01T00:00:00Z") + std::chrono::seconds(i), {{field, std::to_string(i)}}));
        }
    };
    std::thread other([&] { write("children", kCivil); });
    write("name", kPolice);
    other.join();
    EXPECT_EQ(records.golden_value("person", kPerson, "name"), "20");
    EXPECT_EQ(records.golden_value("person", kPerson, "children"), "20");
    EXPECT_EQ(records.history("person", kPerson).size(), 40U);
}

TEST(MemoryRegistryTest, EverySubjectIsFoundAfterItHasGrown) {
    const RecordTypes types = person_types();
    MemoryRegistry memory(types);
    const auto body = [](int i) { return R"({"name":")" + std::string(i % 300, 'x') + std::to_string(i) + R"("})"; };
    constexpr int kMany = 30'000;
    for (int i = 0; i < kMany; ++i) memory.put(0, "S" + std::to_string(i), body(i));
    EXPECT_EQ(memory.size(), static_cast<size_t>(kMany));
    std::vector<GoldenRow> rows(1);
    for (int i = 0; i < kMany; ++i) {
        const std::string subject = "S" + std::to_string(i);
        memory.read(std::vector<RegistryKey>{{0, subject}}, rows);
        ASSERT_TRUE(rows[0].found) << subject;
        ASSERT_EQ(R"({"name":)" + std::string(rows[0].values[0]) + "}", body(i));
    }
    memory.read(std::vector<RegistryKey>{{0, "S30000"}}, rows);
    EXPECT_FALSE(rows[0].found);
}

TEST(MemoryRegistryTest, ReplacedRowsDoNotPileUp) {
    const RecordTypes types = person_types();
    MemoryRegistry memory(types);
    for (int round = 0; round < 2'000; ++round) {
        for (int i = 0; i < 50; ++i) {
            memory.put(0, "S" + std::to_string(i),
                       "{\"name\":\"" + std::string(100, 'x') + std::to_string(round) + "\"}");
        }
    }
    EXPECT_EQ(memory.size(), 50U);
    EXPECT_LT(memory.memory(), 8U << 20) << "100,000 rows of 120 bytes were written";
    std::vector<GoldenRow> rows(1);
    memory.read(std::vector<RegistryKey>{{0, "S49"}}, rows);
    EXPECT_EQ(rows[0].values[0], "\"" + std::string(100, 'x') + "1999\"");
}

}  // namespace
}  // namespace yici::records
