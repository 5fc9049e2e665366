#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "engines/feel/compare.h"
#include "engines/feel/expression.h"
#include "engines/feel/value_json.h"
#include "foundation/base/clock.h"
#include "foundation/base/files.h"

using namespace yici;

namespace {

struct Question {
    std::string text;
    feel::Expression expression;
};

void add_members(const feel::Value& value, std::vector<std::string>& members) {
    if (const feel::List* const list = value.list())
        for (const feel::Value& element : *list) add_members(element, members);
    if (const feel::Context* const context = value.context())
        for (const auto& [name, entry] : context->entries()) members.push_back(name);
}

/// Rounds over all expressions for that long; evaluations a second.
template <class Each>
double rate(const std::vector<Question>& questions, double seconds, const Each& each) {
    using Steady = std::chrono::steady_clock;
    const auto begin = Steady::now();
    double passed = 0;
    size_t count = 0;
    while (passed < seconds) {
        for (const Question& question : questions) each(question);
        count += questions.size();
        passed = std::chrono::duration<double>(Steady::now() - begin).count();
    }
    return static_cast<double>(count) / passed;
}

}  // namespace

/// feel_ratio FILE SECONDS: every answer is compared first, then the rates are printed: parsed once, parsed each time.
int main(int /*argc*/, char** argv) {
    const feel::Value file = feel::from_json(read_file(argv[1]));
    const double seconds = std::stod(argv[2]);
    feel::Names names;
    std::vector<feel::Value> inputs;
    for (const auto& [name, value] : file.context()->find("context")->context()->entries()) {
        std::vector<std::string> members;
        add_members(value, members);
        names.add(name, std::move(members));
        inputs.push_back(value);
    }
    const SystemClock clock;
    std::vector<Question> questions;
    for (const feel::Value& one : *file.context()->find("expressions")->list()) {
        const std::string& text = *one.context()->find("text")->string();
        questions.push_back({text, feel::Expression::parse(text, names)});
        feel::Run run(clock);
        const feel::Value answer = questions.back().expression.evaluate(inputs, run);
        if (!feel::equals(answer, *one.context()->find("answer")).value_or(false))
            throw std::runtime_error(text + ": " + answer.to_string());
    }
    const double once = rate(questions, seconds, [&](const Question& question) {
        feel::Run run(clock);
        (void)question.expression.evaluate(inputs, run);
    });
    const double each = rate(questions, seconds, [&](const Question& question) {
        feel::Run run(clock);
        (void)feel::Expression::parse(question.text, names).evaluate(inputs, run);
    });
    std::printf("{\"once\": %.0f, \"each\": %.0f}\n", once, each);
}
