#include "services/harvest/forms.h"

#include <algorithm>
#include <map>
#include <optional>

#include "foundation/base/text.h"
#include "services/harvest/form_columns.h"

namespace yici::harvest {

namespace {

using catalogue::Entry;
using catalogue::Item;

std::string cell(std::string text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string shown(std::string_view list, std::string code, Form form) {
    if (form == Form::csv || list.empty() || code.empty()) return code;
    if (list == "open") return code == "1" ? "是" : "否";
    return catalogue::name_of(list, code);
}

template <typename Column>
bool belongs(const Column& column, Form form) {
    return form == Form::csv ? !column.key.empty() : !column.title.empty();
}

/// Where each column of the form stands in a sheet.
struct Layout {
    size_t header = 0;
    std::map<size_t, const EntryColumn*> entry;
    std::map<size_t, const ItemColumn*> item;
};

std::optional<Layout> layout_of(const tables::Sheet& sheet) {
    for (size_t row = 0; row < std::min<size_t>(sheet.rows.size(), 10); ++row) {
        Layout layout{row, {}, {}};
        bool named = false;
        for (size_t at = 0; at < sheet.rows[row].size(); ++at) {
            const std::string_view header = trim(sheet.rows[row][at]);
            const auto matches = [&](const auto& column) {
                return !header.empty() && (header == column.key || header == column.title);
            };
            if (const auto found = std::ranges::find_if(entry_columns(), matches); found != entry_columns().end()) {
                layout.entry[at] = &*found;
                named = named || found->key == "name";
            } else if (const auto item = std::ranges::find_if(item_columns(), matches); item != item_columns().end()) {
                layout.item[at] = &*item;
            }
        }
        if (named) return layout;
    }
    return std::nullopt;
}

class Reader {
  public:
    Reader(const tables::Sheet& sheet, std::string file, std::vector<Finding>& findings)
        : sheet_(sheet), file_(std::move(file)), findings_(findings) {}

    std::vector<Entry> run() {
        const auto layout = layout_of(sheet_);
        if (!layout) {
            findings_.push_back({file_, 1, "harvest.header_unknown", sheet_.name});
            return {};
        }
        for (row_ = layout->header + 1; row_ < sheet_.rows.size(); ++row_) read_row(*layout);
        std::vector<Entry> taken;
        for (Draft& draft : drafts_) {
            if (draft.sound) taken.push_back(std::move(draft.entry));
        }
        return taken;
    }

  private:
    struct Draft {
        Entry entry;
        bool sound = true;
    };

    void fault(std::string key, std::string detail) {
        findings_.push_back({file_, static_cast<int>(row_ + 1), std::move(key), std::move(detail)});
        if (!drafts_.empty()) drafts_.back().sound = false;
    }

    template <typename Holder, typename Column>
    void take(Holder& holder, const Column& column, std::string_view raw) {
        std::string text(trim(raw));
        if (!column.list.empty() && column.list != "open" && !text.empty()) {
            const auto code = catalogue::code_of(column.list, text);
            if (!code) return fault("harvest.value_unknown", std::string(column.title) + " " + text);
            text = *code;
        }
        if (!column.set(holder, text)) fault("harvest.value_unknown", std::string(column.title) + " " + text);
    }

    void read_row(const Layout& layout) {
        const std::vector<std::string>& row = sheet_.rows[row_];
        const auto at = [&](size_t column) { return column < row.size() ? std::string_view(row[column]) : ""; };
        if (std::ranges::all_of(row, [](const std::string& one) { return trim(one).empty(); })) return;
        std::string code;
        std::string name;
        for (const auto& [column, what] : layout.entry) {
            if (what->key == "code") code = trim(at(column));
            if (what->key == "name") name = trim(at(column));
        }
        const bool continues = code.empty() && name.empty() && !drafts_.empty();
        const std::string identity = code.empty() ? name : code;
        if (!continues && (drafts_.empty() || last_ != identity)) {
            drafts_.emplace_back();
            last_ = identity;
            if (!seen_.emplace(identity, row_).second) fault("harvest.entry_twice", identity);
            for (const auto& [column, what] : layout.entry) take(drafts_.back().entry, *what, at(column));
            if (drafts_.back().entry.code.empty()) drafts_.back().entry.code = name;
        }
        Item item;
        for (const auto& [column, what] : layout.item) take(item, *what, at(column));
        if (item.title.empty() && item.name.empty()) return;
        if (item.name.empty()) item.name = item.title;
        drafts_.back().entry.items.push_back(std::move(item));
    }

    const tables::Sheet& sheet_;
    std::string file_;
    std::vector<Finding>& findings_;
    std::vector<Draft> drafts_;
    std::map<std::string, size_t> seen_;
    std::string last_;
    size_t row_ = 0;
};

}  // namespace

std::string write_form(Form form, const std::vector<Published>& entries) {
    std::string out = form == Form::national ? "\xEF\xBB\xBF" : "";  // so that spreadsheets take it for UTF-8
    std::string line;
    const auto put = [&](std::string text) { line += (line.empty() ? "" : ",") + cell(std::move(text)); };
    const auto header = [&](const auto& column) {
        if (belongs(column, form)) put(std::string(form == Form::csv ? column.key : column.title));
    };
    std::ranges::for_each(entry_columns(), header);
    std::ranges::for_each(item_columns(), header);
    out += line + "\r\n";
    for (const Published& one : entries) {
        const std::vector<Item> none(1);
        for (const Item& item : one.entry.items.empty() ? none : one.entry.items) {
            bool first = true;
            const auto value = [&](std::string text) {
                out += (first ? "" : ",") + cell(std::move(text));
                first = false;
            };
            for (const EntryColumn& column : entry_columns()) {
                if (belongs(column, form)) value(shown(column.list, column.get(one.entry), form));
            }
            for (const ItemColumn& column : item_columns()) {
                if (belongs(column, form)) value(shown(column.list, column.get(item), form));
            }
            out += "\r\n";
        }
    }
    return out;
}

std::string export_as(std::string_view format, const Context& context, const std::vector<Published>& entries) {
    if (format == "csv") return write_form(Form::csv, entries);
    if (format == "national") return write_form(Form::national, entries);
    const rdf::Graph graph = to_dcat(context, entries);
    return format == "jsonld" ? rdf::to_json_ld(graph) : rdf::to_turtle(graph);
}

std::vector<catalogue::Entry> read_form(const tables::Sheet& sheet, const std::string& file,
                                        std::vector<Finding>& findings) {
    return Reader(sheet, file, findings).run();
}

}  // namespace yici::harvest
