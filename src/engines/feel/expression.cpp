#include "engines/feel/expression.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "engines/feel/parser.h"
#include "engines/feel/unknown_names.h"
#include "foundation/base/text.h"

namespace yici::feel {

namespace {

constexpr size_t kLongestText = 128 * 1024;

std::string described(const Fault& fault) {
    return "line " + std::to_string(fault.line) + ", column " + std::to_string(fault.column) + ": " + fault.detail;
}

}  // namespace

SyntaxError::SyntaxError(Fault fault)
    : Error(ErrorKind::invalid_input, fault.key, described(fault)), fault_(std::move(fault)) {}

size_t Names::add(std::string name, std::vector<std::string> members) {
    std::unordered_set<std::string> known;
    if (!members.empty()) known.insert(members_.begin(), members_.end());
    for (std::string& member : members)
        if (known.insert(member).second) members_.push_back(std::move(member));
    if (const auto slot = find(name)) return *slot;
    names_.push_back(std::move(name));
    return names_.size() - 1;
}

std::optional<size_t> Names::find(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    return found == names_.end() ? std::nullopt : std::optional(static_cast<size_t>(found - names_.begin()));
}

class Program {
  public:
    std::string text;
    NodePtr root;         // of an expression
    Parser::Tests tests;  // of unary tests
    size_t locals = 0;
    std::vector<size_t> reads;

  private:
    template <class Body>
    auto with_frame(std::span<const Value> inputs, Run& run, const Value* tested, const Body& body) const {
        constexpr size_t kFew = 4;
        if (locals > kFew) {
            std::vector<Value> own(locals);
            if (tested != nullptr) own[0] = *tested;
            Frame frame{inputs, own, run};
            return body(frame);
        }
        std::array<Value, kFew> own;
        if (tested != nullptr) own[0] = *tested;
        Frame frame{inputs, std::span(own).first(locals), run};
        return body(frame);
    }

  public:
    [[nodiscard]] Value evaluate(std::span<const Value> inputs, Run& run, const Value* tested) const {
        return with_frame(inputs, run, tested, [&](Frame& frame) {
            if (!root) return value_of(passes(tested == nullptr ? Value() : *tested, frame));
            Value scratch;
            return Value(root->evaluate(frame, scratch));
        });
    }
    [[nodiscard]] Tri test(const Value& tested, std::span<const Value> inputs, Run& run) const {
        return with_frame(inputs, run, root ? nullptr : &tested,
                          [&](Frame& frame) { return root ? root->truth(frame) : passes(tested, frame); });
    }

  private:
    [[nodiscard]] Tri passes(const Value& tested, Frame& frame) const {
        if (tests.any) return Tri::yes;
        Tri answer = Tri::no;
        for (const TestPtr& test : tests.tests) {
            const Tri passed = test->test(tested, frame);
            if (passed != Tri::no) answer = passed;
            if (passed == Tri::yes) break;
        }
        if (!tests.negated || answer == Tri::unknown) return answer;
        return answer == Tri::yes ? Tri::no : Tri::yes;
    }
};

namespace {

void check_text(std::string_view text) {
    if (text.size() > kLongestText) throw SyntaxError({1, 1, "feel.too_long", std::to_string(kLongestText)});
    if (!is_utf8(text)) throw SyntaxError({1, 1, "feel.not_utf8", {}});
}

}  // namespace

std::vector<Fault> unknown_names(std::string_view text, const Names& names) {
    check_text(text);
    const Types types;
    Parser parser(text, names, types);
    (void)parser.whole_expression();
    return parser.unknown();
}

TypePtr parse_type(std::string_view text, const Types& types) {
    const Names names;
    try {
        check_text(text);
        return Parser(text, names, types).whole_type();
    } catch (const SyntaxError&) {  // the caller has only the name that it was given
        return nullptr;
    }
}

Expression Expression::parse(std::string_view text, const Names& names) {
    return parse(text, names, Types());
}

Expression Expression::parse_unary_tests(std::string_view text, const Names& names) {
    return parse_unary_tests(text, names, Types());
}

Expression Expression::parse(std::string_view text, const Names& names, const Types& types) {
    check_text(text);
    auto program = std::make_shared<Program>();
    program->text = text;
    Parser parser(program->text, names, types);
    program->root = parser.whole_expression();
    program->locals = parser.locals();
    program->reads = parser.reads();
    return Expression(std::move(program));
}

Expression Expression::parse_unary_tests(std::string_view text, const Names& names, const Types& types) {
    check_text(text);
    auto program = std::make_shared<Program>();
    program->text = text;
    Parser parser(program->text, names, types);
    program->tests = parser.whole_tests();
    program->locals = parser.locals();
    program->reads = parser.reads();
    return Expression(std::move(program));
}

Value Expression::evaluate(std::span<const Value> inputs, Run& run) const {
    return program_->evaluate(inputs, run, nullptr);
}

std::optional<bool> Expression::test(const Value& tested, std::span<const Value> inputs, Run& run) const {
    const Tri passed = program_->test(tested, inputs, run);
    return passed == Tri::unknown ? std::nullopt : std::optional(passed == Tri::yes);
}

const std::vector<size_t>& Expression::reads() const {
    return program_->reads;
}
const std::string& Expression::text() const {
    return program_->text;
}
const Value* Expression::constant() const {
    return program_->root ? program_->root->constant() : nullptr;
}

std::optional<Expression::Cell> Expression::cell() const {
    if (program_->root) return std::nullopt;
    Cell cell{program_->tests.any, program_->tests.negated, {}};
    for (const TestPtr& test : program_->tests.tests) {
        auto known = test->constant();
        if (!known) return std::nullopt;
        cell.tests.push_back(*std::move(known));
    }
    return cell;
}

}  // namespace yici::feel
