#include "services/census/form.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "foundation/base/text.h"
#include "foundation/tables/write.h"
#include "services/census/cell_values.h"

namespace yici::census {

namespace {

constexpr size_t kHeaderWithin = 15;  // rows from the top
constexpr size_t kDeepestHeader = 3;
constexpr size_t kLeastRecognised = 2;

/// A header without stars, numbering, blanks and what stands in brackets; the bracket's text goes to `unit`.
std::string bare_header(std::string_view text, std::string& unit) {
    std::u32string out;
    std::u32string inside;
    int depth = 0;
    for (char32_t c : to_code_points(text)) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c == '(' || c == U'【' || c == U'〔') {
            ++depth;
        } else if (c == ')' || c == U'】' || c == U'〕') {
            depth = std::max(0, depth - 1);
        } else if (depth > 0) {
            inside += c;
        } else if (std::u32string_view(U" \t\r\n\u3000*:：；;?？\u00A0").find(c) == std::u32string_view::npos) {
            out += c;
        }
    }
    size_t start = 0;
    while (start < out.size() && ((out[start] >= '0' && out[start] <= '9') || out[start] == '.' || out[start] == U'、'))
        ++start;
    if (start < out.size()) out.erase(0, start);
    if (!inside.empty()) unit = to_utf8(inside);
    return to_utf8(out);
}

std::string money_or_size(const std::string& unit) {
    for (const char* known : {"万元", "亿元", "千元", "元", "TB", "GB", "MB", "T", "G", "M"}) {
        if (unit.find(known) != std::string::npos) return known;
    }
    return {};
}

/// A field with every name that headers have for it, bare.
struct Named {
    const Field* field;
    std::vector<std::string> names;
};
std::vector<Named> named_fields() {
    std::vector<Named> all;
    for (const Field& field : fields()) {
        Named one{&field, {}};
        std::string ignored;
        one.names.push_back(bare_header(field.title, ignored));
        for (const std::string_view name : split(field.headers, '|')) {
            if (!name.empty()) one.names.push_back(bare_header(name, ignored));
        }
        all.push_back(std::move(one));
    }
    return all;
}

/// How well a header names a field: 3 its own title or synonym, 1 contains one (longer is better by a little), 0 not.
double match(const Named& field, const std::string& header) {
    if (header.empty()) return 0;
    double best = 0;
    for (const std::string& wanted : field.names) {
        if (equals_ignoring_case(header, wanted)) return 3;
        if (wanted.size() >= 6 && header.find(wanted) != std::string::npos) {
            best = std::max(best, 1.0 + static_cast<double>(wanted.size()) / 1000);
        }
    }
    return best;
}

struct Column {
    const Field* field = nullptr;
    std::string header;
    std::string unit;
};

struct Layout {
    size_t first = 0;  // header row
    size_t depth = 1;
    std::vector<Column> columns;
    double score = 0;
};

class SheetReader {
  public:
    SheetReader(const tables::Sheet& sheet, FormReading& reading) : sheet_(sheet), reading_(reading) {}

    /// False: the sheet has no form.
    bool read() {
        const Layout layout = best_layout();
        const bool named = std::ranges::any_of(
            layout.columns, [](const Column& one) { return one.field != nullptr && one.field->key == "name"; });
        if (layout.score < kLeastRecognised || !named) return false;
        for (size_t c = 0; c < layout.columns.size(); ++c) {
            const Column& column = layout.columns[c];
            if (column.header.empty()) continue;
            reading_.columns.push_back({sheet_.name, tables::column_letters(c), column.header,
                                        column.field == nullptr ? "" : std::string(column.field->key)});
        }
        for (size_t row = layout.first + layout.depth; row < sheet_.rows.size(); ++row) read_row(layout, row);
        return true;
    }

  private:
    [[nodiscard]] std::string_view at(size_t row, size_t column) const {
        if (row >= sheet_.rows.size() || column >= sheet_.rows[row].size()) return {};
        return sheet_.rows[row][column];
    }

    [[nodiscard]] Layout best_layout() const {
        Layout best;
        for (size_t first = 0; first < std::min(kHeaderWithin, sheet_.rows.size()); ++first) {
            for (size_t depth = 1; depth <= kDeepestHeader && first + depth <= sheet_.rows.size(); ++depth) {
                Layout layout = layout_at(first, depth);
                // A deeper header must name more, or it has eaten the first system.
                if (layout.score > best.score + 0.5) best = std::move(layout);
            }
        }
        return best;
    }

    [[nodiscard]] Layout layout_at(size_t first, size_t depth) const {
        size_t width = 0;
        for (size_t row = first; row < first + depth; ++row) width = std::max(width, sheet_.rows[row].size());
        Layout layout{first, depth, std::vector<Column>(width), 0};
        struct Candidate {
            double score;
            size_t column;
            const Field* field;
        };
        std::vector<Candidate> candidates;
        for (size_t c = 0; c < width; ++c) {
            std::vector<std::string> parts;
            for (size_t row = first; row < first + depth; ++row) {
                std::string unit;
                std::string part = bare_header(at(row, c), unit);
                if (!money_or_size(unit).empty()) layout.columns[c].unit = money_or_size(unit);
                if (!part.empty() && (parts.empty() || parts.back() != part)) parts.push_back(std::move(part));
            }
            if (parts.empty()) continue;
            layout.columns[c].header = join(parts, "/");
            for (const Named& field : names_) {
                // The lowest part counts most; a part above it helps where the lowest is short ("来源" under "资金").
                double score = match(field, parts.back());
                if (parts.size() > 1) {
                    score = std::max(score, match(field, parts[parts.size() - 2] + parts.back()) * 0.95);
                    score = std::max(score, match(field, parts.front()) * 0.3);
                }
                if (score > 0) candidates.push_back({score, c, field.field});
            }
        }
        std::ranges::stable_sort(candidates, std::ranges::greater{}, &Candidate::score);
        std::set<std::string_view> taken;
        for (const Candidate& one : candidates) {
            if (layout.columns[one.column].field != nullptr || taken.contains(one.field->key)) continue;
            layout.columns[one.column].field = one.field;
            taken.insert(one.field->key);
            layout.score += one.score >= 2.5 ? 1 : 0.6;
        }
        return layout;
    }

    /// Titles and notes (one text over the row), numbering under the header, totals, and empty rows.
    [[nodiscard]] bool is_no_system(const Layout& layout, size_t row) const {
        std::set<std::string_view> texts;
        size_t filled = 0;
        bool counting = true;
        for (size_t c = 0; c < sheet_.rows[row].size(); ++c) {
            const std::string_view text = trim(at(row, c));
            if (text.empty()) continue;
            texts.insert(text);
            ++filled;
            counting = counting && parse_integer(text).has_value();
        }
        if (filled == 0) return true;
        if (texts.size() == 1 && (filled > 1 || sheet_.rows[row].size() == 1 || is_note(*texts.begin()))) return true;
        if (counting && filled > 3) return true;
        for (size_t c = 0; c < layout.columns.size(); ++c) {
            const std::string_view text = trim(at(row, c));
            if (text.empty()) continue;
            return text == "合计" || text == "总计" || text == "小计" || is_note(text);
        }
        return false;
    }
    static bool is_note(std::string_view text) {
        for (const char* start :
             {"填表", "备注：", "注：", "说明：", "填报说明", "联系人", "审核人", "填写说明", "制表"}) {
            if (text.starts_with(start)) return true;
        }
        return false;
    }

    void read_row(const Layout& layout, size_t row) {
        if (is_no_system(layout, row)) return;
        Row taken{sheet_.name, static_cast<int>(row + 1), {}};
        bool sound = true;
        for (size_t c = 0; c < layout.columns.size(); ++c) {
            const Column& column = layout.columns[c];
            if (column.field == nullptr) continue;
            const std::string_view cell = at(row, c);
            const auto value = read_value(*column.field, cell, column.unit);
            if (!value) {
                fault(row, c, *column.field, std::string(trim(cell)), "census.cell_invalid");
            } else if (!value->empty()) {
                taken.system.values[std::string(column.field->key)] = *value;
            } else if (column.field->key == "name") {
                fault(row, c, *column.field, "", "census.name_missing");
                sound = false;
            }
        }
        if (sound) {
            reading_.rows.push_back(std::move(taken));
        } else {
            ++reading_.rejected_rows;
        }
    }

    void fault(size_t row, size_t column, const Field& field, std::string value, std::string key) {
        reading_.faults.push_back({sheet_.name, static_cast<int>(row + 1), tables::column_letters(column),
                                   std::string(field.title), std::move(value), std::move(key), expected(field)});
    }

    const tables::Sheet& sheet_;
    FormReading& reading_;
    std::vector<Named> names_ = named_fields();
};

}  // namespace

FormReading read_form(const std::vector<tables::Sheet>& sheets) {
    FormReading reading;
    bool any = false;
    for (const tables::Sheet& sheet : sheets) any = SheetReader(sheet, reading).read() || any;
    if (!any) {
        for (const tables::Sheet& sheet : sheets) {
            if (sheet.rows.empty()) continue;
            reading.faults.push_back(
                {sheet.name, 1, "A", "", "", "census.header_unknown", "表头中应有“系统名称”等普查项目名称"});
        }
    }
    return reading;
}

}  // namespace yici::census
