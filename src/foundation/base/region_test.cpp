#include "foundation/base/region.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace yici {
namespace {

TEST(Region, ManyThreadsFillItAndNothingOverlaps) {
    constexpr size_t kThreads = 4, kTexts = 200, kBytes = 40'000;  // 32 MB: beyond where large pages begin
    Region region;
    std::vector<std::vector<std::pmr::string>> texts(kThreads);
    std::vector<std::thread> threads(kThreads);
    for (size_t i = 0; i < kThreads; ++i) {
        threads[i] = std::thread([&, i] {
            for (size_t k = 0; k < kTexts; ++k) texts[i].emplace_back(kBytes, static_cast<char>('a' + i), &region);
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (size_t i = 0; i < kThreads; ++i) {
        for (const std::pmr::string& text : texts[i]) {
            ASSERT_EQ(text.size(), kBytes);
            ASSERT_EQ(text.find_first_not_of(static_cast<char>('a' + i)), std::string::npos);
        }
    }
}

TEST(Region, WhatIsAskedForIsAligned) {
    Region region;
    for (const size_t alignment : {1, 8, 64}) {
        for (const size_t bytes : {1, 100, 5'000'000}) {
            const auto place = reinterpret_cast<uintptr_t>(region.allocate(bytes, alignment));
            EXPECT_EQ(place % alignment, 0U) << bytes;
        }
    }
}

}  // namespace
}  // namespace yici
