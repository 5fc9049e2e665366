#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "demo/population.h"

namespace yici::demo {

/// The pack in the repository: tests run in the repository's root.
struct TestPack {
    std::vector<Finding> findings;
    std::filesystem::path folder = "packs/zhejiang";
    codes::Divisions divisions = codes::Divisions::load(folder / "divisions.csv", findings);
    Story story = Story::load(folder / "demonstration/story.yaml", findings);

    [[nodiscard]] Population population(const PopulationOptions& options) const {
        return Population(divisions, story, options);
    }
};

}  // namespace yici::demo
