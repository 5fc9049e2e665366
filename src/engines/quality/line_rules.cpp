#include <algorithm>
#include <array>

#include "engines/quality/rule.h"
#include "foundation/base/text.h"

namespace yici::quality {
namespace {

struct OperatorName {
    std::string_view name;
    Operator op;
};
constexpr std::array<OperatorName, 10> kOperators{{{"EQ", Operator::equal},
                                                   {"IQ", Operator::differs},
                                                   {"NEQ", Operator::differs},
                                                   {"NE", Operator::differs},
                                                   {"LT", Operator::less},
                                                   {"GT", Operator::greater},
                                                   {"LTE", Operator::less_or_equal},
                                                   {"LE", Operator::less_or_equal},
                                                   {"GTE", Operator::greater_or_equal},
                                                   {"GE", Operator::greater_or_equal}}};

bool is_tuple(std::string_view token) {
    return token == "t1" || token == "t2";
}

/// An & separates only before a tuple or a predicate: names of columns may hold one.
bool begins_token(std::string_view rest) {
    if (is_tuple(rest.substr(0, rest.find('&')))) return true;
    const size_t bracket = rest.find('(');
    if (bracket == std::string_view::npos || bracket < 2 || bracket > 3) return false;
    return std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(bracket),
                       [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::vector<std::string_view> tokens_of(std::string_view text) {
    std::vector<std::string_view> tokens;
    size_t begin = 0;
    for (size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
        if (!begins_token(trim(text.substr(at + 1)))) continue;
        tokens.push_back(trim(text.substr(begin, at - begin)));
        begin = at + 1;
    }
    tokens.push_back(trim(text.substr(begin)));
    return tokens;
}

Operand operand_of(std::string_view text) {
    text = trim(text);
    if (text.starts_with("t1.")) return {1, std::string(trim(text.substr(3)))};
    if (text.starts_with("t2.")) return {2, std::string(trim(text.substr(3)))};
    const bool quoted =
        text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
    return {0, std::string(quoted ? text.substr(1, text.size() - 2) : text)};
}

/// The comma between the operands: names and constants may hold others.
size_t comma_of(std::string_view inside) {
    for (const std::string_view next : {",t1.", ",t2.", ", t1.", ", t2.", ",\"", ", \"", ",'", ", '"})
        if (const size_t at = inside.find(next); at != std::string_view::npos && at > 0) return at;
    return inside.rfind(',');
}

std::optional<Predicate> predicate_of(std::string_view token, std::string& detail) {
    const size_t bracket = token.find('(');
    if (bracket == std::string_view::npos || token.back() != ')') {
        detail = token;
        return std::nullopt;
    }
    const std::string_view name = trim(token.substr(0, bracket));
    const auto* op =
        std::find_if(kOperators.begin(), kOperators.end(), [&](const auto& each) { return each.name == name; });
    const std::string_view inside = token.substr(bracket + 1, token.size() - bracket - 2);
    const size_t comma = comma_of(inside);
    if (op == kOperators.end() || comma == std::string_view::npos) {
        detail = op == kOperators.end() ? name : inside;
        return std::nullopt;
    }
    Predicate predicate{operand_of(inside.substr(0, comma)), op->op, operand_of(inside.substr(comma + 1))};
    if (predicate.left.tuple == 0 && predicate.right.tuple == 0) {
        detail = token;
        return std::nullopt;
    }
    return predicate;
}

std::vector<std::string> names_of(std::string_view text) {
    std::vector<std::string> names;
    for (const std::string_view part : split(text, ','))
        if (const std::string_view name = trim(part); !name.empty()) names.emplace_back(name);
    return names;
}

std::optional<Dependency> dependency_of(std::string_view line) {
    for (const std::string_view arrow : {"⇒", "→", "->", "=>"}) {
        const size_t at = line.find(arrow);
        if (at == std::string_view::npos) continue;
        Dependency found{names_of(line.substr(0, at)), names_of(line.substr(at + arrow.size()))};
        if (found.columns.empty() || found.determined.empty()) return std::nullopt;
        return found;
    }
    return std::nullopt;
}

}  // namespace

bool Denial::of_two_rows() const {
    return std::any_of(predicates.begin(), predicates.end(),
                       [](const Predicate& each) { return each.left.tuple == 2 || each.right.tuple == 2; });
}

std::optional<Denial> parse_denial(std::string_view text, std::string& detail) {
    Denial denial;
    for (const std::string_view token : tokens_of(text)) {
        if (is_tuple(token)) continue;
        const auto predicate = predicate_of(token, detail);
        if (!predicate) return std::nullopt;
        denial.predicates.push_back(*predicate);
    }
    if (!denial.predicates.empty()) return denial;
    detail = text;
    return std::nullopt;
}

RuleSet parse_line_rules(std::string_view text, const std::string& file, std::vector<Finding>& findings) {
    RuleSet set;
    set.file = file;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    int number = 0;
    for (const std::string_view each : split(text, '\n')) {
        ++number;
        const std::string_view line = trim(each);
        if (line.empty() || line.starts_with('#')) continue;
        Rule rule;
        rule.id = std::to_string(number);
        rule.text = line;
        rule.dimension = Dimension::consistent;
        rule.empty_is_value = true;
        rule.line = number;
        std::string detail(line);
        const bool predicates = line.find('(') != std::string_view::npos && line.starts_with('t');
        if (auto dependency = predicates ? std::nullopt : dependency_of(line)) {
            rule.what = *std::move(dependency);
        } else if (auto denial = parse_denial(line, detail)) {
            rule.what = *std::move(denial);
        } else {
            findings.push_back({file, number, "quality.rule_unreadable", detail});
            continue;
        }
        set.rules.push_back(std::move(rule));
    }
    return set;
}

}  // namespace yici::quality
