#pragma once

#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::tables {

using Parts = std::vector<std::pair<std::string, std::string>>;

/// A ZIP of these parts, as any program would write it.
inline std::string zipped(const Parts& parts) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "book.zip";
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
    for (const auto& [name, content] : parts)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
    zip_close(archive);
    return yici::read_file(path);
}

/// The parts of a workbook with one sheet whose <worksheet> holds `sheet`, shared strings 姓名 and 张三, and cell
/// styles 0 (general), 1 (built-in date 14), 2 (yyyy"年"m"月"d"日"), 3 (h:mm) and 4 (0.00).
inline Parts workbook_parts(const std::string& sheet, const std::string& properties = "") {
    const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    return {
        {"_rels/.rels", "<Relationships><Relationship Id='a' Type='" + types +
                            "/officeDocument' Target='xl/book.xml'/></Relationships>"},
        {"xl/book.xml", "<x:workbook xmlns:x='x' xmlns:r='r'><x:workbookPr " + properties +
                            "/><x:sheets><x:sheet name='普查' sheetId='1' r:id='s1'/></x:sheets></x:workbook>"},
        {"xl/_rels/book.xml.rels", "<Relationships><Relationship Id='s1' Type='" + types +
                                       "/worksheet' Target='sheets/one.xml'/><Relationship Id='s2' Type='" + types +
                                       "/sharedStrings' Target='/xl/strings.xml'/><Relationship Id='s3' Type='" +
                                       types + "/styles' Target='styles.xml'/></Relationships>"},
        {"xl/strings.xml",
         "<sst><si><t>姓名</t></si><si><r><t>张</t></r><r><t "
         "xml:space='preserve'>三</t></r><rPh><t>zhang</t></rPh></si></sst>"},
        {"xl/styles.xml",
         "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;'/>"
         "</numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='170'/><xf numFmtId='20'/>"
         "<xf numFmtId='2'/></cellXfs></styleSheet>"},
        {"xl/sheets/one.xml", "<worksheet>" + sheet + "</worksheet>"}};
}

}  // namespace yici::tables
