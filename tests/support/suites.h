#pragma once

#include <filesystem>
#include <optional>

namespace yici::test {

/// A folder of data that nobody here wrote, below YICI_SUITES (by default ../shared/data); none where it is absent.
[[nodiscard]] std::optional<std::filesystem::path> suite(const std::filesystem::path& name);

}  // namespace yici::test

/// Binds `name` to the suite's folder, or leaves the test as "skipped: suite not present".
#define YICI_SUITE_OR_SKIP(name, folder)                             \
    const auto name##_found = ::yici::test::suite(folder);           \
    if (!name##_found) GTEST_SKIP() << "skipped: suite not present"; \
    const std::filesystem::path& name = *name##_found
