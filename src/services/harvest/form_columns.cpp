#include "services/harvest/form_columns.h"

#include "foundation/base/clock.h"
#include "foundation/base/text.h"

namespace yici::harvest {

namespace {

using catalogue::Entry;
using catalogue::Item;

template <auto Member>
std::string text_of(const auto& holder) {
    return holder.*Member;
}
template <auto Member>
bool take_text(auto& holder, const std::string& text) {
    holder.*Member = text;
    return true;
}
/// Numbers of code lists; 0 stands for "not told" and is written as nothing.
template <auto Member>
std::string code_of(const auto& holder) {
    return holder.*Member == 0 ? std::string() : std::to_string(holder.*Member);
}
template <auto Member>
bool take_code(auto& holder, const std::string& text) {
    const auto number = parse_integer(text);
    if (!text.empty() && (!number || *number > 1'000'000)) return false;
    holder.*Member = text.empty() ? 0 : static_cast<int>(*number);
    return true;
}

template <auto Member>
std::string joined(const Entry& entry) {
    return join(entry.*Member, ";");
}
template <auto Member>
bool take_joined(Entry& entry, const std::string& text) {
    (entry.*Member).clear();
    for (const std::string_view part : split(text, ';')) {
        if (!trim(part).empty()) (entry.*Member).emplace_back(trim(part));
    }
    return true;
}

std::string open_of(const Entry& entry) {
    return entry.open ? "1" : "0";
}
bool take_open(Entry& entry, const std::string& text) {
    const bool yes =
        text == "1" || text == "是" || equals_ignoring_case(text, "yes") || equals_ignoring_case(text, "true");
    const bool no = text.empty() || text == "0" || text == "否" || equals_ignoring_case(text, "no") ||
                    equals_ignoring_case(text, "false");
    entry.open = yes;
    return yes || no;
}
bool take_date(Entry& entry, const std::string& text) {
    entry.issued = text;
    return text.empty() || parse_date(text).has_value();
}

std::string kind_of(const Entry& entry) {
    return catalogue::classification_of(entry.code).kind;
}
std::string category_of(const Entry& entry) {
    return catalogue::classification_of(entry.code).category;
}
std::string section_of(const Entry& entry) {
    return catalogue::classification_of(entry.code).section;
}
std::string detail_of(const Entry& entry) {
    return catalogue::classification_of(entry.code).detail;
}
/// The classification is in the code already.
bool ignore(Entry& /*entry*/, const std::string& /*text*/) {
    return true;
}

constexpr EntryColumn kEntryColumns[] = {
    {"", "信息资源分类（类）", "", kind_of, ignore},
    {"", "信息资源分类（项）", "", category_of, ignore},
    {"", "信息资源分类（目）", "", section_of, ignore},
    {"", "信息资源分类（细目）", "", detail_of, ignore},
    {"code", "信息资源代码", "", text_of<&Entry::code>, take_text<&Entry::code>},
    {"name", "信息资源名称", "", text_of<&Entry::name>, take_text<&Entry::name>},
    {"name_en", "", "", text_of<&Entry::name_en>, take_text<&Entry::name_en>},
    {"provider_name", "信息资源提供方", "", text_of<&Entry::provider_name>, take_text<&Entry::provider_name>},
    {"provider", "信息资源提供方代码", "", text_of<&Entry::provider>, take_text<&Entry::provider>},
    {"abstract", "信息资源摘要", "", text_of<&Entry::abstract>, take_text<&Entry::abstract>},
    {"abstract_en", "", "", text_of<&Entry::abstract_en>, take_text<&Entry::abstract_en>},
    {"format", "信息资源格式分类", "format", code_of<&Entry::format>, take_code<&Entry::format>},
    {"format_type", "信息资源格式类型", "", text_of<&Entry::format_type>, take_text<&Entry::format_type>},
    {"share_type", "共享类型", "share_type", code_of<&Entry::share_type>, take_code<&Entry::share_type>},
    {"share_condition", "共享条件", "", text_of<&Entry::share_condition>, take_text<&Entry::share_condition>},
    {"share_method", "共享方式分类", "share_method", code_of<&Entry::share_method>, take_code<&Entry::share_method>},
    {"share_method_type", "共享方式类型", "share_method_type", code_of<&Entry::share_method_type>,
     take_code<&Entry::share_method_type>},
    {"open", "是否向社会开放", "open", open_of, take_open},
    {"open_condition", "开放条件", "", text_of<&Entry::open_condition>, take_text<&Entry::open_condition>},
    {"update_cycle", "更新周期", "update_cycle", code_of<&Entry::update_cycle>, take_code<&Entry::update_cycle>},
    {"issued", "发布日期", "", text_of<&Entry::issued>, take_date},
    {"related", "关联资源代码", "", joined<&Entry::related>, take_joined<&Entry::related>},
    {"theme", "", "", text_of<&Entry::theme>, take_text<&Entry::theme>},
    {"keywords", "", "", joined<&Entry::keywords>, take_joined<&Entry::keywords>},
    {"sensitivity", "", "", code_of<&Entry::sensitivity>, take_code<&Entry::sensitivity>},
    {"scenario", "", "", code_of<&Entry::scenario>, take_code<&Entry::scenario>},
    {"channel", "", "", code_of<&Entry::channel>, take_code<&Entry::channel>},
    {"system", "", "", text_of<&Entry::system>, take_text<&Entry::system>},
    {"record_type", "", "", text_of<&Entry::record_type>, take_text<&Entry::record_type>},
};

constexpr ItemColumn kItemColumns[] = {
    {"item", "", "", text_of<&Item::name>, take_text<&Item::name>},
    {"item_title", "信息项名称", "", text_of<&Item::title>, take_text<&Item::title>},
    {"item_title_en", "", "", text_of<&Item::title_en>, take_text<&Item::title_en>},
    {"item_type", "数据类型", "item_type", text_of<&Item::type>, take_text<&Item::type>},
    {"item_length", "数据长度", "", code_of<&Item::length>, take_code<&Item::length>},
    {"item_share_type", "", "", code_of<&Item::share_type>, take_code<&Item::share_type>},
    {"item_sensitivity", "", "", code_of<&Item::sensitivity>, take_code<&Item::sensitivity>},
    {"item_element", "", "", text_of<&Item::element>, take_text<&Item::element>},
};

}  // namespace

std::span<const EntryColumn> entry_columns() {
    return kEntryColumns;
}

std::span<const ItemColumn> item_columns() {
    return kItemColumns;
}

}  // namespace yici::harvest
