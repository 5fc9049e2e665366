#include "engines/feel/builtin.h"
#include "engines/feel/parser.h"
#include "engines/feel/parser_level.h"

namespace yici::feel {

NodePtr Parser::if_then(Place place) {
    const Level level(*this);
    NodePtr condition = expression();
    scanner_.expect_word("then");
    NodePtr then = expression();
    scanner_.expect_word("else");
    NodePtr otherwise = expression();
    return make_if(std::move(condition), std::move(then), std::move(otherwise), place);
}

/// "x in list, y in 1..5": each name is seen by what follows it, and pushed on the scope.
std::vector<Iterator> Parser::iterators() {
    std::vector<Iterator> found;
    do {
        const auto name = scanner_.name_until(",()[]{}:", "in");
        if (!name) scanner_.fail("a name");
        scanner_.expect_word("in");
        Iterator iterator;
        iterator.domain = expression();
        if (scanner_.take("..")) iterator.to = expression();
        iterator.slot = scope_->push(*name);
        found.push_back(std::move(iterator));
    } while (scanner_.take(","));
    return found;
}

NodePtr Parser::loop(Place place) {
    const Level level(*this);
    std::vector<Iterator> found = iterators();
    scanner_.expect_word("return");
    const size_t slot = scope_->push("partial");
    NodePtr body = expression();
    const auto partial = scope_->last_used() ? std::optional(slot) : std::nullopt;
    if (!partial) scope_->release(slot);
    for (size_t i = 0; i <= found.size(); ++i) scope_->pop();
    return make_for(std::move(found), partial, std::move(body), place);
}

NodePtr Parser::quantified(Quantifier which, Place place) {
    const Level level(*this);
    std::vector<Iterator> found = iterators();
    scanner_.expect_word("satisfies");
    NodePtr body = expression();
    for (size_t i = 0; i < found.size(); ++i) scope_->pop();
    return make_quantified(which, std::move(found), std::move(body), place);
}

NodePtr Parser::function(Place place) {
    const Level level(*this);
    Definition definition;
    const std::string self = std::exchange(self_, {});
    scanner_.expect("(");
    Scope inner(scope_, names_);
    std::optional<size_t> self_slot;
    if (!scanner_.take(")")) {
        do {
            const auto name = scanner_.name_until(",:()", "");
            if (!name) scanner_.fail("the name of a parameter");
            definition.parameters.push_back(*name);
            definition.parameter_types.push_back(scanner_.take(":") ? type() : nullptr);
            inner.push(*name);
        } while (scanner_.take(","));
        scanner_.expect(")");
    }
    const bool external = scanner_.take_word("external");
    if (!self.empty() && !inner.knows(self) && find_builtin(self) == nullptr) {
        self_slot = inner.new_slot();
        inner.push(self, *self_slot);
    }
    scope_ = &inner;
    definition.body = expression();
    scope_ = inner.outer();
    if (external) return make_external(std::move(definition.parameters), place);
    if (self_slot && inner.last_used()) definition.self_slot = self_slot;
    definition.captured = inner.take_captured();
    definition.capture_slots = inner.capture_slots();
    definition.locals = inner.locals();
    return make_function(std::move(definition), place);
}

}  // namespace yici::feel
