#include "engines/feel/parser.h"

#include <algorithm>

#include "engines/feel/builtin.h"
#include "engines/feel/parser_level.h"

namespace yici::feel {

Parser::Parser(std::string_view text, const Names& names, const Types& types)
    : scanner_(text), names_(names), types_(types), top_(nullptr, names) {}

NodePtr Parser::whole_expression() {
    NodePtr node = expression();
    if (!scanner_.done()) scanner_.fail("");
    return node;
}

std::vector<size_t> Parser::reads() const {
    std::vector<size_t> sorted = reads_;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    return sorted;
}

NodePtr Parser::expression() {
    return junction(false);
}

/// a or b or …, of which each is c and d and …
NodePtr Parser::junction(bool all) {
    const Place place = scanner_.place();
    std::vector<NodePtr> parts;
    do {
        parts.push_back(all ? comparison() : junction(true));
    } while (scanner_.take_word(all ? "and" : "or"));
    if (parts.size() == 1) return std::move(parts.front());
    return all ? make_and(std::move(parts), place) : make_or(std::move(parts), place);
}

std::optional<Operator> Parser::comparison_sign() {
    if (scanner_.take("<=")) return Operator::less_or_equal;
    if (scanner_.take(">=")) return Operator::greater_or_equal;
    if (scanner_.take("<")) return Operator::less;
    if (scanner_.take(">")) return Operator::greater;
    if (scanner_.take("!=")) return Operator::not_equal;
    if (scanner_.take("=")) return Operator::equal;
    return std::nullopt;
}

NodePtr Parser::comparison() {
    NodePtr left = sum();
    for (bool found = true; found;) left = relation(std::move(left), found);
    return left;
}

NodePtr Parser::relation(NodePtr left, bool& found) {
    scanner_.skip();
    const Place place = scanner_.place();
    if (const auto op = comparison_sign()) return make_binary(*op, std::move(left), sum(), place);
    if (scanner_.take_word("between")) return between(std::move(left), place);
    if (scanner_.take_word("in")) return in(std::move(left), place);
    if (scanner_.take_word("instance")) {
        scanner_.expect_word("of");
        return instance_of(std::move(left), place);
    }
    found = false;
    return left;
}

NodePtr Parser::between(NodePtr left, Place place) {
    NodePtr low = sum();
    scanner_.expect_word("and");
    NodePtr high = sum();
    return make_between(std::move(left), std::move(low), std::move(high), place);
}

NodePtr Parser::in(NodePtr left, Place place) {
    if (scope_->knows("?")) return make_in(std::move(left), tests_of_in(), std::nullopt, place);
    const int asked = asked_;
    const size_t slot = scope_->push("?");
    std::vector<TestPtr> tests = tests_of_in();
    const bool used = asked_ > asked;
    scope_->pop();
    if (!used) scope_->release(slot);
    asked_ = asked;
    return make_in(std::move(left), std::move(tests), used ? std::optional(slot) : std::nullopt, place);
}

NodePtr Parser::instance_of(NodePtr left, Place place) {
    const Place at = scanner_.place();
    TypePtr wanted = type();
    if (!wanted) return make_null("feel.unknown_type", {}, at);
    return make_instance_of(std::move(left), std::move(wanted), place);
}

NodePtr Parser::sum() {
    NodePtr left = product();
    while (true) {
        scanner_.skip();
        const Place place = scanner_.place();
        if (scanner_.take("+")) {
            left = make_binary(Operator::add, std::move(left), product(), place);
        } else if (scanner_.take("-")) {
            left = make_binary(Operator::subtract, std::move(left), product(), place);
        } else {
            return left;
        }
    }
}

NodePtr Parser::product() {
    NodePtr left = power();
    while (true) {
        scanner_.skip();
        const Place place = scanner_.place();
        if (scanner_.take("*")) {
            left = make_binary(Operator::multiply, std::move(left), power(), place);
        } else if (scanner_.take("/")) {
            left = make_binary(Operator::divide, std::move(left), power(), place);
        } else {
            return left;
        }
    }
}

NodePtr Parser::power() {
    NodePtr left = unary();
    while (true) {
        scanner_.skip();
        const Place place = scanner_.place();
        if (!scanner_.take("**")) return left;
        left = make_binary(Operator::power, std::move(left), unary(), place);
    }
}

NodePtr Parser::unary() {
    scanner_.skip();
    const Place place = scanner_.place();
    if (!scanner_.take("-")) return postfix();
    const Level level(*this, range_end_);
    return make_negation(unary(), place);
}

NodePtr Parser::postfix() {
    NodePtr node = primary();
    while (true) {
        const char next = scanner_.peek();
        if (next == '.' && scanner_.peek_at(1) != '.') {
            node = path(std::move(node));
        } else if (next == '[' && !(range_end_ && bracket_closes_range())) {
            node = filter(std::move(node));
        } else if (next == '(') {
            const Place place = scanner_.place();
            node = invocation(std::move(node), nullptr, place);
        } else {
            return node;
        }
    }
}

/// In "]1..5[" the last bracket ends the range; in "]1..a[2]]" it does not.
bool Parser::bracket_closes_range() {
    const size_t here = scanner_.at();
    scanner_.expect("[");
    const char next = scanner_.peek();
    bool closes = next == '\0' || std::string_view(",)]}=!<>*+.").find(next) != std::string_view::npos;
    for (const char* word : {"and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"})
        closes = closes || scanner_.at_word(word);
    scanner_.go_to(here);
    return closes;
}

std::string Parser::member_name() {
    scanner_.skip();
    std::string longest;
    size_t end = scanner_.at();
    const auto consider = [&](std::string_view name) {
        if (const size_t found = scanner_.end_of_name(name); found > end) {
            end = found;
            longest = name;
        }
    };
    for (const std::string& name : names_.members()) consider(name);
    for (const std::string& name : members_) consider(name);
    for (const char* name : {"time offset", "start included", "end included"}) consider(name);
    std::string single = scanner_.identifier();
    if (scanner_.at() < end) {
        scanner_.go_to(end);
        return longest;
    }
    if (single.empty()) scanner_.fail("a name");
    return single;
}

NodePtr Parser::path(NodePtr base) {
    const Place place = scanner_.place();
    scanner_.expect(".");
    return make_path(std::move(base), member_name(), place);
}

NodePtr Parser::filter(NodePtr base) {
    const Level level(*this);
    const Place place = scanner_.place();
    scanner_.expect("[");
    const size_t slot = scope_->push_element();
    NodePtr by = expression();
    // "item" is asked for by way of the element, which is asked first.
    const bool dependent = scope_->last_used();
    scope_->pop();
    scanner_.expect("]");
    return make_filter(std::move(base), std::move(by), slot, dependent, place);
}

/// "name:" in front of an argument; nothing is taken when there is none.
std::optional<std::string> Parser::argument_name() {
    const size_t here = scanner_.at();
    auto name = scanner_.name_until(":,()", "");
    if (name && scanner_.take(":")) return name;
    scanner_.go_to(here);
    return std::nullopt;
}

NodePtr Parser::invocation(NodePtr callee, const Builtin* builtin, Place place) {
    const Level level(*this);
    scanner_.expect("(");
    std::vector<NodePtr> arguments;
    std::vector<std::string> names;
    if (!scanner_.take(")")) {
        do {
            auto name = argument_name();
            if (!arguments.empty() && name.has_value() != !names.empty())
                scanner_.fail("names for all arguments, or for none");
            if (name) names.push_back(*std::move(name));
            arguments.push_back(expression());
        } while (scanner_.take(","));
        scanner_.expect(")");
    }
    return make_call(std::move(callee), builtin, std::move(arguments), std::move(names), place);
}

}  // namespace yici::feel
