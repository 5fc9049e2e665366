#include "foundation/tables/write.h"

#include "foundation/base/text.h"
#include "foundation/tables/package.h"

namespace yici::tables {

namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kPackage = "http://schemas.openxmlformats.org/package/2006/";
constexpr std::string_view kPart = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
constexpr size_t kLongestList = 255;  // of a data validation's formula, ISO/IEC 29500-1 18.3.1.33 as programs keep it

/// Characters that XML cannot hold are written _xHHHH_, as the reader takes them.
std::string escaped(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else if (c == '"') {
            out += "&quot;";
        } else if (text.substr(i).starts_with("_x")) {
            out += "_x005F_";
        } else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
            constexpr std::string_view kDigits = "0123456789ABCDEF";
            out +=
                std::string("_x00") + kDigits[static_cast<size_t>(c) / 16] + kDigits[static_cast<size_t>(c) % 16] + '_';
        } else {
            out += c;
        }
    }
    return out;
}

std::string numbered(std::string_view front, size_t number, std::string_view behind) {
    return std::string(front) + std::to_string(number) + std::string(behind);
}

std::string cell(const Written& value, const std::string& place, bool header) {
    const std::string style = header ? " s=\"1\"" : " s=\"2\"";
    if (const auto* number = std::get_if<int64_t>(&value)) {
        return "<c r=\"" + place + "\"" + style + "><v>" + std::to_string(*number) + "</v></c>";
    }
    const std::string& text = std::get<std::string>(value);
    if (text.empty()) return {};
    return "<c r=\"" + place + "\"" + style + " t=\"inlineStr\"><is><t xml:space=\"preserve\">" + escaped(text) +
           "</t></is></c>";
}

std::string validations(const WrittenSheet& sheet) {
    std::string all;
    size_t count = 0;
    for (const Offered& one : sheet.offered) {
        const std::string list = join(one.values, ",");
        if (list.empty() || to_code_points(list).size() > kLongestList) continue;
        const std::string column = column_letters(one.column);
        all += "<dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"0\" sqref=\"" + column +
               std::to_string(sheet.header_rows + 1) + ":" + column + "1048576\"><formula1>\"" + escaped(list) +
               "\"</formula1></dataValidation>";
        ++count;
    }
    if (count == 0) return {};
    return numbered("<dataValidations count=\"", count, "\">") + all + "</dataValidations>";
}

std::string sheet_part(const WrittenSheet& sheet) {
    std::string xml = std::string(kHead) + "<worksheet xmlns=\"" + std::string(kMain) + "\"><sheetViews><sheetView " +
                      "workbookViewId=\"0\">";
    if (sheet.header_rows > 0) {
        xml += numbered("<pane ySplit=\"", sheet.header_rows, "\" topLeftCell=\"A") +
               numbered("", sheet.header_rows + 1, "\" activePane=\"bottomLeft\" state=\"frozen\"/>");
    }
    xml += "</sheetView></sheetViews>";
    if (!sheet.widths.empty()) {
        xml += "<cols>";
        for (size_t i = 0; i < sheet.widths.size(); ++i) {
            xml += numbered("<col min=\"", i + 1, numbered("\" max=\"", i + 1, "\" customWidth=\"1\" width=\"")) +
                   std::to_string(sheet.widths[i]) + "\"/>";
        }
        xml += "</cols>";
    }
    xml += "<sheetData>";
    for (size_t row = 0; row < sheet.rows.size(); ++row) {
        xml += numbered("<row r=\"", row + 1, "\">");
        for (size_t column = 0; column < sheet.rows[row].size(); ++column) {
            xml +=
                cell(sheet.rows[row][column], numbered(column_letters(column), row + 1, ""), row < sheet.header_rows);
        }
        xml += "</row>";
    }
    return xml + "</sheetData>" + validations(sheet) + "</worksheet>";
}

std::string relationship(const std::string& id, std::string_view type, const std::string& target) {
    return "<Relationship Id=\"" + id + "\" Type=\"" + std::string(kOffice) + "/" + std::string(type) + "\" Target=\"" +
           target + "\"/>";
}

std::string relationships(const std::string& all) {
    return std::string(kHead) + "<Relationships xmlns=\"" + std::string(kPackage) + "relationships\">" + all +
           "</Relationships>";
}

std::string override_of(const std::string& part, std::string_view type) {
    return "<Override PartName=\"" + part + "\" ContentType=\"" + std::string(kPart) + std::string(type) + "+xml\"/>";
}

std::string styles() {
    return std::string(kHead) + "<styleSheet xmlns=\"" + std::string(kMain) +
           "\"><fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>"
           "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
           "patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs "
           "count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf/><xf fontId=\"1\" applyFont=\"1\" "
           "applyAlignment=\"1\"><alignment wrapText=\"1\" vertical=\"top\"/></xf><xf applyAlignment=\"1\"><alignment "
           "wrapText=\"1\" vertical=\"top\"/></xf></cellXfs></styleSheet>";
}

PackageParts parts_of(const std::vector<WrittenSheet>& sheets) {
    std::string types = override_of("/xl/workbook.xml", "sheet.main") + override_of("/xl/styles.xml", "styles");
    std::string names;
    std::string links = relationship("styles", "styles", "styles.xml");
    PackageParts parts;
    for (size_t i = 0; i < sheets.size(); ++i) {
        const std::string file = numbered("worksheets/sheet", i + 1, ".xml");
        const std::string id = numbered("sheet", i + 1, "");
        types += override_of("/xl/" + file, "worksheet");
        links += relationship(id, "worksheet", file);
        names +=
            "<sheet name=\"" + escaped(sheets[i].name) + numbered("\" sheetId=\"", i + 1, "\" r:id=\"") + id + "\"/>";
        parts.emplace_back("xl/" + file, sheet_part(sheets[i]));
    }
    parts.emplace_back("[Content_Types].xml",
                       std::string(kHead) + "<Types xmlns=\"" + std::string(kPackage) +
                           "content-types\"><Default Extension=\"rels\" "
                           "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" +
                           types + "</Types>");
    parts.emplace_back("_rels/.rels", relationships(relationship("book", "officeDocument", "xl/workbook.xml")));
    parts.emplace_back("xl/workbook.xml", std::string(kHead) + "<workbook xmlns=\"" + std::string(kMain) +
                                              "\" xmlns:r=\"" + std::string(kOffice) + "\"><sheets>" + names +
                                              "</sheets></workbook>");
    parts.emplace_back("xl/_rels/workbook.xml.rels", relationships(links));
    parts.emplace_back("xl/styles.xml", styles());
    return parts;
}

}  // namespace

std::string column_letters(size_t column) {
    std::string out;
    for (size_t at = column + 1; at > 0; at = (at - 1) / 26) {
        out.insert(out.begin(), static_cast<char>('A' + (at - 1) % 26));
    }
    return out;
}

std::string write_workbook(const std::vector<WrittenSheet>& sheets) {
    return write_package(parts_of(sheets));
}

}  // namespace yici::tables
