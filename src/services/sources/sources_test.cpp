#include "services/sources/sources.h"

#include <gmock/gmock.h>

#include <fstream>

#include "foundation/base/error.h"
#include "foundation/base/files.h"
#include "foundation/base/random.h"
#include "foundation/crypto/keys.h"
#include "foundation/http/server.h"
#include "support/databases.h"

namespace yici::sources {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kGood = R"(sources:
  - source: people
    title: 人员
    department: "11330000002481071J"
    system: theirs
    table: people
    key: [id]
    every_minutes: 5
)";

constexpr const char* kCivilAffairs = "11330000002481071J";
constexpr const char* kZhang = "11010519491231002X";
constexpr const char* kLi = "33010619900101123X";

records::RecordType person_type() {
    const auto field = [](const char* name, records::DataType type) {
        records::Field made;
        made.name = name;
        made.data_type = type;
        made.authority = kCivilAffairs;
        return made;
    };
    return {"person",
            "人口",
            "Person",
            records::SubjectKind::person,
            {field("marital_status", records::DataType::text), field("married_on", records::DataType::date)}};
}

records::RecordType masked_person_type() {
    records::RecordType type = person_type();
    type.fields[1].mask = records::Mask::paper_number;
    return type;
}

constexpr const char* kIntake =
    ", intake: {resource: marriages, columns: [id, who, state, day], key: [id], subject: who, rules: marriages.yaml, "
    "records: [{type: person, fields: {marital_status: state, married_on: day}}]}";

class SourcesTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        const std::string address = "sqlite:" + (folder().path() / "theirs.db").string();
        theirs_ = db::open(address, {.durable = false});
        run("CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT)");
        run("INSERT INTO people VALUES ('a', 'A'), ('b', 'B')");
        load(kGood);
        exchange::System theirs;
        theirs.name = "theirs";
        theirs.database = address;
        systems_ = {theirs};
        key_ = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
        journal_ = journal::Journal::open(folder().path() / "journal", database(), *key_, clock_, {});
    }
    void load(const std::string& yaml) {
        std::filesystem::create_directories(folder().path() / "collection");
        write_file_atomically(folder().path() / "collection/one.yaml", yaml);
        std::vector<Finding> findings;
        sources_ = Sources::load(folder().path(), types_, findings);
        for (const Finding& finding : findings) ADD_FAILURE() << finding.to_string(Language::en);
    }
    void with_rules() {
        std::filesystem::create_directories(folder().path() / "quality");
        write_file_atomically(folder().path() / "quality/marriages.yaml",
                              "rules:\n  - {id: state, complete: [state]}\n");
    }
    void run(const std::string& sql) {
        theirs_->write([&](db::Transaction& transaction) { transaction.execute(sql); });
    }
    uint64_t entries() {
        journal_->flush();
        return journal_->size();
    }
    std::string entry(uint64_t index) { return journal_->read(index, 1).at(0).text; }
    Parts parts() {
        if (!records_) records_.emplace(database(), types_, clock_, &registry_);
        if (!subjects_) subjects_ = std::make_unique<journal::Subjects>(database(), random_);
        return {database(), *journal_, *subjects_,
                sources_,   systems_,  directory_,
                clock_,     *records_, folder().path() / "inbox"};
    }
    /// A field of a person as the gateway reads it: from memory.
    std::string in_registry(std::string_view subject, std::string_view field) {
        const records::RegistryKey key{0, subject};
        std::vector<records::GoldenRow> rows(1);
        registry_.read({&key, 1}, rows);
        return rows[0].found ? std::string(rows[0].values[*types_.all()[0].position_of(field)]) : "nobody";
    }

    ManualClock clock_{parse_instant("2018-09-28T01:30:00Z").value()};
    std::unique_ptr<db::Database> theirs_;
    Sources sources_;
    std::vector<exchange::System> systems_;
    organisations::Directory directory_;
    records::RecordTypes types_{{person_type()}};
    records::MemoryRegistry registry_{types_};
    std::optional<records::Records> records_;
    std::unique_ptr<crypto::PrivateKey> key_;
    SystemRandom random_;
    std::unique_ptr<journal::Subjects> subjects_;
    std::unique_ptr<journal::Journal> journal_;
};
YICI_ON_BOTH_DATABASES(SourcesTest);

TEST_P(SourcesTest, APassByCommandCollectsAndSaysWhatItDid) {
    Collection collection(parts());
    ASSERT_THAT(collection.list(), SizeIs(1));
    EXPECT_TRUE(collection.get("people").connected);
    const Status first = collection.run("people", "steward");
    EXPECT_EQ(first.rows, 2);
    EXPECT_EQ(first.last.added, 2);
    EXPECT_EQ(first.fault, "");
    run("DELETE FROM people WHERE id = 'a'");
    const uint64_t before = entries();
    const Status second = collection.run("people", "steward");
    EXPECT_EQ(second.rows, 1);
    EXPECT_EQ(second.last.gone, 1);
    EXPECT_EQ(entries(), before + 1);
    (void)collection.run("people", "steward");
    EXPECT_EQ(entries(), before + 1) << "a pass that changes nothing leaves no entry";
}

TEST_P(SourcesTest, AChangedTableIsHeldUntilItsColumnsAreAccepted) {
    Collection collection(parts());
    (void)collection.run("people", "steward");
    run("ALTER TABLE people ADD COLUMN phone TEXT");
    const Status held = collection.run("people", "steward");
    EXPECT_EQ(held.fault, "sources.held");
    EXPECT_THAT(held.state.held, HasSubstr("phone"));
    EXPECT_EQ(collection.accept_shape("people", "steward").state.held, "");
    EXPECT_EQ(collection.run("people", "steward").last.changed, 2);
}

TEST_P(SourcesTest, ADepartmentThatIsAwayIsInTheStatus) {
    systems_[0].database = "sqlite:/nowhere/theirs.db";
    Collection collection(parts());
    EXPECT_EQ(collection.run("people", "steward").fault, "warehouse.source_unreachable");
    systems_.clear();
    EXPECT_FALSE(collection.get("people").connected);
    EXPECT_THROW((void)collection.run("people", "steward"), Error);
    EXPECT_THROW((void)collection.run("nobody", "steward"), Error);
}

TEST_P(SourcesTest, TheScheduleRunsWhatIsDue) {
    Collection collection(parts());
    collection.start();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (collection.get("people").rows != 2 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    EXPECT_EQ(collection.get("people").rows, 2);
}

TEST_P(SourcesTest, AChangeInTheDepartmentsDatabaseReachesTheRegistryWithItsSource) {
    run("CREATE TABLE marriage (id TEXT PRIMARY KEY, who TEXT, state TEXT, day TEXT)");
    run(std::string("INSERT INTO marriage VALUES ('m1', '") + kZhang + "', '已婚', '1980-05-01')");
    run(std::string("INSERT INTO marriage VALUES ('m2', '") + kLi + "', '', '1990-05-01')");
    with_rules();
    load(std::string("sources:\n  - {source: marriages, title: 婚姻, department: \"") + kCivilAffairs +
         "\", system: theirs,\n     table: marriage, key: [id]" + kIntake + "}\n");
    Collection collection(parts());
    const Status first = collection.run("marriages", "steward");
    EXPECT_EQ(first.fault, "");
    EXPECT_EQ(first.waiting, 0);
    EXPECT_EQ(first.quarantined, 1) << "a row without a state";
    EXPECT_EQ(in_registry(kZhang, "marital_status"), "\"已婚\"");
    clock_.advance(std::chrono::hours(1));
    run("UPDATE marriage SET state = '离婚' WHERE id = 'm1'");
    (void)collection.run("marriages", "steward");
    EXPECT_EQ(in_registry(kZhang, "marital_status"), "\"离婚\"");
    const auto versions = records_->history("person", kZhang);
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].observation.source.organisation, kCivilAffairs);
    EXPECT_EQ(versions[0].observation.source.system, "theirs");
    EXPECT_TRUE(records_->golden("person", kZhang).at(0).by_authority);
    (void)collection.run("marriages", "steward");
    EXPECT_EQ(records_->history("person", kZhang).size(), 2u) << "a change flows once";
    // It speaks of somebody else by now, and then of nobody.
    run(std::string("UPDATE marriage SET who = '") + kLi + "' WHERE id = 'm1'");
    (void)collection.run("marriages", "steward");
    EXPECT_EQ(in_registry(kZhang, "marital_status"), "") << "it says that there is none";
    EXPECT_EQ(in_registry(kLi, "marital_status"), "\"离婚\"");
    run("DELETE FROM marriage WHERE id = 'm1'");
    (void)collection.run("marriages", "steward");
    EXPECT_EQ(in_registry(kLi, "marital_status"), "");
    // Columns that nobody expected are held twice: by the warehouse, and by the intake after they were accepted.
    run("ALTER TABLE marriage ADD COLUMN phone TEXT");
    run("UPDATE marriage SET state = '已婚' WHERE id = 'm2'");
    EXPECT_EQ(collection.run("marriages", "steward").fault, "sources.held");
    (void)collection.accept_shape("marriages", "steward");
    const Status held = collection.run("marriages", "steward");
    EXPECT_EQ(held.fault, "collection.schema_drifted");
    EXPECT_THAT(held.detail, HasSubstr("+phone"));
    EXPECT_EQ(held.waiting, 1);
}

TEST_P(SourcesTest, ADropFolderIsEmptiedAndARefusedRowDecidedOnOnce) {
    with_rules();
    std::filesystem::create_directories(folder().path() / "inbox/civil");
    load(std::string("sources:\n  - {source: drops, title: 婚姻, department: \"") + kCivilAffairs +
         "\", system: theirs, kind: folder,\n     folder: civil, files: '*.csv', complete: done" + kIntake + "}\n");
    const auto drop = [&](const std::string& name, const std::string& rows) {
        std::ofstream(folder().path() / "inbox/civil" / name) << rows;
        std::ofstream(folder().path() / "inbox/civil" / (name + ".done"));
    };
    drop("1.csv", std::string("id,who,state,day\nm1,") + kZhang + ",已婚,1980-05-01\nm2," + kLi + ",,1990-05-01\n");
    drop("2.csv", "broken\n");
    Collection collection(parts());
    ASSERT_TRUE(collection.get("drops").connected);
    const Status status = collection.run("drops", "steward");
    EXPECT_EQ(status.fault, "sources.files_rejected");
    EXPECT_EQ(status.detail, "2.csv");
    EXPECT_EQ(status.last.added, 1);
    EXPECT_EQ(status.quarantined, 1);
    EXPECT_EQ(in_registry(kZhang, "married_on"), "\"1980-05-01\"");
    const auto waiting = collection.quarantine("drops", collection::Outcome::waiting, {}, "steward");
    ASSERT_EQ(waiting.total, 1);
    EXPECT_EQ(waiting.rows[0].row.watermark, "1.csv");
    Decision decision{"correct", "steward", "按档案更正", "key-1", {{"state", "离婚"}}};
    const uint64_t before = entries();
    EXPECT_EQ(collection.decide("drops", waiting.rows[0].row.id, decision).row.outcome, collection::Outcome::corrected);
    EXPECT_EQ(in_registry(kLi, "marital_status"), "\"离婚\"");
    const uint64_t after = entries();
    EXPECT_GT(after, before);
    EXPECT_EQ(collection.decide("drops", waiting.rows[0].row.id, decision).row.outcome, collection::Outcome::corrected);
    EXPECT_EQ(entries(), after) << "the same request again does nothing";
    decision.cells = {{"state", "丧偶"}};
    EXPECT_THROW((void)collection.decide("drops", waiting.rows[0].row.id, decision), Error);
    decision.request_key = "key-2";
    EXPECT_THROW((void)collection.decide("drops", waiting.rows[0].row.id, decision), Error);
    EXPECT_EQ(collection.recheck("drops", "steward"), 0);
    EXPECT_EQ(collection.get("drops").quarantined, 0);
}

TEST_P(SourcesTest, ARefusedRowIsMaskedAndLookedAtInClearForAReasonThatIsJournaled) {
    with_rules();
    std::filesystem::create_directories(folder().path() / "inbox/civil");
    types_ = records::RecordTypes({masked_person_type()});
    load(std::string("sources:\n  - {source: drops, title: 婚姻, department: \"") + kCivilAffairs +
         "\", system: theirs, kind: folder,\n     folder: civil, files: '*.csv', complete: done, intake: {resource: "
         "marriages, columns: [id, who, state, day, phone, note], key: [id], subject: who, rules: marriages.yaml, "
         "masks: {id: none, phone: mobile}, records: [{type: person, fields: {marital_status: state, married_on: "
         "day}}]}}\n");
    std::ofstream(folder().path() / "inbox/civil/1.csv")
        << "id,who,state,day,phone,note\nm1," << kLi << ",,1990-05-01,13700001234,秘密\n"
        << "m2,李四,,1990-05-01,137,x\n"
        << kZhang << ",m3,,1990-05-01,13700001234,\nm4,\"broken\n";
    std::ofstream(folder().path() / "inbox/civil/1.csv.done");
    Collection collection(parts());
    (void)collection.run("drops", "steward");
    const auto waiting = collection.quarantine("drops", collection::Outcome::waiting, {}, "steward");
    ASSERT_EQ(waiting.total, 4);
    const SeenRow& first = waiting.rows[0];
    EXPECT_EQ(first.row.cells[0], "m1") << "the pack says that it is harmless";
    EXPECT_EQ(first.row.cells[1], records::mask(records::Mask::id_number, kLi)) << "a person's own code";
    EXPECT_EQ(first.row.cells[3], records::mask(records::Mask::paper_number, "1990-05-01")) << "as the record's field";
    EXPECT_EQ(first.row.cells[4], "137****1234") << "as the pack says";
    EXPECT_EQ(first.row.cells[5], "***") << "nobody has said what it holds";
    EXPECT_EQ(first.masked, (std::vector<bool>{false, true, false, true, true, true}));
    EXPECT_EQ(waiting.rows[1].row.cells[1], "**") << "what is no code is hidden";
    EXPECT_EQ(waiting.rows[2].row.cells[0], records::mask(records::Mask::id_number, kZhang))
        << "a code in the wrong place";
    EXPECT_FALSE(waiting.rows[3].readable);
    EXPECT_EQ(waiting.rows[3].row.cells[0], "***");

    const uint64_t before = entries();
    EXPECT_THROW((void)collection.look("drops", first.row.id, {"steward", kCivilAffairs, ""}), Error);
    EXPECT_EQ(entries(), before);
    const SeenRow clear = collection.look("drops", first.row.id, {"steward", kCivilAffairs, "核对档案"});
    EXPECT_THAT(clear.row.cells, ::testing::ElementsAre("m1", kLi, "", "1990-05-01", "13700001234", "秘密"));
    EXPECT_EQ(entries(), before + 2);
    EXPECT_THAT(entry(before), HasSubstr("核对档案"));
    EXPECT_THAT(entry(before), ::testing::Not(HasSubstr(kLi)));
    EXPECT_THAT(entry(before + 1), HasSubstr("record.viewed"));
    EXPECT_THAT(entry(before + 1), HasSubstr(subjects_->digest_of(kLi))) << "whom it is about sees it";

    // Only what changes is sent, so a row is put right without ever being seen in clear.
    const SeenRow done =
        collection.decide("drops", first.row.id, {"correct", "steward", "补录", "k", {{"state", "离婚"}}});
    EXPECT_EQ(done.row.outcome, collection::Outcome::corrected);
    EXPECT_EQ(done.row.cells[4], "137****1234");
    EXPECT_EQ(in_registry(kLi, "married_on"), "\"1990-05-01\"") << "what was masked stayed as it was";
}

TEST_P(SourcesTest, PagesArePulledOnceAndAPullGoesOnWhereItStopped) {
    with_rules();
    int asked = 0, failing = 0;
    std::vector<std::string> rows;
    for (int i = 0; i < 5; ++i)
        rows.push_back(R"({"id":"m)" + std::to_string(i) + R"(","who":")" + kZhang +
                       R"(","state":"已婚","day":"1980-05-0)" + std::to_string(i + 1) + R"("})");
    http::Router router;
    router.get("/changes", [&](const http::Request& request) {
        ++asked;
        if (failing > 0 && --failing >= 0) return http::Response::text("no", 503);
        const auto query = request.query_parameters();
        const std::string since = query.text_or("since", "");
        const auto page = static_cast<size_t>(parse_integer(query.text_or("page", "1")).value_or(1));
        std::string list;
        size_t met = 0;
        for (const std::string& row : rows) {
            if (row.substr(row.size() - 12, 10) < since) continue;
            if (++met > (page - 1) * 2 && met <= page * 2) list += (list.empty() ? "" : ",") + row;
        }
        return http::Response::json(R"({"data":{"list":[)" + list + "]}}");
    });
    const SystemClock clock;
    SystemRandom random;
    http::ServerOptions options;
    options.access_log = false;
    http::Server server(std::move(router), options, clock, random);
    server.start();
    systems_[0].url = "http://127.0.0.1:" + std::to_string(server.port());
    load(std::string("sources:\n  - {source: pages, title: 婚姻, department: \"") + kCivilAffairs +
         "\", system: theirs, kind: http,\n     path: /changes, records: data/list, page_size: 2, "
         "since_parameter: since, watermark: day, attempts: 2" +
         kIntake + "}\n");
    Collection collection(parts());
    EXPECT_EQ(collection.run("pages", "steward").last.added, 5);
    EXPECT_EQ(asked, 3);
    rows.push_back(R"({"id":"m5","who":")" + std::string(kLi) + R"(","state":"离婚","day":"1980-05-06"})");
    failing = 1;
    const Status second = collection.run("pages", "steward");
    EXPECT_EQ(second.fault, "") << "one failure is tried again";
    EXPECT_EQ(second.last.added, 1);
    EXPECT_EQ(second.rows, 6);
    EXPECT_EQ(in_registry(kLi, "marital_status"), "\"离婚\"");
    failing = 2;
    EXPECT_EQ(collection.run("pages", "steward").fault, "sources.peer_refused");
    EXPECT_EQ(collection.run("pages", "steward").fault, "");
    EXPECT_EQ(collection.get("pages").rows, 6);
}

TEST(SourcesPack, NamesEveryFault) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder.path() / "collection");
    write_file_atomically(folder.path() / "collection/one.yaml", R"(sources:
  - {source: a, title: a, department: d, system: s, table: t, key: [], mode: sideways}
  - {source: a, title: a, department: d, system: s, table: t, key: [k], mode: watermark, every_minutes: 0, kye: x}
  - {source: b, title: b, department: d, system: s, kind: folder, folder: ../x, complete: never, order: size}
  - {source: c, title: c, department: d, system: s, kind: http, path: /p, watermark: w, intake:
      {resource: r, columns: [k], key: [k, l], subject: s, records:
        [{type: person, subject: k, fields: {a: k, b: z}}, {type: no, subject: k}], masks: {k: some, y: name}}}
  - {source: d, title: d, department: d, system: s, kind: pigeon, table: t, key: [k]}
)");
    std::vector<Finding> findings;
    const records::RecordTypes types({person_type()});
    (void)Sources::load(folder.path(), types, findings);
    std::vector<std::string> keys;
    keys.reserve(findings.size());
    for (const Finding& finding : findings) keys.push_back(finding.key);
    EXPECT_THAT(
        keys, ::testing::UnorderedElementsAre(
                  "sources.key_missing", "sources.mode_unknown", "sources.mode_incomplete", "sources.every_invalid",
                  "sources.source_twice", "base.yaml_unknown_key", "sources.folder_outside", "sources.complete_unknown",
                  "sources.order_unknown", "sources.intake_missing", "sources.since_incomplete",
                  "sources.column_unknown", "sources.column_unknown", "sources.column_unknown",
                  "sources.record_field_unknown", "sources.record_field_unknown", "sources.record_type_unknown",
                  "sources.kind_unknown", "sources.mask_unknown", "sources.column_unknown"));
}

}  // namespace
}  // namespace yici::sources
