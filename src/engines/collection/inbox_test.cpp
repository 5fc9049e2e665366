#include "engines/collection/inbox.h"

#include <gmock/gmock.h>

#include <fstream>

#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "support/databases.h"

namespace yici::collection {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

constexpr const char* kHead = "id,name\n";

class InboxTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        plan_.resource = "births";
        plan_.columns = {"id", "name"};
        plan_.key = {"id"};
        std::vector<Finding> findings;
        plan_.rules = quality::parse_yaml_rules("rules:\n  - {id: named, complete: [name]}\n", "rules.yaml", findings);
        spec_.folder = folder().path() / "in";
        fs::create_directory(spec_.folder);
    }
    void drop(const std::string& name, const std::string& content) {
        std::ofstream(spec_.folder / name, std::ios::binary) << content;
    }
    /// Takes what is ready, a minute after it was dropped.
    std::vector<std::string> take() {
        clock_.set(SystemClock().now() + std::chrono::minutes(1));
        const Inbox inbox(spec_, clock_);
        std::vector<std::string> did;
        for (const DropFile& file : inbox.ready()) {
            const Handled handled = inbox.handle(file, intake(), plan_, {"dept", "hospital"}, {}, alongside_);
            constexpr const char* kHow[] = {"taken ", "repeated ", "rejected "};
            did.push_back(kHow[static_cast<int>(handled.how)] + handled.name +
                          (handled.fault.empty() ? "" : " " + handled.fault));
        }
        return did;
    }
    Intake& intake() {
        if (!intake_) intake_.emplace(database(), clock_);
        return *intake_;
    }
    std::string report(const std::string& name) { return read_file(spec_.folder / (name + ".report.txt")); }
    std::vector<std::string> left() {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(spec_.folder))
            if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
        return names;
    }

    ManualClock clock_{SystemClock().now()};
    Plan plan_;
    InboxSpec spec_;
    Alongside alongside_;
    std::optional<Intake> intake_;
};
YICI_ON_BOTH_DATABASES(InboxTest);

TEST_P(InboxTest, EveryFormatIsToldByContentAndEveryRefusedRowExplained) {
    drop("a.csv", std::string("\xEF\xBB\xBF") + kHead + "1,张三\n2,\n");
    drop("b.txt", std::string(kHead) + "3,\xD5\xC5\xC8\xFD\n");  // GB18030
    drop("c.dat", R"([{"id":"4","name":"李四"},{"id":[5]},{"name":"无号"}])");
    drop("d.ndjson", "{\"id\":\"6\",\"name\":\"王五\"}\n{oops\n");
    EXPECT_THAT(take(), ElementsAre("taken a.csv", "taken b.txt", "taken c.dat", "taken d.ndjson"));
    spec_.records = "rows/row";
    drop("e.xml", "<?xml version='1.0' encoding='UTF-8'?><rows><row><id>7</id><name>赵六</name></row></rows>");
    EXPECT_THAT(take(), ElementsAre("taken e.xml"));
    EXPECT_THAT(left(), IsEmpty());
    EXPECT_EQ(intake().count("births"), 5);
    EXPECT_EQ(intake().row(plan_, {"3"})->cells[1], "张三");
    EXPECT_THAT(report("done/a.csv"), HasSubstr("第 3 行：不符合规则 named"));
    EXPECT_THAT(report("done/c.dat"), HasSubstr("第 2 行：该记录不能成为一行数据"));
    EXPECT_THAT(report("done/c.dat"), HasSubstr("第 3 行：主键列为空"));
    EXPECT_THAT(report("done/d.ndjson"), HasSubstr("第 2 行：该记录不能成为一行数据"));
    EXPECT_EQ(intake().batches("births", 10).front().watermark, "e.xml");
}

TEST_P(InboxTest, TheSameContentIsTakenOnceWhateverItsName) {
    drop("a.csv", std::string(kHead) + "1,一\n");
    EXPECT_THAT(take(), ElementsAre("taken a.csv"));
    drop("b.csv", std::string(kHead) + "1,一\n");
    drop("a.csv", std::string(kHead) + "1,二\n");
    EXPECT_THAT(take(), ElementsAre("taken a.csv", "repeated b.csv"));
    EXPECT_TRUE(fs::exists(spec_.folder / "done/a-2.csv"));
    EXPECT_THAT(report("done/b.csv"), HasSubstr("与已归集的文件 a.csv 相同"));
    EXPECT_EQ(intake().batches("births", 10).size(), 2u);
}

TEST_P(InboxTest, AHalfWrittenFileIsLeftAlone) {
    int64_t waiting = 0;
    drop("a.csv.part", std::string(kHead) + "1,一\n");
    drop(".b.csv", std::string(kHead) + "2,二\n");
    drop("c.csv", std::string(kHead) + "3,三\n");
    EXPECT_THAT(Inbox(spec_, clock_).ready(&waiting), IsEmpty()) << "it was written just now";
    EXPECT_EQ(waiting, 1);
    fs::rename(spec_.folder / "a.csv.part", spec_.folder / "a.csv");
    EXPECT_THAT(take(), ElementsAre("taken a.csv", "taken c.csv"));
    spec_.complete = InboxSpec::Complete::done;
    drop("d.csv", std::string(kHead) + "4,四\n");
    EXPECT_THAT(take(), IsEmpty());
    drop("d.csv.done", "");
    EXPECT_THAT(take(), ElementsAre("taken d.csv"));
    EXPECT_TRUE(fs::exists(spec_.folder / "done/d.csv.done"));
    // Written while it was taken: nothing stays of it, and it is taken as a whole the next time.
    spec_.complete = InboxSpec::Complete::settled;
    drop("e.csv", std::string(kHead) + "5,五\n");
    alongside_.row = [&](db::Transaction&, const RowChange&) {
        std::ofstream(spec_.folder / "e.csv", std::ios::app) << "6,六\n";
    };
    try {
        take();
        FAIL() << "was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "collection.file_changing");
    }
    alongside_ = {};
    EXPECT_FALSE(intake().row(plan_, {"5"}));
    EXPECT_THAT(take(), ElementsAre("taken e.csv"));
    EXPECT_TRUE(intake().row(plan_, {"6"}));
}

TEST_P(InboxTest, AManifestMustAgree) {
    spec_.complete = InboxSpec::Complete::manifest;
    const std::string content = std::string(kHead) + "1,一\n";
    const std::string sm3 = to_hex(crypto::sm3(content));
    for (const char* name : {"a.csv", "b.csv", "c.csv", "d.csv"}) drop(name, content + (name[0] == 'd' ? " " : ""));
    drop("a.csv.manifest", R"({"sm3": ")" + sm3 + R"(", "rows": 2})");
    drop("b.csv.manifest", "rows: 1\n");
    drop("c.csv.manifest", "sm3: " + sm3 + "\nrows: 1\n");
    drop("d.csv.manifest", "sm3: " + sm3 + "\n");
    EXPECT_THAT(take(),
                ElementsAre("rejected a.csv collection.manifest_differs", "rejected b.csv collection.manifest_unclear",
                            "taken c.csv", "rejected d.csv collection.manifest_differs"));
    EXPECT_THAT(report("rejected/a.csv"), HasSubstr("已退回：文件与清单不一致"));
    EXPECT_EQ(intake().count("births"), 1);
}

TEST_P(InboxTest, HostileFilesAreRefusedAndLoseNothing) {
    spec_.records = "r/p";
    drop("1.xml", "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><r><p><id>&a;</id></p></r>");
    drop("2.xlsx", "PK\x03\x04 no archive");
    drop("3.csv", std::string(kHead) + "1,\xFF\xFF\xFF\n");
    drop("4.csv", "id,name,surname\n1,2,3\n");
    drop("5.json", "{\"r\":{\"p\":[{\"id\":\"1\"}");
    fs::create_symlink("/etc/passwd", spec_.folder / "6.csv");
    EXPECT_THAT(take(), ElementsAre("rejected 1.xml tables.xml_invalid", "rejected 2.xlsx tables.workbook_refused",
                                    "rejected 3.csv tables.encoding_unknown",
                                    "rejected 4.csv collection.schema_drifted", "rejected 5.json tables.json_invalid"));
    EXPECT_THAT(report("rejected/4.csv"), HasSubstr("+surname"));
    EXPECT_EQ(intake().count("births"), 0);
    fs::remove_all(spec_.folder / "done");
    fs::create_symlink("/tmp", spec_.folder / "done");
    drop("7.csv", std::string(kHead) + "1,一\n");
    EXPECT_THROW(take(), Error);
    EXPECT_TRUE(fs::exists(spec_.folder / "7.csv"));
}

TEST_P(InboxTest, AFileThatComesLateGoesToTheHistory) {
    drop("births_20180602.csv", std::string(kHead) + "1,新\n");
    EXPECT_THAT(take(), ElementsAre("taken births_20180602.csv"));
    drop("births_20180601.csv", std::string(kHead) + "1,旧\n");
    take();
    EXPECT_EQ(intake().row(plan_, {"1"})->cells[1], "新");
    EXPECT_EQ(intake().history(plan_, {"1"}).size(), 1u);
    EXPECT_EQ(to_iso8601(intake().row(plan_, {"1"})->observed), "2018-06-01T16:00:00.000000Z");
}

TEST_P(InboxTest, AFileThatWasTakenButNotMovedIsMovedTheNextTime) {
    drop("a.csv", std::string(kHead) + "1,一\n2,\n");
    fs::create_directory(spec_.folder / "done");
    fs::create_directory(spec_.folder / "rejected");
    clock_.set(SystemClock().now() + std::chrono::minutes(1));
    const Inbox inbox(spec_, clock_);
    const auto files = inbox.ready();
    ASSERT_EQ(files.size(), 1u);
    // The move fails behind the commit, as when the process is killed there.
    alongside_.batch = [&](db::Transaction&, const Receipt&) {
        fs::remove(spec_.folder / "done");
        std::ofstream(spec_.folder / "done") << "in the way";
    };
    EXPECT_THROW((void)inbox.handle(files[0], intake(), plan_, {"dept", "hospital"}, {}, alongside_), Error);
    fs::remove(spec_.folder / "done");
    alongside_ = {};
    EXPECT_THAT(take(), ElementsAre("repeated a.csv"));
    EXPECT_THAT(report("done/a.csv"), HasSubstr("第 3 行"));
    EXPECT_EQ(intake().count("births"), 1);
}

}  // namespace
}  // namespace yici::collection
