#include <algorithm>
#include <array>
#include <set>

#include "engines/feel/builtin.h"
#include "engines/feel/parser.h"
#include "engines/feel/parser_level.h"
#include "engines/feel/text.h"

namespace yici::feel {

NodePtr Parser::primary() {
    const char next = scanner_.peek();
    const Place place = scanner_.place();
    switch (next) {
        case '"':
            return make_constant(scanner_.string(), place);
        case '@':
            return literal_at(place);
        case '(':
            return parenthesis();
        case '[':
            return brackets();
        case ']':
            return open_range();
        case '{':
            return context();
        case '?':
            scanner_.expect("?");
            ++asked_;
            return named("?", place);
        default:
            if (auto number = scanner_.number()) return make_constant(*number, place);
            return word(place);
    }
}

/// The longest name that is known and stands next; empty when there is none. Nothing is taken.
std::string Parser::longest_name() {
    std::string_view longest;
    size_t end = scanner_.at();
    const auto consider = [&](std::string_view name) {
        if (name.empty()) return;
        if (const size_t found = scanner_.end_of_name(name); found > end) {
            end = found;
            longest = name;
        }
    };
    scope_->each(consider);
    for (size_t slot = 0; slot < names_.size(); ++slot) consider(names_.at(slot));
    for (const std::string& name : builtin_names()) consider(name);
    if (scope_->in_filter()) {
        for (const std::string& name : names_.members()) consider(name);
        for (const std::string& name : members_) consider(name);
    }
    return std::string(longest);
}

NodePtr Parser::word(Place place) {
    const std::string name = longest_name();
    if (NodePtr node = keyword(name.size(), place)) return node;
    if (!name.empty()) {
        scanner_.go_to(scanner_.end_of_name(name));
        return named(name, place);
    }
    const std::string unknown = scanner_.identifier();
    if (unknown.empty()) scanner_.fail("a value");
    return named(unknown, place);
}

/// What begins with a word of the language, unless a longer name that is known begins there.
NodePtr Parser::keyword(size_t longest, Place place) {
    const auto word = [&](std::string_view text) { return text.size() >= longest && scanner_.take_word(text); };
    if (word("true")) return make_constant(true, place);
    if (word("false")) return make_constant(false, place);
    if (word("null")) return make_constant(Null(), place);
    if (word("if")) return if_then(place);
    if (word("for")) return loop(place);
    if (word("some")) return quantified(Quantifier::some, place);
    if (word("every")) return quantified(Quantifier::every, place);
    if (word("function")) return function(place);
    constexpr std::array kReserved = {"and", "or", "then", "else", "return", "satisfies", "in", "between", "instance"};
    if (longest == 0 &&
        std::any_of(kReserved.begin(), kReserved.end(), [&](const char* w) { return scanner_.at_word(w); }))
        scanner_.fail("a value");
    return nullptr;
}

NodePtr Parser::named(const std::string& name, Place place) {
    const Builtin* const builtin = find_builtin(name);
    const bool called = scanner_.peek() == '(';
    if (builtin != nullptr && called && !scope_->knows(name)) return invocation(nullptr, builtin, place);
    if (NodePtr found = scope_->resolve(name, place, reads_)) {
        const bool both = builtin != nullptr && called;
        return both ? invocation(std::move(found), builtin, place) : std::move(found);
    }
    if (builtin != nullptr) return make_builtin(*builtin, place);
    unknown_.push_back({place.line, place.column, "feel.unknown_name", name});
    return make_null("feel.unknown_name", name, place);
}

NodePtr Parser::literal_at(Place place) {
    scanner_.expect("@");
    if (scanner_.peek() != '"') scanner_.fail("a text in quotes behind @");
    const std::string text = scanner_.string();
    if (const auto value = parse_date(text)) return make_constant(*value, place);
    if (const auto value = parse_date_time(text)) return make_constant(*value, place);
    if (const auto value = parse_time(text)) return make_constant(*value, place);
    if (const auto value = parse_years_months(text)) return make_constant(*value, place);
    if (const auto value = parse_days_time(text)) return make_constant(*value, place);
    return make_null("feel.not_temporal", text, place);
}

/// "(a)", "(a..b]", "(< 5)"
NodePtr Parser::parenthesis() {
    const Level level(*this);
    const Place place = scanner_.place();
    scanner_.expect("(");
    if (const auto op = comparison_sign()) {
        NodePtr end = expression();
        scanner_.expect(")");
        return make_comparison(*op, std::move(end), place);
    }
    NodePtr inner = expression();
    if (scanner_.take("..")) return range_end(std::move(inner), false, place);
    scanner_.expect(")");
    return inner;
}

NodePtr Parser::open_range() {
    const Level level(*this);
    const Place place = scanner_.place();
    scanner_.expect("]");
    NodePtr low = expression();
    scanner_.expect("..");
    return range_end(std::move(low), false, place);
}

NodePtr Parser::range_end(NodePtr low, bool low_included, Place place) {
    NodePtr high;
    {
        const Level level(*this, true);
        high = expression();
    }
    const bool included = scanner_.take("]");
    if (!included && !scanner_.take(")") && !scanner_.take("[")) scanner_.fail("] or )");
    return make_range(std::move(low), std::move(high), low_included, included, place);
}

/// "[a, b]" or "[a..b)"
NodePtr Parser::brackets() {
    const Level level(*this);
    const Place place = scanner_.place();
    scanner_.expect("[");
    std::vector<NodePtr> elements;
    if (scanner_.take("]")) return make_list(std::move(elements), place);
    do {
        const Place at = scanner_.place();
        if (const auto op = comparison_sign()) {
            elements.push_back(make_comparison(*op, expression(), at));
            continue;
        }
        elements.push_back(expression());
        if (elements.size() == 1 && scanner_.take("..")) return range_end(std::move(elements.front()), true, place);
    } while (scanner_.take(","));
    scanner_.expect("]");
    return make_list(std::move(elements), place);
}

NodePtr Parser::context() {
    const Level level(*this);
    const Place place = scanner_.place();
    scanner_.expect("{");
    std::vector<Entry> entries;
    std::set<std::string> seen;
    std::string twice;
    if (!scanner_.take("}")) {
        do {
            auto name = scanner_.peek() == '"' ? scanner_.string() : scanner_.name_until(":", "");
            if (!name) scanner_.fail("the name of an entry");
            scanner_.expect(":");
            if (!seen.insert(*name).second) twice = *name;
            self_ = *name;
            NodePtr value = expression();
            self_.clear();
            const size_t slot = scope_->push(*name);
            members_.insert(*name);
            entries.push_back({*std::move(name), std::move(value), slot});
        } while (scanner_.take(","));
        scanner_.expect("}");
    }
    for (size_t i = 0; i < entries.size(); ++i) scope_->pop();
    if (!twice.empty()) return make_null("feel.entry_twice", twice, place);
    return make_context(std::move(entries), place);
}

}  // namespace yici::feel
