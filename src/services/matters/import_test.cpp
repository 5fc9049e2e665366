#include <gtest/gtest.h>
#include <iconv.h>

#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "services/matters/matters.h"
#include "support/suites.h"
#include "support/temporary_folder.h"

namespace yici::matters {
namespace {

constexpr std::string_view kHeader = "department,main_item,name,item_code,area_code,dept_code,task_type\n";
constexpr std::string_view kGood =
    "区经信局,未分类,技术改造备案,511Z07001006-511602000000-000-11511301008778183N-1-00,511602000000,"
    "11511301008778183N,10\n";

std::string with(std::string_view from, std::string_view to) {
    std::string row(kGood);
    row.replace(row.find(from), from.size(), to);
    return std::string(kHeader) + row;
}

std::string rejection(const std::string& text) {
    const Import import = import_register(text, "f.csv");
    EXPECT_EQ(import.taken.size() + import.rejected.size(), 1u);
    return import.rejected.empty() ? "" : import.rejected[0].key;
}

std::string thrown(std::string_view text) {
    try {
        (void)import_register(text, "f.csv");
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}

TEST(Import, TakesEveryRowOfTheRealRegisterOrSaysWhyNot) {
    YICI_SUITE_OR_SKIP(folder, "matters");
    const Import import = import_register(read_file(folder / "district_service_matters.csv"), "r.csv");
    EXPECT_EQ(import.taken.size(), 698u);
    ASSERT_EQ(import.rejected.size(), 2u);
    EXPECT_EQ(import.rejected[0].to_string(Language::en),
              "r.csv:292: The item type disagrees with the type in the item code (20 / 01)");
    EXPECT_EQ(import.rejected[1].line, 294);
    EXPECT_EQ(import.notes.size(), 366u);
    EXPECT_EQ(import.taken[0].department, "11511301008778183N");
    EXPECT_EQ(import.taken[0].level, 4);
    EXPECT_EQ(import.taken[0].type, "10");
    EXPECT_EQ(import.taken[0].main_item, "");
}

TEST(Import, WritesARegisterThatReadsBackTheSame) {
    YICI_SUITE_OR_SKIP(folder, "matters");
    const Import import = import_register(read_file(folder / "district_service_matters.csv"), "r.csv");
    const test::TemporaryFolder pack;
    std::filesystem::create_directories(pack.path() / "registers");
    write_file_atomically(pack.path() / "registers/r.yaml", to_yaml(import.taken, "r.csv"));
    std::vector<Finding> findings;
    const auto entries = load_registers(pack.path(), findings);
    EXPECT_TRUE(findings.empty()) << findings.front().to_string(Language::en);
    ASSERT_EQ(entries.size(), import.taken.size());
    for (size_t i = 0; i < entries.size(); ++i) {
        EXPECT_EQ(entries[i].code, import.taken[i].code);
        EXPECT_EQ(entries[i].name, import.taken[i].name);
        EXPECT_EQ(entries[i].main_item, import.taken[i].main_item);
        EXPECT_EQ(entries[i].department, import.taken[i].department);
        EXPECT_EQ(entries[i].type, import.taken[i].type);
    }
}

TEST(Import, RejectsEachRowForItsOwnReason) {
    EXPECT_EQ(rejection(std::string(kHeader) + std::string(kGood)), "");
    EXPECT_EQ(rejection(with(",10\n", ",10,x\n")), "matters.import_columns");
    EXPECT_EQ(rejection(with("技术改造备案", "")), "matters.import_blank");
    EXPECT_EQ(rejection(with("技术改造备案", " 技术改造备案")), "matters.import_blank");
    EXPECT_EQ(rejection(with("-1-00", "-1-0")), "matters.import_code");
    EXPECT_EQ(rejection(with("511Z07001006-511602", "511z07001006-511602")), "matters.import_code");
    EXPECT_EQ(rejection(with("11511301008778183N-", "11511301008778183M-")), "codes.wrong_check_digit");
    EXPECT_EQ(rejection(with(",511602000000", ",511603000000")), "matters.import_area");
    EXPECT_EQ(rejection(with(",511602000000", ",5116020000")), "codes.wrong_length");
    EXPECT_EQ(rejection(with(",10\n", ",11\n")), "matters.import_type");
    EXPECT_EQ(rejection(with(",10\n", ",1\n")), "matters.import_type_disagrees");
    EXPECT_EQ(rejection(with("技术改造备案", "技术\"改造备案")), "base.csv_invalid");
    EXPECT_EQ(rejection(with("技术改造备案", "\"技术,改造\"\"备案\"\"\"")), "");
}

TEST(Import, RejectsACodeThatCameBefore) {
    const Import import = import_register(std::string(kHeader) + std::string(kGood) + std::string(kGood), "f.csv");
    EXPECT_EQ(import.taken.size(), 1u);
    ASSERT_EQ(import.rejected.size(), 1u);
    EXPECT_EQ(import.rejected[0].key, "matters.import_twice");
    EXPECT_EQ(import.rejected[0].line, 3);
}

std::string gb18030(std::string_view text) {
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    std::string input(text), output(text.size() * 2, '\0');
    char *in = input.data(), *out = output.data();
    size_t in_left = input.size(), out_left = output.size();
    EXPECT_EQ(iconv(converter, &in, &in_left, &out, &out_left), 0u);
    iconv_close(converter);
    output.resize(output.size() - out_left);
    return output;
}

TEST(Import, TakesGb18030MarksAndCrlf) {
    const std::string text = std::string(kHeader) + std::string(kGood);
    const Import chinese = import_register(gb18030(text), "f.csv");
    ASSERT_EQ(chinese.taken.size(), 1u);
    EXPECT_EQ(chinese.taken[0].name, "技术改造备案");
    std::string crlf = "\xEF\xBB\xBF";
    for (const char c : text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_EQ(import_register(crlf, "f.csv").taken.size(), 1u);
}

TEST(Import, RejectsSpoiltRowsOfAUtf8FileOneByOne) {
    std::string spoilt(kGood);
    spoilt.replace(spoilt.find("技"), 3, "\xE6\x8A");
    std::string other(kGood);
    other.replace(other.find("511Z07001006"), 12, "511Z07001007");
    const Import import = import_register(std::string(kHeader) + std::string(kGood) + spoilt + other, "f.csv");
    EXPECT_EQ(import.taken.size(), 2u);
    ASSERT_EQ(import.rejected.size(), 1u);
    EXPECT_EQ(import.rejected[0].key, "codes.not_utf8");
}

TEST(Import, RefusesAnotherHeaderOrEncoding) {
    EXPECT_EQ(thrown(""), "matters.import_header");
    EXPECT_EQ(thrown("a,b\n1,2\n"), "matters.import_header");
    EXPECT_EQ(thrown("\xFF\xFE"
                     "d\0e\0"),
              "matters.import_encoding");
}

}  // namespace
}  // namespace yici::matters
