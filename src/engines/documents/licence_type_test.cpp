#include "engines/documents/licence_type.h"

#include <gtest/gtest.h>

#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::documents {
namespace {

constexpr std::string_view kGood = R"(type_code: 11330000000001804D021
name: 高龄津贴领取证
holder: person
issuer: 11330000000001804D
validity_years: 5
face:
  size_mm: [210, 148]
  background: "#fdf6e3"
  title_y_mm: 24
  items:
    - {name: holder_name, title: 持证人, x_mm: 25, y_mm: 50}
    - {name: holder_code, title: 身份证号, x_mm: 25, y_mm: 62, mask: id_number}
    - {name: household.address, title: 住址, x_mm: 25, y_mm: 74.5}
)";

struct Loaded {
    LicenceTypes types;
    std::vector<Finding> findings;
    [[nodiscard]] std::string text() const {
        std::string out;
        for (const auto& finding : findings) out += std::to_string(finding.line) + " " + finding.key + "\n";
        return out;
    }
};

Loaded load(const std::vector<std::string>& files) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder.path() / "licences");
    for (size_t i = 0; i < files.size(); ++i) {
        write_file_atomically(folder.path() / "licences" / (std::to_string(i) + ".yaml"), files[i]);
    }
    Loaded loaded;
    loaded.types = LicenceTypes::load(folder.path(), loaded.findings);
    return loaded;
}

std::string with(std::string_view from, std::string_view to) {
    std::string text(kGood);
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, from.size(), to);
}

TEST(LicenceTypes, ReadsWhatThePackSays) {
    const auto loaded = load({std::string(kGood)});
    ASSERT_EQ(loaded.text(), "");
    const auto* type = loaded.types.find("11330000000001804D021");
    ASSERT_NE(type, nullptr);
    EXPECT_EQ(type->name, "高龄津贴领取证");
    EXPECT_EQ(type->holder, HolderKind::person);
    EXPECT_EQ(type->validity_years, 5);
    ASSERT_EQ(type->face.items.size(), 3U);
    EXPECT_EQ(type->face.items[1].mask, "id_number");
    EXPECT_DOUBLE_EQ(type->face.items[2].y_mm, 74.5);
    EXPECT_EQ(loaded.types.find("11330000000001804D022"), nullptr);
}

TEST(LicenceTypes, EveryFaultHasItsLine) {
    EXPECT_EQ(load({with("804D021", "804D02")}).text(), "1 documents.bad_type_code\n");
    EXPECT_EQ(load({with("11330000000001804D021", "11330000000001804E021")}).text(), "1 documents.bad_type_code\n");
    EXPECT_EQ(load({with("holder: person", "holder: cat")}).text(), "3 documents.unknown_holder\n");
    EXPECT_EQ(load({with("issuer: 11330000000001804D", "issuer: 11330000000001804X")}).text(),
              "4 codes.wrong_check_digit\n");
    EXPECT_EQ(load({with("years: 5", "years: -1")}).text(), "5 documents.bad_validity\n");
    EXPECT_EQ(load({with("[210, 148]", "[210]")}).text(), "7 documents.bad_page_size\n");
    EXPECT_EQ(load({with("[210, 148]", "[100000, 148]")}).text(), "7 documents.bad_page_size\n");
    EXPECT_EQ(load({with("#fdf6e3", "beige")}).text(), "8 documents.bad_colour\n");
    EXPECT_EQ(load({with("title_y_mm: 24", "title_y_mm: 240")}).text(), "9 documents.outside_the_page\n");
    EXPECT_EQ(load({with("y_mm: 50", "y_mm: 500")}).text(), "11 documents.outside_the_page\n");
    EXPECT_EQ(load({with("name: holder_name", "name: Holder Name")}).text(), "11 documents.bad_item_name\n");
    EXPECT_EQ(load({with("mask: id_number", "mask: magic")}).text(), "12 documents.unknown_mask\n");
    EXPECT_EQ(load({with("mask: id_number", "maks: id_number")}).text(), "12 base.yaml_unknown_key\n");
    EXPECT_EQ(load({std::string(kGood), std::string(kGood)}).text(), "1 documents.duplicate_type\n");
    const auto without_face = load({std::string(kGood.substr(0, kGood.find("face:")))});
    EXPECT_EQ(without_face.findings.size(), 1U);
    EXPECT_TRUE(without_face.types.all().empty());
    EXPECT_EQ(load({"a: [b"}).findings.size(), 1U);
}

TEST(LicenceTypes, ThePackOfZhejiangIsWhole) {
    std::vector<Finding> findings;
    const auto types = LicenceTypes::load("packs/zhejiang", findings);
    for (const auto& finding : findings) ADD_FAILURE() << finding.to_string(Language::en);
    EXPECT_GE(types.all().size(), 10U);
}

}  // namespace
}  // namespace yici::documents
