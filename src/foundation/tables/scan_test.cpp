#include "foundation/tables/scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "foundation/base/csv.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/tables/csv_masks.h"
#include "foundation/tables/read.h"
#include "support/temporary_folder.h"

namespace yici::tables {
namespace {

struct Row {
    int64_t line = 0;
    std::vector<std::string> cells;
    bool operator==(const Row&) const = default;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.line << ": " << join(row.cells, " | ");
}

struct Read {
    std::vector<Row> rows;
    std::vector<int64_t> rejected;  // lines
};

Read scanned(const CsvFile& file, size_t block_size, size_t threads = 2) {
    Read read;
    file.scan([](Block& block) { block.result = block.cells.rows; },
              [&](Block& block) {
                  EXPECT_EQ(std::any_cast<size_t>(block.result), block.lines.size());
                  for (size_t row = 0; row < block.cells.rows; ++row) {
                      Row& made = read.rows.emplace_back(Row{block.lines[row], {}});
                      for (size_t column = 0; column < block.cells.columns; ++column)
                          made.cells.emplace_back(block.cells.at(row, column));
                  }
                  for (const Block::Rejected& each : block.rejected) read.rejected.push_back(each.line);
              },
              threads, block_size);
    std::sort(read.rejected.begin(), read.rejected.end());
    return read;
}

/// The same by the one-character-at-a-time reader.
Read expected(const std::string& text) {
    Read read;
    std::vector<Finding> findings;
    CsvReader reader(text, "", findings, {csv_separator(text), true});
    if (!reader.next()) return read;
    const size_t columns = reader.cells().size();
    while (reader.next()) {
        Row row{reader.line(), {reader.cells().begin(), reader.cells().end()}};
        while (row.cells.size() > columns && row.cells.back().empty()) row.cells.pop_back();
        const bool sound =
            std::all_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return is_utf8(cell); });
        if (row.cells.size() > columns || !sound) {
            read.rejected.push_back(row.line);
            continue;
        }
        row.cells.resize(columns);
        read.rows.push_back(std::move(row));
    }
    for (const Finding& finding : findings) read.rejected.push_back(finding.line);
    std::sort(read.rejected.begin(), read.rejected.end());
    return read;
}

TEST(Scan, IsTheSameHoweverTheFileIsCut) {
    std::mt19937 random(11);
    const std::vector<std::string> sound{"a",    "1",     "浙",      ",",        ",",          "\n",
                                         "\r\n", "\"x\"", "\"p,q\"", "\"l\nm\"", "\"d\"\"d\"", "\"\r\n\""};
    const std::vector<std::string> faulty{"\"", "\"\"", "\r", "\xFF", "\xE6", "\n\n"};
    for (int round = 0; round < 400; ++round) {
        std::string text = "a,b,c\n";
        const bool spoilt = round % 2 == 1;
        for (size_t i = random() % 120; i > 0; --i) {
            const auto& parts = spoilt && random() % 8 == 0 ? faulty : sound;
            // Sound files have quotes only around whole cells.
            const std::string& part = parts[random() % parts.size()];
            if (!spoilt && part[0] == '"')
                text += "," + part + ",";
            else
                text += part;
        }
        const Read wanted = expected(text);
        const CsvFile file = CsvFile::of_text(text);
        for (const size_t block_size : {1, 2, 7, 64, 100000}) {
            const Read got = scanned(file, block_size);
            ASSERT_EQ(got.rows, wanted.rows) << "round " << round << ", blocks of " << block_size << "\n" << text;
            ASSERT_EQ(got.rejected, wanted.rejected) << "round " << round << ", blocks of " << block_size << "\n"
                                                     << text;
        }
    }
}

TEST(Scan, ReadsFilesOnSeveralThreads) {
    const test::TemporaryFolder folder;
    std::string text = "\xEF\xBB\xBFid;name;note\r\n";
    for (int i = 0; i < 20000; ++i)
        text +=
            std::to_string(i) + ";" + (i % 10 == 0 ? "\"姓;名\"\"" + std::to_string(i) + "\r\n\"" : "张三") + ";\r\n";
    text += "20000;last";
    write_file_atomically(folder.path() / "f.csv", text);
    const CsvFile file(folder.path() / "f.csv");
    EXPECT_EQ(file.header(), (std::vector<std::string>{"id", "name", "note"}));
    const Read read = scanned(file, 5000, 4);
    EXPECT_TRUE(read.rejected.empty());
    ASSERT_EQ(read.rows.size(), 20001u);
    EXPECT_EQ(read.rows[10].cells, (std::vector<std::string>{"10", "姓;名\"10\r\n", ""}));
    EXPECT_EQ(read.rows[10].line, 13);
    EXPECT_EQ(read.rows.back().cells, (std::vector<std::string>{"20000", "last", ""}));
    EXPECT_EQ(read.rows.back().line, 22002);
}

TEST(Scan, LocatesWhatItRejects) {
    const CsvFile file = CsvFile::of_text("a,b\n1,浙\n2,\xE6\xB5\n3,4,5\n\"x\"y,1\n6,7\n");
    std::vector<Block::Rejected> rejected;
    size_t rows = 0;
    file.scan([](Block&) {},
              [&](Block& block) {
                  rows += block.cells.rows;
                  rejected.insert(rejected.end(), block.rejected.begin(), block.rejected.end());
              });
    std::sort(rejected.begin(), rejected.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    EXPECT_EQ(rows, 2u);
    ASSERT_EQ(rejected.size(), 3u);
    EXPECT_EQ(rejected[0].key, "base.bad_encoding");
    EXPECT_EQ(rejected[0].line, 3);
    EXPECT_EQ(rejected[1].key, "tables.too_many_cells");
    EXPECT_EQ(rejected[1].text.substr(0, 5), "3,4,5");
    EXPECT_EQ(rejected[2].key, "base.csv_invalid");
    EXPECT_EQ(rejected[2].line, 5);
}

TEST(Scan, DecodesOldEncodingsAndLetsErrorsOut) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder.path() / "g.csv", "\xD5\xE3,b\n\xBD\xAD,2\n");
    const CsvFile file(folder.path() / "g.csv");
    EXPECT_EQ(file.header()[0], "浙");
    EXPECT_EQ(scanned(file, 1).rows, (std::vector<Row>{{2, {"江", "2"}}}));
    const auto fail = [](Block&) { throw Error(ErrorKind::conflict, "tables.cannot_read"); };
    EXPECT_THROW(file.scan(fail, [](Block&) {}), Error);
    EXPECT_THROW(file.scan([](Block&) {}, fail), Error);
    EXPECT_THROW(CsvFile(folder.path() / "none.csv"), Error);
}

TEST(CsvMasks, AgreeWithTheirMeaning) {
    std::mt19937 random(3);
    std::string bytes(64 * 5, ' ');
    for (char& c : bytes) c = "\",;\n\rx"[random() % 6];
    std::vector<CsvMasks> masks(5);
    classify_csv(bytes.data(), 5, ';', masks.data());
    for (size_t i = 0; i < bytes.size(); ++i) {
        EXPECT_EQ(masks[i / 64].quotes >> i % 64 & 1, bytes[i] == '"');
        EXPECT_EQ(masks[i / 64].separators >> i % 64 & 1, bytes[i] == ';');
        EXPECT_EQ(masks[i / 64].line_feeds >> i % 64 & 1, bytes[i] == '\n');
        EXPECT_EQ(masks[i / 64].returns >> i % 64 & 1, bytes[i] == '\r');
    }
}

}  // namespace
}  // namespace yici::tables
