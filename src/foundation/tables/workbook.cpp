#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>

#include "foundation/base/text.h"
#include "foundation/tables/number_format.h"
#include "foundation/tables/package.h"
#include "foundation/tables/read.h"

namespace yici::tables {
namespace {

constexpr size_t kMostRows = 1'048'576;
constexpr size_t kMostColumns = 16'384;
constexpr size_t kMostCells = 20'000'000;
constexpr size_t kMostText = size_t{512} << 20;  // of cells: one shared string may stand in all of them

/// Parts may use any prefix for the same namespace.
std::string_view local_name(const char* qualified) {
    const std::string_view name(qualified);
    const size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
    return node.find_child([&](const pugi::xml_node& each) { return local_name(each.name()) == name; });
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
    return node.find_attribute([&](const pugi::xml_attribute& each) { return local_name(each.name()) == name; })
        .value();
}

template <class Each>
void for_children(const pugi::xml_node& node, std::string_view name, Each each) {
    for (const pugi::xml_node element : node.children())
        if (local_name(element.name()) == name) each(element);
}

std::optional<size_t> whole(std::string_view text) {
    size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Characters that XML cannot hold are written _xHHHH_.
std::string unescaped(std::string text) {
    for (size_t at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
        unsigned point = 0;
        if (at + 7 > text.size() || text[at + 6] != '_') continue;
        const auto [end, error] = std::from_chars(text.data() + at + 2, text.data() + at + 6, point, 16);
        const bool surrogate = point >= 0xD800 && point < 0xE000;
        if (error != std::errc() || end != text.data() + at + 6 || surrogate || point == 0) continue;
        const std::u32string one(1, static_cast<char32_t>(point));
        text.replace(at, 7, yici::to_utf8(one));
    }
    return text;
}

std::string own_text(const pugi::xml_node& node) {
    std::string text;
    for (const pugi::xml_node part : node.children())
        if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) text += part.value();
    return text;
}

/// Text of <si> and <is>: one <t>, or runs of them; phonetic hints (<rPh>) are not part of it.
std::string rich_text(const pugi::xml_node& node) {
    std::string text;
    for (const pugi::xml_node part : node.children()) {
        const std::string_view name = local_name(part.name());
        if (name == "t") text += own_text(part);
        if (name == "r") text += own_text(child(part, "t"));
    }
    return unescaped(std::move(text));
}

struct Place {
    size_t row = 0, column = 0;
};

/// "B12", counted from 0.
std::optional<Place> place_of(std::string_view reference) {
    size_t column = 0, at = 0;
    while (at < reference.size() && at < 4 && reference[at] >= 'A' && reference[at] <= 'Z')
        column = column * 26 + static_cast<size_t>(reference[at++] - 'A' + 1);
    const std::optional<size_t> row = whole(reference.substr(at));
    if (column == 0 || column > kMostColumns || !row || *row == 0 || *row > kMostRows) return std::nullopt;
    return Place{*row - 1, column - 1};
}

std::string resolved(const std::string& folder, std::string_view target) {
    if (target.starts_with('/')) return std::string(target.substr(1));
    std::filesystem::path path = (std::filesystem::path(folder) / target).lexically_normal();
    return path.generic_string();
}

class WorkbookReader {
  public:
    WorkbookReader(std::string_view bytes, const std::string& file) : package_(bytes, file) {}

    std::vector<Sheet> read() {
        const std::string path = workbook_path();
        const auto document = package_.xml(path);
        const pugi::xml_node workbook = child(*document, "workbook");
        if (!workbook) package_.refuse("no workbook");
        const std::string folder = std::filesystem::path(path).parent_path().generic_string();
        const std::string name = std::filesystem::path(path).filename().generic_string();
        const auto related =
            relationships(folder.empty() ? "_rels/" + name + ".rels" : folder + "/_rels/" + name + ".rels");
        const std::string_view date1904 = attribute(child(workbook, "workbookPr"), "date1904");
        from_1904_ = date1904 == "1" || date1904 == "true";
        for (const auto& [id, target] : related) {
            if (target.type.ends_with("/sharedStrings")) read_strings(resolved(folder, target.path));
            if (target.type.ends_with("/styles")) read_styles(resolved(folder, target.path));
        }
        std::vector<Sheet> sheets;
        for_children(child(workbook, "sheets"), "sheet", [&](const pugi::xml_node& sheet) {
            const auto found = related.find(std::string(sheet_id(sheet)));
            if (found == related.end() || !found->second.type.ends_with("/worksheet")) return;
            sheets.push_back({std::string(attribute(sheet, "name")), {}});
            read_sheet(resolved(folder, found->second.path), sheets.back());
        });
        return sheets;
    }

  private:
    struct Target {
        std::string type, path;
    };

    /// r:id; plain `id` is another attribute (sheetId is told by its name).
    static std::string_view sheet_id(const pugi::xml_node& sheet) {
        for (const pugi::xml_attribute each : sheet.attributes())
            if (local_name(each.name()) == "id") return each.value();
        return {};
    }

    std::map<std::string, Target> relationships(const std::string& path) {
        std::map<std::string, Target> found;
        const auto document = package_.xml(path);
        for_children(child(*document, "Relationships"), "Relationship", [&](const pugi::xml_node& each) {
            if (attribute(each, "TargetMode") == "External") return;
            found[std::string(attribute(each, "Id"))] = {std::string(attribute(each, "Type")),
                                                         std::string(attribute(each, "Target"))};
        });
        return found;
    }

    std::string workbook_path() {
        for (const auto& [id, target] : relationships("_rels/.rels"))
            if (target.type.ends_with("/officeDocument")) return resolved("", target.path);
        package_.refuse("no workbook");
    }

    void read_strings(const std::string& path) {
        const auto document = package_.xml(path);
        for_children(child(*document, "sst"), "si",
                     [&](const pugi::xml_node& item) { strings_.push_back(rich_text(item)); });
    }

    void read_styles(const std::string& path) {
        const auto document = package_.xml(path);
        const pugi::xml_node sheet = child(*document, "styleSheet");
        std::map<size_t, Shown> own;
        for_children(child(sheet, "numFmts"), "numFmt", [&](const pugi::xml_node& format) {
            if (const auto id = whole(attribute(format, "numFmtId")))
                own[*id] = shown_by(attribute(format, "formatCode"));
        });
        for_children(child(sheet, "cellXfs"), "xf", [&](const pugi::xml_node& style) {
            const size_t id = whole(attribute(style, "numFmtId")).value_or(0);
            const auto found = own.find(id);
            styles_.push_back(found != own.end() ? found->second
                                                 : shown_by(static_cast<int>(std::min<size_t>(id, 9999))));
        });
    }

    void read_sheet(const std::string& path, Sheet& sheet) {
        const auto document = package_.xml(path);
        const pugi::xml_node worksheet = child(*document, "worksheet");
        size_t next_row = 0;
        for_children(child(worksheet, "sheetData"), "row", [&](const pugi::xml_node& row) {
            const size_t number = whole(attribute(row, "r")).value_or(next_row + 1);
            if (number == 0 || number > kMostRows) package_.refuse("row " + std::to_string(number));
            next_row = number;
            read_row(row, number - 1, sheet);
        });
        for_children(child(worksheet, "mergeCells"), "mergeCell",
                     [&](const pugi::xml_node& merged) { fill(attribute(merged, "ref"), sheet); });
    }

    void read_row(const pugi::xml_node& row, size_t number, Sheet& sheet) {
        size_t next_column = 0;
        for_children(row, "c", [&](const pugi::xml_node& cell) {
            const std::string_view reference = attribute(cell, "r");
            const auto place = reference.empty() ? Place{number, next_column} : place_of(reference);
            if (!place || place->row != number || place->column >= kMostColumns)
                package_.refuse("cell " + std::string(reference));
            next_column = place->column + 1;
            if (std::string text = value_of(cell); !text.empty()) put(sheet, *place, std::move(text));
        });
    }

    std::string& at(Sheet& sheet, Place place) {
        if (sheet.rows.size() <= place.row) sheet.rows.resize(place.row + 1);
        auto& row = sheet.rows[place.row];
        if (row.size() <= place.column) {
            cells_ += place.column + 1 - row.size();
            if (cells_ > kMostCells) package_.refuse("too many cells");
            row.resize(place.column + 1);
        }
        return row[place.column];
    }

    void put(Sheet& sheet, Place place, std::string text) {
        text_ += text.size();
        if (text_ > kMostText) package_.refuse("too much text");
        at(sheet, place) = std::move(text);
    }

    std::string value_of(const pugi::xml_node& cell) const {
        const std::string_view type = attribute(cell, "t");
        if (type == "inlineStr") return rich_text(child(cell, "is"));
        const std::string value = own_text(child(cell, "v"));
        if (type == "s") {
            const auto index = whole(value);
            if (!index || *index >= strings_.size()) package_.refuse("shared string " + value);
            return strings_[*index];
        }
        if (type == "b") return value == "1" ? "TRUE" : "FALSE";
        if (type == "str") return unescaped(value);
        if (type == "d") return value.ends_with("T00:00:00") ? value.substr(0, 10) : value;
        if (type == "e" || value.empty()) return value;
        const size_t style = whole(attribute(cell, "s")).value_or(0);
        const Shown shown = style < styles_.size() ? styles_[style] : Shown::number;
        if (shown != Shown::number) {
            double serial = -1;
            std::from_chars(value.data(), value.data() + value.size(), serial);
            if (auto text = serial_text(serial, shown, from_1904_)) return *text;
        }
        return number_text(value);
    }

    void fill(std::string_view area, Sheet& sheet) {
        const size_t colon = area.find(':');
        const auto first = place_of(area.substr(0, colon));
        const auto last = colon == std::string_view::npos ? first : place_of(area.substr(colon + 1));
        if (!first || !last || first->row > last->row || first->column > last->column)
            package_.refuse("merged area " + std::string(area));
        const std::string text = at(sheet, *first);
        if (text.empty()) return;
        filled_ += (last->row - first->row + 1) * (last->column - first->column + 1);
        if (filled_ > kMostCells) package_.refuse("too many merged cells");
        for (size_t row = first->row; row <= last->row; ++row)
            for (size_t column = first->column; column <= last->column; ++column) put(sheet, {row, column}, text);
    }

    Package package_;
    std::vector<std::string> strings_;
    std::vector<Shown> styles_;
    bool from_1904_ = false;
    size_t cells_ = 0;
    size_t filled_ = 0;
    size_t text_ = 0;
};

}  // namespace

std::vector<Sheet> read_workbook(std::string_view bytes, const std::string& file) {
    return WorkbookReader(bytes, file).read();
}

}  // namespace yici::tables
