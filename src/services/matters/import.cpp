#include <algorithm>
#include <array>

#include "engines/codes/codes.h"
#include "foundation/base/csv.h"
#include "foundation/base/text.h"
#include "services/matters/matter_reader.h"

namespace yici::matters {

namespace {

const std::vector<std::string> kHeader{"department", "main_item", "name",     "item_code",
                                       "area_code",  "dept_code", "task_type"};
enum Column { department, main_item, name, item_code, area_code, dept_code, task_type };
/// What the source writes where an item has no main item.
constexpr std::string_view kNoMainItem = "未分类";

/// UTF-8 as it is, also with some spoilt rows, which are rejected one by one; a file whose lines beyond ASCII are
/// mostly not UTF-8 is taken for GB18030.
std::string decoded(std::string_view bytes, const std::string& file) {
    if (is_utf8(bytes)) return std::string(bytes);
    size_t sound = 0, spoilt = 0;
    for (const std::string_view line : split(bytes, '\n')) {
        const bool ascii =
            std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        if (!ascii) ++(is_utf8(line) ? sound : spoilt);
    }
    if (sound > spoilt) return std::string(bytes);
    if (auto text = decode_gb18030(bytes)) return *text;
    throw Error(ErrorKind::invalid_input, "matters.import_encoding", file);
}

/// item-division12-000-credit code18-level-business2; the item may hold hyphens itself.
struct ItemCode {
    std::string_view item, division, body;
};

std::optional<ItemCode> parse_item_code(std::string_view text) {
    const std::vector<std::string_view> parts = split(text, '-');
    if (parts.size() < 6) return std::nullopt;
    const auto* tail = parts.data() + parts.size() - 5;
    constexpr std::array<size_t, 5> kWidths{12, 3, 18, 1, 2};
    size_t length = 0;
    for (size_t i = 0; i < kWidths.size(); ++i) {
        if (tail[i].size() != kWidths[i]) return std::nullopt;
        length += kWidths[i] + 1;
    }
    const std::string_view item = text.substr(0, text.size() - length);
    const auto allowed = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-'; };
    if (item.empty() || !std::all_of(text.begin(), text.end(), allowed)) return std::nullopt;
    return ItemCode{item, tail[0], tail[2]};
}

/// The type that the letter in the item's number names; none when it names none (see README.md).
std::optional<std::string_view> type_in(std::string_view item) {
    char letter = 0;
    if (item.starts_with("512")) return "20";
    if (item.starts_with("511") && item.size() > 3) letter = item[3];
    if (item.size() > 1 && item[1] == '-') letter = item[0];
    switch (letter) {
        case 'A':
            return "01";
        case 'E':
            return "09";
        case 'F':
            return "07";
        case 'G':
            return "05";
        case 'Z':
            return "10";
        default:
            return std::nullopt;
    }
}

int level_of_division(std::string_view code) {
    if (code.substr(9) != "000") return 6;
    if (code.substr(6) != "000000") return 5;
    if (code.substr(4) != "00000000") return 4;
    return code.substr(2) == "0000000000" ? 2 : 3;
}

bool is_bare(std::string_view text) {
    return !text.empty() && trim(text).size() == text.size();
}

class Importer {
  public:
    explicit Importer(const std::string& file) : file_(file) {}

    void take(const CsvRow& row) {
        line_ = row.line;
        RegisterEntry entry;
        if (const auto fault = read(row.cells, entry)) {
            import_.rejected.push_back({file_, line_, fault->reason, fault->detail});
            return;
        }
        lines_[entry.code] = line_;
        import_.taken.push_back(std::move(entry));
    }

    void reject(Finding finding) { import_.rejected.push_back(std::move(finding)); }

    Import finish() {
        std::sort(import_.rejected.begin(), import_.rejected.end(),
                  [](const Finding& a, const Finding& b) { return a.line < b.line; });
        return std::move(import_);
    }

  private:
    using Fault = codes::Fault;

    std::optional<Fault> read(const std::vector<std::string>& cells, RegisterEntry& entry) {
        if (cells.size() != kHeader.size()) return Fault{"matters.import_columns", std::to_string(cells.size())};
        for (size_t i = 0; i < cells.size(); ++i) {
            if (!is_utf8(cells[i])) return Fault{"codes.not_utf8", kHeader[i]};
        }
        for (const Column column : {department, name, item_code, area_code, task_type}) {
            if (!is_bare(cells[column])) return Fault{"matters.import_blank", kHeader[column]};
        }
        if (auto fault = read_code(cells, entry)) return fault;
        if (auto fault = read_type(cells[task_type], cells[item_code], entry)) return fault;
        entry.name = cells[name];
        entry.department_name = cells[department];
        if (cells[main_item] != kNoMainItem) entry.main_item = cells[main_item];
        return std::nullopt;
    }

    std::optional<Fault> read_code(const std::vector<std::string>& cells, RegisterEntry& entry) {
        const auto code = parse_item_code(cells[item_code]);
        if (!code) return Fault{"matters.import_code", cells[item_code]};
        Fault fault;
        const auto body = codes::CreditCode::parse(code->body, &fault);
        if (!body) return Fault{fault.reason, std::string(code->body) + " " + fault.detail};
        if (auto wrong = codes::check_division_code(cells[area_code])) return Fault{wrong->reason, cells[area_code]};
        if (cells[area_code] != code->division) return Fault{"matters.import_area", cells[area_code]};
        if (const auto earlier = lines_.find(cells[item_code]); earlier != lines_.end())
            return Fault{"matters.import_twice", std::to_string(earlier->second)};
        entry.code = cells[item_code];
        entry.department = body->text();
        entry.division = cells[area_code];
        entry.level = level_of_division(entry.division);
        std::string plain = cells[dept_code];
        std::erase(plain, '-');
        if (plain != body->text() && plain != body->organisation_code())
            import_.notes.push_back({file_, line_, "matters.import_department_differs", cells[dept_code]});
        return std::nullopt;
    }

    /// The source writes types without the leading zero: 1 is 01.
    std::optional<Fault> read_type(const std::string& text, std::string_view code, RegisterEntry& entry) {
        entry.type = text.size() == 1 ? "0" + text : text;
        if (!is_item_type(entry.type)) return Fault{"matters.import_type", text};
        const auto named = type_in(parse_item_code(code)->item);
        if (named && *named != entry.type)
            return Fault{"matters.import_type_disagrees", text + " / " + std::string(*named)};
        return std::nullopt;
    }

    const std::string& file_;
    int line_ = 0;
    std::map<std::string, int, std::less<>> lines_;
    Import import_;
};

}  // namespace

Import import_register(std::string_view bytes, const std::string& file) {
    const std::string text = decoded(bytes, file);
    std::vector<Finding> spoilt;
    const std::vector<CsvRow> rows = parse_csv(text, file, spoilt);
    if (rows.empty() || rows.front().cells != kHeader)
        throw Error(ErrorKind::invalid_input, "matters.import_header", file + ":1");
    Importer importer(file);
    for (Finding& finding : spoilt) importer.reject(std::move(finding));
    for (auto row = rows.begin() + 1; row != rows.end(); ++row) importer.take(*row);
    return importer.finish();
}

}  // namespace yici::matters
