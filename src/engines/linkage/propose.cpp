#include "engines/linkage/propose.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <unordered_set>

#include "engines/linkage/fields.h"
#include "engines/linkage/sniff.h"
#include "foundation/base/text.h"

namespace yici::linkage {

namespace {

constexpr size_t kSmall = 30'000;    // records up to which every pair of columns becomes a rule
constexpr size_t kMiddle = 200'000;  // up to which keys for misspellings are made
constexpr size_t kManyRules = 60;
constexpr size_t kFewRules = 12;

bool all_differ(const tables::Table& table, size_t column) {
    std::unordered_set<std::string_view> seen;
    for (size_t i = 0; i < table.rows(); ++i)
        if (table.cell(i, column).empty() || !seen.insert(table.cell(i, column)).second) return false;
    return table.rows() > 0;
}

std::string id_of(const tables::Table& table) {
    for (size_t i = 0; i < table.columns(); ++i)
        if ((named_like_id(std::string(trim(table.header()[i]))) || i == 0) && all_differ(table, i))
            return std::string(trim(table.header()[i]));
    return {};
}

/// Given name and surname, and lines of one address, are mistaken for each other.
void cross(std::vector<Comparison>& columns) {
    const auto pair = [&](Comparison& one, Comparison& two) {
        if (!one.crossed.empty() || !two.crossed.empty()) return;
        one.crossed = two.column;
        two.crossed = one.column;
    };
    for (Comparison& one : columns)
        for (Comparison& two : columns) {
            if (&one == &two || one.compare != two.compare) continue;
            if (one.compare == Comparator::name && named_like_given(one.column) && named_like_family(two.column))
                pair(one, two);
            const bool lines =
                one.compare == Comparator::address && !one.column.empty() && !two.column.empty() &&
                one.column.substr(0, one.column.size() - 1) == two.column.substr(0, two.column.size() - 1);
            if (lines) pair(one, two);
        }
}

KeyPart part(const Comparison& column, Transform transform, int length = 0) {
    return KeyPart{{column.column}, transform, length};
}

/// Keys that survive the usual mistakes in a column, to be combined with another column's.
std::vector<KeyPart> coarse(const Comparison& column) {
    switch (column.compare) {
        case Comparator::name:
            return {part(column, Transform::soundex)};
        case Comparator::text:
            return {part(column, Transform::prefix, 3)};
        case Comparator::date:
            return {part(column, Transform::month_day), part(column, Transform::year)};
        case Comparator::code:
        case Comparator::phone:
            return {part(column, Transform::suffix, 4), part(column, Transform::prefix, 4)};
        case Comparator::email:
            return {part(column, Transform::prefix, 4)};
        case Comparator::address:
            return {part(column, Transform::prefix, 4)};
        case Comparator::number:
            return {part(column, Transform::whole)};
        default:
            return {};
    }
}

/// How much a column tells apart, for the order of rules.
int rank(Comparator compare) {
    static constexpr std::array<Comparator, 8> kOrder = {Comparator::code, Comparator::email, Comparator::phone,
                                                         Comparator::date, Comparator::name,  Comparator::address,
                                                         Comparator::text, Comparator::number};
    return static_cast<int>(std::ranges::find(kOrder, compare) - kOrder.begin());
}

/// A large table: what alone tells apart, then names with dates, and each of them with places.
std::vector<Rule> few_rules(const std::vector<Comparison>& columns, const std::vector<std::string>& names) {
    std::vector<Rule> rules;
    std::vector<KeyPart> who;  // names, best first
    std::vector<KeyPart> when;
    std::vector<KeyPart> where;
    if (names.size() > 1) who.push_back(KeyPart{names, Transform::sorted, 0});
    for (const Comparison& one : columns) {
        if (rank(one.compare) <= rank(Comparator::phone)) rules.push_back(Rule{{part(one, Transform::whole)}});
        if (one.compare == Comparator::name)
            who.push_back(part(one, names.size() > 1 ? Transform::soundex : Transform::pinyin));
        if (one.compare == Comparator::date) {
            when.push_back(part(one, Transform::whole));
            when.push_back(part(one, Transform::month_day));
        }
        if (one.compare == Comparator::address || one.compare == Comparator::text)
            where.push_back(part(one, one.compare == Comparator::text ? Transform::whole : Transform::prefix,
                                 one.compare == Comparator::text ? 0 : 6));
    }
    const auto cross_all = [&](const std::vector<KeyPart>& left, const std::vector<KeyPart>& right) {
        for (const KeyPart& one : left)
            for (const KeyPart& two : right)
                if (rules.size() < kFewRules) rules.push_back(Rule{{one, two}});
    };
    cross_all(who, when);
    cross_all(when, where);
    cross_all(who, where);
    if (rules.empty())
        for (const Comparison& one : columns) rules.push_back(Rule{{part(one, Transform::whole)}});
    return rules;
}

std::vector<Rule> rules_for(const std::vector<Comparison>& given, size_t records) {
    std::vector<Comparison> columns = given;
    std::ranges::stable_sort(columns, {}, [](const Comparison& one) { return rank(one.compare); });
    std::vector<Rule> rules;
    const auto add = [&](std::vector<KeyPart> parts) {
        if (rules.size() < kManyRules) rules.push_back(Rule{std::move(parts)});
    };
    std::vector<std::string> names;
    for (const Comparison& one : columns)
        if (one.compare == Comparator::name) names.push_back(one.column);
    if (records > kMiddle) return few_rules(columns, names);
    for (const Comparison& one : columns)
        if (rank(one.compare) <= rank(Comparator::phone)) add({part(one, Transform::whole)});
    if (names.size() > 1) add({KeyPart{names, Transform::sorted, 0}});
    for (const Comparison& one : columns)
        if (rank(one.compare) > rank(Comparator::phone) && rank(one.compare) < rank(Comparator::number))
            add({part(one, one.compare == Comparator::name ? Transform::pinyin : Transform::whole)});
    for (size_t i = 0; i < columns.size() && records <= kSmall; ++i)
        for (size_t k = i + 1; k < columns.size(); ++k)
            for (const KeyPart& one : coarse(columns[i]))
                for (const KeyPart& two : coarse(columns[k])) add({one, two});
    if (records > kSmall)
        for (Rule& rule : few_rules(columns, names))
            if (rule.parts.size() > 1) rules.push_back(std::move(rule));
    for (const Comparison& one : columns) {
        if (rank(one.compare) <= rank(Comparator::date)) rules.push_back(Rule{{part(one, Transform::deletions)}});
        if (one.compare == Comparator::name || one.compare == Comparator::address || one.compare == Comparator::email)
            rules.push_back(Rule{{part(one, Transform::neighbours, 3)}});
    }
    return rules;
}

}  // namespace

Spec propose(const tables::Table& a, const tables::Table* b, const std::vector<std::string>& ignored) {
    Spec spec;
    spec.id = id_of(a);
    for (size_t i = 0; i < a.columns() && spec.columns.size() < 16; ++i) {
        const std::string column(trim(a.header()[i]));
        if (column == spec.id || column.empty() || named_like_label(column)) continue;
        if (std::ranges::find(ignored, column) != ignored.end() || find_column(a, column) != i) continue;
        if (b != nullptr && find_column(*b, column) == b->columns()) continue;
        Comparison one;
        one.column = column;
        one.compare = sniff(column, a, i);
        const bool again = std::ranges::any_of(spec.columns, [&](const Comparison& name) {
            return name.compare == Comparator::name && spells(a, i, find_column(a, name.column));
        });
        if (one.compare != Comparator::none && !again) spec.columns.push_back(std::move(one));
    }
    cross(spec.columns);
    spec.rules = rules_for(spec.columns, a.rows() + (b != nullptr ? b->rows() : 0));
    return spec;
}

}  // namespace yici::linkage
