#include "engines/feel/parser.h"
#include "engines/feel/parser_level.h"

namespace yici::feel {

TestPtr Parser::value_test(NodePtr node, int asked_before, Place place) {
    return make_value_test(std::move(node), asked_ > asked_before, place);
}

/// One of "< 5", "[1..3]", "x", "? > y".
TestPtr Parser::test() {
    scanner_.skip();
    const Place place = scanner_.place();
    if (const auto op = comparison_sign()) return make_comparison_test(*op, sum(), place);
    const int asked = asked_;
    return value_test(expression(), asked, place);
}

void Parser::tests(std::vector<TestPtr>& found) {
    do {
        found.push_back(test());
    } while (scanner_.take(","));
}

/// The right side of `in`: one test, or several in parentheses.
std::vector<TestPtr> Parser::tests_of_in() {
    const Level level(*this);
    scanner_.skip();
    const Place place = scanner_.place();
    const int asked = asked_;
    std::vector<TestPtr> found;
    if (const auto op = comparison_sign()) {
        found.push_back(make_comparison_test(*op, sum(), place));
        return found;
    }
    if (scanner_.peek() != '(') {
        found.push_back(value_test(sum(), asked, place));
        return found;
    }
    scanner_.expect("(");
    if (const auto op = comparison_sign()) {
        found.push_back(make_comparison_test(*op, sum(), place));
    } else {
        NodePtr first = expression();
        if (scanner_.take("..")) {
            found.push_back(value_test(range_end(std::move(first), false, place), asked, place));
            return found;
        }
        found.push_back(value_test(std::move(first), asked, place));
    }
    if (scanner_.take(",")) tests(found);
    scanner_.expect(")");
    return found;
}

Parser::Tests Parser::whole_tests() {
    scope_->push("?");
    Tests result;
    const size_t start = scanner_.at();
    if (scanner_.done()) {
        result.any = true;
        return result;
    }
    if (scanner_.take("-")) {
        result.any = scanner_.done();
        if (result.any) return result;
        scanner_.go_to(start);
    }
    if (scanner_.take_word("not") && scanner_.take("(")) {
        tests(result.tests);
        result.negated = scanner_.take(")") && scanner_.done();
        if (result.negated) return result;
        result.tests.clear();
    }
    scanner_.go_to(start);
    tests(result.tests);
    if (!scanner_.done()) scanner_.fail("");
    return result;
}

}  // namespace yici::feel
