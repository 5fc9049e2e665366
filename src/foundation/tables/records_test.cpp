#include "foundation/tables/records.h"

#include <gmock/gmock.h>

namespace yici::tables {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RecordsTest : public ::testing::Test {
  protected:
    std::string fault_of(const std::function<Table()>& read) {
        try {
            (void)read();
        } catch (const Error& error) {
            return error.key();
        }
        return "";
    }
    std::vector<std::string> row(const Table& table, size_t at) {
        std::vector<std::string> cells;
        for (size_t column = 0; column < table.columns(); ++column) cells.emplace_back(table.cell(at, column));
        return cells;
    }
    std::vector<std::string> keys() {
        std::vector<std::string> keys;
        for (const Finding& finding : findings_) keys.push_back(finding.key + ":" + std::to_string(finding.line));
        return keys;
    }
    std::vector<Finding> findings_;
};

TEST_F(RecordsTest, AJsonListBecomesRowsAsItsNumbersWereWritten) {
    const Table table = read_json(
        R"({"code":0,"data":{"list":[{"id":"a","sum":1.10,"big":12345678901234567890123,"at":{"city":"杭州"}},
            {"id":"b\n","live":true,"sum":null}]}})",
        {"data/list", {"id", "note"}}, "f", findings_);
    EXPECT_THAT(table.header(), ElementsAre("id", "note", "sum", "big", "at.city", "live"));
    EXPECT_THAT(row(table, 0), ElementsAre("a", "", "1.10", "12345678901234567890123", "杭州", ""));
    EXPECT_THAT(row(table, 1), ElementsAre("b\n", "", "", "", "", "true"));
    EXPECT_EQ(table.line(1), 2);
    EXPECT_THAT(findings_, IsEmpty());
}

TEST_F(RecordsTest, RecordsThatAreNoRowsAreLeftOutAlone) {
    const Table table = read_json(R"([{"a":"1"},{"a":[1]},7,{"a":"2","a":"3"},{"a":"4"}])", {"", {}}, "f", findings_);
    EXPECT_EQ(table.rows(), 2u);
    EXPECT_EQ(table.cell(1, 0), "4");
    EXPECT_THAT(keys(), ElementsAre("tables.record_nested:2", "tables.record_nested:3", "tables.record_field_twice:4"));
}

TEST_F(RecordsTest, AFaultyLineOfNdjsonIsOneFaultyRow) {
    const Table table = read_ndjson("{\"a\":1}\n\n{\"a\":\n{\"a\":2} x\n{\"a\":3}", {"", {"a"}}, "f", findings_);
    EXPECT_EQ(table.rows(), 2u);
    EXPECT_EQ(table.cell(1, 0), "3");
    EXPECT_THAT(keys(), ElementsAre("tables.json_invalid:3", "tables.json_invalid:4"));
}

TEST_F(RecordsTest, BrokenOrForeignDocumentsAreRefused) {
    EXPECT_EQ(fault_of([&] { return read_json(R"([{"a":1},{"a")", {}, "f", findings_); }), "tables.json_invalid");
    EXPECT_EQ(fault_of([&] {
                  return read_json(R"({"data":1})", {"data/list", {}}, "f", findings_);
              }),
              "tables.no_records");
    EXPECT_EQ(fault_of([&] { return read_json("", {}, "f", findings_); }), "tables.json_invalid");
    const std::string bomb = "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><r><p><x>&b;</x></p></r>";
    EXPECT_EQ(fault_of([&] { return read_xml(bomb, {"r/p", {}}, "f", findings_); }), "tables.xml_invalid");
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_EQ(fault_of([&] { return read_xml(deep, {"a", {}}, "f", findings_); }), "tables.xml_invalid");
    std::string wide = "[{";
    for (int i = 0; i < 3000; ++i) wide += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":1";
    EXPECT_EQ(fault_of([&] { return read_json(wide + "}]", {}, "f", findings_); }), "tables.too_many_columns");
    const std::string nested(100'000, '[');
    EXPECT_NE(fault_of([&] { return read_json(nested, {}, "f", findings_); }), "");
}

TEST_F(RecordsTest, XmlRecordsAreFoundByPathWhateverTheirPrefix) {
    const Table table = read_xml(
        "<?xml version='1.0' encoding='GBK'?>\n<n:batch xmlns:n='urn:x'><n:rows>\n<n:row id='1'><name> 张三 </name>"
        "<at><city code='33'>杭州</city></at></n:row>\n<n:row "
        "id='2'><name><![CDATA[<李>]]></name></n:row></n:rows></n:batch>",
        {"batch/rows/row", {"@id"}}, "f", findings_);
    EXPECT_THAT(table.header(), ElementsAre("@id", "name", "at.city.@code", "at.city"));
    EXPECT_THAT(row(table, 0), ElementsAre("1", "张三", "33", "杭州"));
    EXPECT_THAT(row(table, 1), ElementsAre("2", "<李>", "", ""));
    EXPECT_EQ(table.line(0), 3);
    EXPECT_EQ(table.line(1), 4);
    EXPECT_THAT(findings_, IsEmpty());
}

TEST_F(RecordsTest, ATextIsFoundWithinADocument) {
    EXPECT_EQ(json_text_at(R"({"page":{"next":"p2"},"n":7})", "page/next"), "p2");
    EXPECT_EQ(json_text_at(R"({"page":{"next":null}})", "page/next"), "");
    EXPECT_EQ(json_text_at(R"({"n":7})", "n"), "7");
    EXPECT_EQ(json_text_at("[]", "n"), "");
}

}  // namespace
}  // namespace yici::tables
