#include <array>
#include <string>

#include "engines/feel/expression.h"
#include "engines/feel/type.h"
#include "engines/feel/value_json.h"
#include "fuzz.h"

namespace {

using namespace yici;

constexpr int64_t kSteps = 20'000;

/// Null, or a value that can be written and read again; stopped runs say why in a sentence.
void run(const feel::Expression& expression, std::span<const feel::Value> inputs, const Clock& clock) {
    feel::Run run(clock, kSteps);
    const bool done = fuzz::passes([&] {
        const feel::Value value = expression.evaluate(inputs, run);
        fuzz::require(value.depth() <= feel::Value::kDeepest);
        if (value.weight() < static_cast<uint64_t>(kSteps)) {
            (void)value.to_string();
            (void)feel::to_json(value);
        }
    });
    for (const feel::Fault& note : run.notes) fuzz::require_sentence(note.key);
    fuzz::require(!done || run.steps_left >= 0);
    fuzz::require(run.depth_left == 500);
}

}  // namespace

/// Any text as an expression, as unary tests, as a type, as JSON: an answer or a fault with its place.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const ManualClock clock(*parse_instant("2018-06-12T04:00:00Z"));
    feel::Names names;
    names.add("a");
    names.add("b c", {"d e", "f"});
    const std::array<feel::Value, 2> inputs = {feel::Number(5), feel::from_json(R"({"d e": [1, 2, {"f": 3}]})")};
    const feel::Types types;
    try {
        run(feel::Expression::parse(text, names, types), inputs, clock);
    } catch (const feel::SyntaxError& error) {
        fuzz::require(error.fault().line > 0 && error.fault().column > 0);
        fuzz::require_sentence(error.key());
    }
    fuzz::passes([&] {
        const auto tests = feel::Expression::parse_unary_tests(text, names);
        feel::Run run(clock, kSteps);
        (void)tests.test(inputs[0], inputs, run);
        (void)tests.cell();
    });
    (void)feel::parse_type(text, types);
    fuzz::passes([&] { (void)feel::to_json(feel::from_json(text)); });
    return 0;
}
