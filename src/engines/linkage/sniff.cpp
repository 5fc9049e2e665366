#include "engines/linkage/sniff.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_set>

#include "foundation/base/text.h"

namespace yici::linkage {

namespace {

constexpr size_t kLook = 20'000;  // values that are looked at

bool contains_any(const std::string& column, std::initializer_list<std::string_view> words) {
    const std::string lower = to_lower(column);
    return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// Shares of the filled values, and their mean length in characters.
struct Look {
    double filled = 0;  // values
    double distinct = 0;
    double dates = 0;
    double emails = 0;
    double digits = 0;      // nothing but digits and separators
    double with_digit = 0;  // letters and digits without a blank, a digit among them
    double mobile = 0;      // 11 digits from 1 on
    double blank = 0;
    double han = 0;
    double length = 0;
};

void look_at(std::string_view value, Look& look) {
    const auto digits = std::ranges::count_if(value, [](char c) { return c >= '0' && c <= '9'; });
    const bool blank = value.find(' ') != std::string_view::npos;
    const bool only = std::ranges::all_of(value, [](char c) {
        return (c >= '0' && c <= '9') || std::string_view(" +-().").find(c) != std::string_view::npos;
    });
    look.filled += 1;
    look.dates += date_digits(value).empty() ? 0 : 1;
    look.emails += value.find('@') != std::string_view::npos ? 1 : 0;
    look.digits += only && digits > 0 ? 1 : 0;
    look.with_digit += !blank && digits > 0 ? 1 : 0;
    look.mobile += only && digits >= 11 && digits <= 13 && normalise(value, Kind::phone).starts_with('1') ? 1 : 0;
    look.blank += blank ? 1 : 0;
    look.han += has_han(value) ? 1 : 0;
    look.length += static_cast<double>(
        std::ranges::count_if(value, [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

Look look_over(const tables::Table& table, size_t at) {
    Look look;
    std::unordered_set<std::string> seen;
    for (size_t i = 0; i < std::min(table.rows(), kLook); ++i) {
        const std::string value = normalise(table.cell(i, at), Kind::text);
        if (value.empty()) continue;
        look_at(trim(table.cell(i, at)), look);
        seen.insert(value);
    }
    look.distinct = static_cast<double>(seen.size());
    const double filled = std::max(look.filled, 1.0);
    for (double* share : {&look.dates, &look.emails, &look.digits, &look.with_digit, &look.mobile, &look.blank,
                          &look.han, &look.length})
        *share /= filled;
    return look;
}

}  // namespace

bool named_like_id(const std::string& column) {
    const std::string lower = to_lower(column);
    return lower == "id" || lower.ends_with("_id") || lower.ends_with("id") ||
           contains_any(column, {"编号", "序号", "主键", "key"});
}

bool named_like_label(const std::string& column) {
    const std::string lower = to_lower(column);
    return contains_any(column, {"cluster", "truth", "label", "entity", "ground"}) || lower == "match_id" ||
           lower == "true_id";
}

bool named_like_given(const std::string& column) {
    return contains_any(column, {"given", "first", "forename", "fname", "名字"});
}

bool named_like_family(const std::string& column) {
    return contains_any(column, {"sur", "last", "family", "lname", "姓氏"}) || column == "姓";
}

bool spells(const tables::Table& table, size_t at, size_t name) {
    constexpr size_t kSpelt = 500;
    Pinyin pinyin;
    double filled = 0;
    double same = 0;
    for (size_t i = 0; i < std::min(table.rows(), kSpelt); ++i) {
        const std::string one = normalise(table.cell(i, name), Kind::name);
        std::string other = normalise(table.cell(i, at), Kind::name);
        if (one.empty() || other.empty() || !has_han(one)) continue;
        std::string spelt = pinyin.of(one);
        std::erase(spelt, ' ');
        std::erase(other, ' ');
        filled += 1;
        same += spelt == other ? 1 : 0;
    }
    return filled > 0 && same > 0.7 * filled;
}

Comparator sniff(const std::string& column, const tables::Table& table, size_t at) {
    const Look look = look_over(table, at);
    const double rows = static_cast<double>(std::min(table.rows(), kLook));
    if (look.filled < 0.03 * rows || look.distinct < 2 || look.length > 150) return Comparator::none;
    if (look.emails > 0.6) return Comparator::email;
    const bool dated = contains_any(column, {"dob", "birth", "date", "出生", "生日", "日期"});
    if (look.dates > (dated ? 0.5 : 0.9)) return Comparator::date;
    const bool phone = contains_any(column, {"phone", "tel", "mobile", "cell", "fax", "电话", "手机", "联系方式"});
    if ((phone && look.digits > 0.5) || look.mobile > 0.9) return Comparator::phone;
    if (contains_any(column, {"addr", "street", "地址", "住址", "住所", "住处"}) && look.digits < 0.5)
        return Comparator::address;
    if (contains_any(column, {"post", "zip", "邮编", "邮政"})) return Comparator::number;
    const bool person = contains_any(column, {"name", "forename", "given", "姓", "名字"}) &&
                        !contains_any(column, {"company", "business", "organi", "street", "名称"});
    if (person && look.with_digit < 0.5) return Comparator::name;
    const bool few = look.distinct < 0.05 * look.filled && look.distinct <= std::max(60.0, 0.01 * look.filled);
    if (few && look.length <= 16) return Comparator::category;
    if (look.with_digit > 0.7) return look.length >= 6 ? Comparator::code : Comparator::number;
    if (look.length > (look.han > 0.5 ? 6 : 25)) return Comparator::address;
    return Comparator::text;
}

}  // namespace yici::linkage
