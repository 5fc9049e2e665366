#include "engines/collection/intake.h"

#include <gtest/gtest.h>

#include <map>

#include "engines/codes/codes.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/tables/read.h"
#include "support/databases.h"

namespace yici::collection {
namespace {

constexpr const char* kZhang = "11010519491231002X";

class IntakeTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        std::vector<Finding> findings;
        plan_.resource = "population";
        plan_.columns = {"id", "name", "updated"};
        plan_.key = {"id"};
        plan_.subject = "id";
        plan_.version = "updated";
        plan_.rules = quality::parse_yaml_rules(
            "rules:\n  - {id: named, complete: [name]}\n  - {id: short, format: {column: name, matches: '.{1,9}'}}\n",
            "rules.yaml", findings);
        ASSERT_TRUE(findings.empty());
    }

    Receipt take(const std::string& csv, const std::string& watermark, std::vector<uint32_t> removed = {}) {
        std::vector<Finding> findings;
        const tables::Table table = tables::read_csv(csv, "f", findings);
        Batch batch;
        batch.source = source_;
        batch.observed = clock_.now();
        batch.watermark = watermark;
        batch.header = table.header();
        batch.cells = table.cells();
        batch.removed = std::move(removed);
        return Intake(database(), clock_).take(plan_, batch);
    }

    std::vector<QuarantinedRow> quarantined(std::optional<Outcome> outcome = std::nullopt) {
        return database().read_value([&](db::Transaction& transaction) {
            return Intake(database(), clock_).quarantine(transaction, {plan_.resource, source_, outcome, 0}, 0, 10);
        });
    }

    static std::string id(int number) {
        std::string text = "33010619900101";
        text += std::to_string(1000 + number).substr(1);
        return text + codes::IdNumber::check_character(text);
    }

    ManualClock clock_{parse_instant("2018-06-12T00:00:00Z").value()};
    records::Source source_{"11330000002482080X", "household"};
    Plan plan_;
};
YICI_ON_BOTH_DATABASES(IntakeTest);

TEST_P(IntakeTest, KeepsRowsWithTheirProvenance) {
    Intake intake(database(), clock_);
    EXPECT_FALSE(intake.watermark("population", source_));
    const Receipt receipt = take(std::string("name,updated,id\n张三,2018-01-02,") + kZhang + "\n,2018-01-02," + id(1) +
                                     "\n李四,2018-01-02,330106199001011230\n王五,never," + id(1) + "\n",
                                 "w1");
    EXPECT_EQ(receipt.rows, 4);
    EXPECT_EQ(receipt.added, 1);
    EXPECT_EQ(receipt.quarantined, 3);
    EXPECT_EQ(receipt.violations, (std::vector<int64_t>{1, 0}));
    const auto row = intake.row(plan_, {kZhang});
    ASSERT_TRUE(row);
    EXPECT_EQ(row->cells, (std::vector<std::string>{kZhang, "张三", "2018-01-02"}));
    EXPECT_EQ(row->subject, kZhang);
    EXPECT_EQ(to_iso8601(row->observed), "2018-01-01T16:00:00.000000Z");
    EXPECT_EQ(row->batch, receipt.batch);
    EXPECT_EQ(intake.watermark("population", source_), "w1");
    const auto quarantined = this->quarantined();
    ASSERT_EQ(quarantined.size(), 3u);
    EXPECT_EQ(quarantined[0].rules, (std::vector<std::string>{"named"}));
    EXPECT_EQ(quarantined[0].line, 2);
    EXPECT_EQ(quarantined[1].rules, (std::vector<std::string>{"subject"}));
    EXPECT_EQ(quarantined[2].rules, (std::vector<std::string>{"version"}));
    EXPECT_EQ(quarantined[2].cells[1], "王五");
    const auto batches = intake.batches("population", 10);
    ASSERT_EQ(batches.size(), 1u);
    EXPECT_EQ(batches[0].receipt.quarantined, 3);
    EXPECT_EQ(batches[0].source.system, "household");
}

TEST_P(IntakeTest, TakesABatchOnce) {
    const std::string csv = std::string("id,name,updated\n") + kZhang + ",张三,2018-01-02\n";
    const Receipt first = take(csv, "w1");
    const Receipt again = take(csv, "w1");
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.batch, first.batch);
    EXPECT_EQ(again.added, 1);
    const Receipt later = take(csv, "w2");  // the source stands elsewhere: another batch, and nothing new in it
    EXPECT_FALSE(later.repeated);
    EXPECT_EQ(later.unchanged, 1);
    EXPECT_EQ(Intake(database(), clock_).count("population"), 1);
}

TEST_P(IntakeTest, OrdersStatesByTheRowsOwnMoment) {
    Intake intake(database(), clock_);
    const std::string head = "id,name,updated\n";
    take(head + kZhang + ",二,2018-02-01\n", "1");
    const Receipt late = take(head + kZhang + ",一,2018-01-01\n", "2");
    EXPECT_EQ(late.late, 1);
    EXPECT_EQ(intake.row(plan_, {kZhang})->cells[1], "二");
    const Receipt two = take(head + kZhang + ",三,2018-03-01\n" + kZhang + ",四,2018-04-01\n", "3");
    EXPECT_EQ(two.changed, 2);
    EXPECT_EQ(intake.row(plan_, {kZhang})->cells[1], "四");
    std::vector<std::string> names;
    for (const KeptRow& row : intake.history(plan_, {kZhang})) names.push_back(row.cells[1]);
    EXPECT_EQ(names, (std::vector<std::string>{"三", "二", "一"}));
    const Receipt gone = take(head + kZhang + ",,\n", "4", {0});
    EXPECT_EQ(gone.removed, 1);
    EXPECT_TRUE(intake.row(plan_, {kZhang})->removed);
    EXPECT_EQ(intake.row(plan_, {kZhang})->cells[1], "四");
    EXPECT_EQ(intake.count("population"), 0);
}

TEST_P(IntakeTest, HoldsABatchWhoseColumnsDrifted) {
    try {
        take("id,name,phone\n1,2,3\n", "1");
        FAIL() << "was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "collection.schema_drifted");
        EXPECT_EQ(error.detail(), "-updated, +phone");
    }
    EXPECT_FALSE(Intake(database(), clock_).watermark("population", source_));
    plan_.key = {"nothing"};
    EXPECT_THROW(take("id,name,updated\n", "1"), Error);
}

TEST_P(IntakeTest, FindsRowsByTheirSubject) {
    plan_.resource = "marriage";
    plan_.columns = {"no", "id"};
    plan_.key = {"no"};
    plan_.version.clear();
    plan_.rules = {};
    take(std::string("no,id\nb,") + kZhang + "\na," + kZhang + "\n", "1");
    EXPECT_EQ(Intake(database(), clock_).keys_of(plan_, kZhang), (std::vector<std::vector<std::string>>{{"a"}, {"b"}}));
    EXPECT_EQ(take(std::string("no,id\n\"n\x1F\x1E\",") + kZhang + "\nm," + kZhang + "\n" + std::string("z\0,", 3) +
                       kZhang + "\n",
                   "0")
                  .quarantined,
              1);
    EXPECT_EQ(Intake(database(), clock_).row(plan_, {"n\x1F\x1E"})->cells,
              (std::vector<std::string>{"n\x1F\x1E", kZhang}));
    take(std::string("no,id\nm,\n\"n\x1F\x1E\",\n"), "5", {0, 1});
    plan_.subject.clear();
    take(std::string("no,id\nm,\n\"n\x1F\x1E\",\n"), "6");  // no longer about anybody
    plan_.subject = "id";
    take(std::string("no,id\na,") + id(7) + "\n", "2");
    EXPECT_EQ(Intake(database(), clock_).keys_of(plan_, kZhang), (std::vector<std::vector<std::string>>{{"b"}}));
    plan_.columns.push_back("place");
    take(std::string("no,id,place\nc,") + id(7) + ",杭州\n", "3");
    EXPECT_EQ(Intake(database(), clock_).row(plan_, {"b"})->cells, (std::vector<std::string>{"b", kZhang, ""}));
}

TEST_P(IntakeTest, ManyRowsOfASubjectAreFoundAndFoundOnceWhenTheyComeAgain) {
    plan_.resource = "marriage";
    plan_.columns = {"no", "id", "name"};
    plan_.key = {"no"};
    plan_.version.clear();
    plan_.rules = {};
    for (const char* name : {"a", "b"}) {
        std::string csv = "no,id,name\n";
        for (int i = 0; i < 100; ++i) csv += std::to_string(100 + i) + "," + kZhang + "," + name + "\n";
        const Receipt receipt = take(csv, name);
        EXPECT_EQ(receipt.added + receipt.changed, 100);
        const auto keys = Intake(database(), clock_).keys_of(plan_, kZhang);
        ASSERT_EQ(keys.size(), 100U);
        EXPECT_EQ(keys.back(), (std::vector<std::string>{"199"}));
    }
}

TEST_P(IntakeTest, ARefusedRowIsCorrectedReleasedPassedOrDiscardedOnce) {
    Intake intake(database(), clock_);
    std::string csv = "id,name,updated\n";
    for (int i = 0; i < 4; ++i) csv += id(i) + ",,2018-01-02\n";
    take(csv + "1,,2018-01-02\n", "w1");
    const auto rows = quarantined(Outcome::waiting);
    ASSERT_EQ(rows.size(), 5u);
    std::vector<std::string> told;
    Alongside alongside;
    alongside.row = [&](db::Transaction&, const RowChange& change) { told.push_back(change.cells[1]); };
    const auto settle = [&](size_t at, Outcome outcome, const std::string& name) {
        const Settlement settlement{outcome, {rows[at].cells[0], name, "2018-01-02"}, "someone", "窗口核对"};
        try {
            database().write([&](db::Transaction& transaction) {
                (void)intake.settle(transaction, plan_, rows[at].id, settlement, alongside);
            });
        } catch (const Error& error) {
            return error.key() + " " + error.detail();
        }
        return std::string();
    };
    EXPECT_EQ(settle(0, Outcome::corrected, ""), "collection.still_refused named");
    EXPECT_EQ(settle(0, Outcome::corrected, "张三"), "");
    EXPECT_EQ(settle(0, Outcome::corrected, "张四"), "collection.already_settled corrected");
    EXPECT_EQ(settle(1, Outcome::released, ""), "");
    EXPECT_EQ(settle(4, Outcome::released, ""), "collection.still_refused subject") << "no row is kept without one";
    EXPECT_EQ(settle(4, Outcome::discarded, ""), "");
    EXPECT_EQ(intake.row(plan_, {id(0)})->cells[1], "张三");
    EXPECT_EQ(intake.row(plan_, {id(1)})->cells[1], "");
    EXPECT_EQ(intake.count("population"), 2);
    EXPECT_EQ(intake.watermark("population", source_), "w1");
    std::erase_if(plan_.rules.rules, [](const quality::Rule& rule) { return rule.id == "named"; });
    const auto recheck = [&] {
        return database().write_value([&](db::Transaction& transaction) {
            return intake.recheck(transaction, plan_, {"population", source_, {}, 0}, 0, 100, "someone", alongside);
        });
    };
    EXPECT_EQ(recheck().passed, 2);
    EXPECT_EQ(recheck().looked_at, 0);
    EXPECT_EQ(intake.count("population"), 4);
    EXPECT_EQ(told, (std::vector<std::string>{"张三", "", "", ""}));
    EXPECT_EQ(quarantined(Outcome::corrected).at(0).reason, "窗口核对");
    EXPECT_EQ(quarantined(Outcome::waiting).size(), 0u);
}

TEST_P(IntakeTest, ManySmallBatchesInAnyOrderKeepWhatOneLargeOneWould) {
    Intake intake(database(), clock_);
    const std::string head = "id,name,updated\n", day = ",2018-01-01\n";
    const std::string long_name(400, 'n');
    plan_.rules.rules.clear();
    std::map<int, std::string> expected;
    uint32_t random = 7;
    const auto draw = [&](uint32_t below) { return (random = random * 1664525 + 1013904223) / 65536 % below; };
    int number = 0;
    for (int batch = 0; batch < 40; ++batch) {
        std::string csv = head;
        for (uint32_t rows = batch % 8 == 0 ? 120 : draw(4) + 1; rows > 0; --rows) {
            const auto who = static_cast<int>(draw(500));
            const std::string name = std::to_string(++number) + (draw(3) == 0 ? long_name : "");
            csv.append(id(who)).append(",").append(name).append(day);
            expected[who] = name;
        }
        take(csv, std::to_string(batch));
    }
    EXPECT_EQ(intake.count("population"), std::ssize(expected));
    for (const auto& [who, name] : expected) {
        const auto row = intake.row(plan_, {id(who)});
        ASSERT_TRUE(row) << who;
        EXPECT_EQ(row->cells[1], name);
    }
    EXPECT_FALSE(intake.row(plan_, {"0"}));
    EXPECT_FALSE(intake.row(plan_, {"z"}));
    database().read([&](db::Transaction& transaction) {
        for (const db::Row& row : transaction.query("SELECT body FROM collection_blocks"))
            EXPECT_LT(row.bytes(0).size(), size_t{2} * 8192);
    });
}

TEST_P(IntakeTest, TellsWhatIsNewOfARowAndWhenTheBatchEnds) {
    Intake intake(database(), clock_);
    std::vector<std::string> told;
    Alongside alongside;
    alongside.row = [&](db::Transaction&, const RowChange& change) {
        told.push_back((change.before.empty() ? "" : change.before[1] + ">") + change.cells[1] +
                       (change.late ? " late" : "") + (change.removed ? " gone" : ""));
    };
    int ends = 0;
    alongside.batch = [&](db::Transaction&, const Receipt&) { ++ends; };
    const auto give = [&](const std::string& rows, const std::string& watermark, std::vector<uint32_t> removed = {}) {
        std::vector<Finding> findings;
        const tables::Table table = tables::read_csv("id,name,updated\n" + rows, "f", findings);
        Batch batch;
        batch.source = source_;
        batch.watermark = watermark;
        batch.observed = clock_.now();
        batch.header = table.header();
        batch.cells = table.cells();
        batch.removed = std::move(removed);
        return intake.take(plan_, batch, alongside);
    };
    const std::string who = std::string(kZhang) + ",";
    give(who + "一,2018-02-01\n", "1");
    give(who + "一,2018-02-01\n", "1");
    give(who + "一,2018-03-01\n" + who + "二,2018-03-02\n", "2");
    give(who + "旧,2018-01-01\n", "3");
    give(who + ",\n", "4", {0});
    EXPECT_EQ(told, (std::vector<std::string>{"一", "一>一", "一>二", "二>旧 late", "二>二 gone"}));
    EXPECT_EQ(ends, 5);
    plan_.types = {{"name", records::DataType::integer}};
    EXPECT_EQ(give(who + "三,2018-04-01\n", "5").quarantined, 1);
    EXPECT_EQ(quarantined().at(0).rules, (std::vector<std::string>{"type"}));
}

TEST_P(IntakeTest, TakesAFileAsOneBatchWhateverItsOrder) {
    Intake intake(database(), clock_);
    std::string csv = "id,name,updated\r\n";
    for (int i = 0; i < 900; ++i) csv += id(i * 7 % 900) + ",\"名,\x1F\"," + "2018-01-01\r\n";
    csv += id(1) + ",too,many,cells\r\n" + id(2) + ",\xFF,2018-01-01\r\n";
    write_file_atomically(folder().path() / "f.csv", csv);
    Batch origin;
    origin.source = source_;
    origin.watermark = "f.csv";
    const Receipt receipt = intake.take_file(plan_, origin, folder().path() / "f.csv");
    EXPECT_EQ(receipt.rows, 902);
    EXPECT_EQ(receipt.added, 900);
    EXPECT_EQ(receipt.quarantined, 2);
    EXPECT_EQ(intake.row(plan_, {id(5)})->cells[1], "名,\x1F");
    const auto quarantined = this->quarantined();
    ASSERT_EQ(quarantined.size(), 2u);
    EXPECT_EQ(quarantined[0].line + quarantined[1].line, 902 + 903);
    EXPECT_TRUE(intake.take_file(plan_, origin, folder().path() / "f.csv").repeated);
    // A tenth of the rows, changed: those that stand are read in passing, and a single one by itself.
    std::string some = "id,name,updated\n";
    for (int i = 0; i < 90; ++i) some += id(i * 10) + ",新,2018-02-01\n";
    EXPECT_EQ(take(some, "2").changed, 90);
    EXPECT_EQ(take("id,name,updated\n" + id(3) + ",新,2018-02-01\n", "3").changed, 1);
    EXPECT_EQ(intake.count("population"), 900);
}

}  // namespace
}  // namespace yici::collection
