#include "services/attachments/sniff.h"

#include <gtest/gtest.h>

#include "services/attachments/samples_test.h"

namespace yici::attachments {
namespace {

std::string type_of(std::string_view content) {
    const FileType* type = sniff(content);
    return type != nullptr ? std::string(type->name) : "none";
}

TEST(Sniff, TellsTheTypeByTheContent) {
    EXPECT_EQ(type_of(sample_pdf()), "pdf");
    EXPECT_EQ(type_of(sample_png()), "png");
    EXPECT_EQ(type_of(sample_jpeg()), "jpeg");
    EXPECT_EQ(type_of(sample_ofd()), "ofd");
    EXPECT_EQ(type_of(zip_of({{"[Content_Types].xml", "x"}, {"word/document.xml", "x"}})), "docx");
    EXPECT_EQ(type_of(zip_of({{"[Content_Types].xml", "x"}, {"xl/workbook.xml", "x"}})), "xlsx");
}

TEST(Sniff, TakesNothingElse) {
    EXPECT_EQ(type_of(""), "none");
    EXPECT_EQ(type_of("MZ\x90"), "none");
    EXPECT_EQ(type_of("<html><script>alert(1)</script></html>"), "none");
    EXPECT_EQ(type_of("#!/bin/sh\n"), "none");
    EXPECT_EQ(type_of("GIF89a"), "none");
    EXPECT_EQ(type_of(zip_of({{"a.txt", "x"}})), "none");
}

TEST(Sniff, TakesNoFileThatIsCutOff) {
    for (const std::string& whole : {sample_pdf(), sample_png(), sample_jpeg(), sample_ofd()}) {
        for (const size_t left : {whole.size() - 3, whole.size() / 2, size_t{9}})
            EXPECT_EQ(type_of(whole.substr(0, left)), "none") << whole.substr(1, 4) << left;
    }
}

TEST(Sniff, TakesNoPolyglots) {
    const std::string zip = zip_of({{"evil.js", "x"}});
    EXPECT_EQ(type_of(sample_pdf() + zip), "none");
    EXPECT_EQ(type_of(sample_pdf() + zip + "%%EOF"), "none");
    EXPECT_EQ(type_of(sample_png() + zip), "none");
    EXPECT_EQ(type_of(sample_jpeg() + zip), "none");
    EXPECT_EQ(type_of(sample_jpeg() + zip + "\xFF\xD9"), "none");
    EXPECT_EQ(type_of("<script>" + sample_pdf()), "none");
    EXPECT_EQ(type_of("MZ" + sample_ofd()), "none");
    EXPECT_EQ(type_of(sample_ofd() + "<script>"), "none");
}

TEST(Sniff, FindsBombsAndPrograms) {
    const FileType& ofd = *file_type("ofd");
    EXPECT_EQ(unsafe(ofd, sample_ofd()), "");
    const std::string bomb = zip_of({{"OFD.xml", std::string(64 << 20, '0')}});
    EXPECT_LT(bomb.size(), 100'000U);
    EXPECT_EQ(unsafe(ofd, bomb), "zip bomb");
    const std::string many(8 << 20, '0');
    EXPECT_EQ(unsafe(ofd, zip_of({{"OFD.xml", many}, {"b", many}, {"c", many}})), "zip bomb");
    EXPECT_EQ(unsafe(ofd, zip_of({{"OFD.xml", "x"}, {"../../etc/cron.d/x", "x"}})), "a part outside the archive");
    EXPECT_EQ(unsafe(ofd, zip_of({{"OFD.xml", "x"}, {"inner.zip", "x"}})), "a part that is a program or an archive");
    EXPECT_EQ(unsafe(*file_type("docx"), zip_of({{"word/vbaProject.bin", "x"}})), "macros");
    EXPECT_EQ(unsafe(*file_type("pdf"), sample_pdf()), "");
    EXPECT_EQ(unsafe(*file_type("pdf"), "%PDF-1.4 /OpenAction << /S /JavaScript /JS (x) >> %%EOF"),
              "PDF with /JavaScript");
}

TEST(Sniff, HoldsNameAndDeclarationAgainstTheContent) {
    const FileType& jpeg = *file_type("jpeg");
    EXPECT_TRUE(agrees(jpeg, "照片.JPG", "image/jpeg"));
    EXPECT_TRUE(agrees(jpeg, "a.b.jpeg", ""));
    EXPECT_TRUE(agrees(jpeg, "a.jpg", "application/octet-stream"));
    EXPECT_FALSE(agrees(jpeg, "a.png", "image/jpeg"));
    EXPECT_FALSE(agrees(jpeg, "a.jpg.exe", "image/jpeg"));
    EXPECT_FALSE(agrees(jpeg, "a", "image/jpeg"));
    EXPECT_FALSE(agrees(jpeg, "a.jpg", "text/html"));
    EXPECT_TRUE(agrees(*file_type("ofd"), "a.ofd", "application/zip"));
}

}  // namespace
}  // namespace yici::attachments
