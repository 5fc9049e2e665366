#include "foundation/base/csv.h"

#include <gtest/gtest.h>

#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/base/yaml.h"
#include "support/suites.h"

namespace yici {
namespace {

TEST(Csv, AgreesWithTheSuite) {
    YICI_SUITE_OR_SKIP(folder, "csv");
    int cells = 0;
    for (const auto& path : files_in(folder / "csvs", ".csv")) {
        std::vector<Finding> findings;
        const auto rows = parse_csv(read_file(path), "", findings);
        if (path.stem() == "location_coordinates") {  // quotes inside plain cells: not RFC 4180, so it is reported
            ASSERT_EQ(findings.size(), 1u);
            EXPECT_EQ(findings[0].line, 2);
            continue;
        }
        const auto json = folder / "json" / (path.stem().string() + ".json");
        const YamlNode expected = YamlNode::parse(read_file(json), json.string(), findings);
        ASSERT_TRUE(findings.empty()) << path;
        const auto records = expected.items();
        ASSERT_EQ(rows.size(), records.size() + 1) << path;
        for (size_t i = 0; i < records.size(); ++i) {
            for (size_t c = 0; c < rows[0].cells.size(); ++c) {
                EXPECT_EQ(rows[i + 1].cells.at(c), records[i].text(rows[0].cells[c])) << path << " row " << i + 1;
                ++cells;
            }
        }
    }
    EXPECT_GT(cells, 40);
}

TEST(Csv, CountsLinesThroughQuotesAndSkipsTheMark) {
    std::vector<Finding> findings;
    const auto rows = parse_csv(
        "\xEF\xBB\xBF"
        "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n\r\nz,",
        "f", findings);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].cells, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(rows[1].cells, (std::vector<std::string>{"x\r\ny", "\""}));
    EXPECT_EQ(rows[2].line, 5);
    EXPECT_EQ(rows[2].cells, (std::vector<std::string>{"z", ""}));
    EXPECT_TRUE(findings.empty());
}

TEST(Csv, LeavesOutRowsWithBadQuotesAndSaysSo) {
    std::vector<Finding> findings;
    const auto rows = parse_csv("a\nb\"c\nd\n\"e\"f\ng\n\"h\n", "f", findings);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[2].cells[0], "g");
    ASSERT_EQ(findings.size(), 3u);
    EXPECT_EQ(findings[0].line, 2);
    EXPECT_EQ(findings[1].line, 4);
    EXPECT_EQ(findings[2].key, "base.csv_invalid");
}

TEST(Gb18030, AgreesWithTheSuite) {
    YICI_SUITE_OR_SKIP(folder, "gb18030");
    const auto decoded = decode_gb18030(read_file(folder / "gb18030_in.txt"));
    ASSERT_TRUE(decoded);
    const std::string reference = read_file(folder / "gb18030_in_ref.txt");
    const auto ours = split(*decoded, '\n');
    const auto theirs = split(reference, '\n');
    ASSERT_EQ(ours.size(), theirs.size());
    for (size_t i = 0; i < ours.size(); ++i) EXPECT_EQ(ours[i], theirs[i]) << "line " << i + 1;
}

TEST(Gb18030, RefusesWhatIsNot) {
    EXPECT_EQ(decode_gb18030("\xD5\xE3\xBD\xAD"), "浙江");
    EXPECT_FALSE(decode_gb18030("\xD5"));
    EXPECT_FALSE(decode_gb18030("\xFF\xFF"));
}

}  // namespace
}  // namespace yici
