#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/expression.h"
#include "engines/feel/type.h"
#include "foundation/base/clock.h"

namespace yici::feel::test {

inline const ManualClock& noon() {
    static const ManualClock clock(*parse_instant("2018-06-12T04:00:00Z"));  // 12:00 in China
    return clock;
}

/// The value of a text without inputs, as FEEL would write it.
inline std::string run(std::string_view text) {
    Run run(noon());
    return Expression::parse(text, Names()).evaluate({}, run).to_string();
}

/// The key of the error that a run of few steps ends in.
inline std::string stopped(std::string_view text) {
    constexpr int64_t kSteps = 300'000;
    Run run(noon(), kSteps);
    try {
        (void)Expression::parse(text, Names()).evaluate({}, run);
    } catch (const Error& error) {
        return error.key();
    }
    return "not stopped";
}

/// The key of the first note of a run that says why.
inline std::string why(std::string_view text) {
    Run run(noon());
    (void)Expression::parse(text, Names()).evaluate({}, run);
    return run.notes.empty() ? "" : run.notes.front().key;
}

/// The fault that parsing ends in.
inline Fault fault(std::string_view text) {
    try {
        (void)Expression::parse(text, Names());
    } catch (const SyntaxError& error) {
        return error.fault();
    }
    return {};
}

struct Example {
    std::string_view text;
    std::string_view answer;
};

inline void expect(const std::vector<Example>& examples) {
    for (const auto& [text, answer] : examples) EXPECT_EQ(run(text), answer) << text;
}

}  // namespace yici::feel::test
