#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engines/warehouse/table_source.h"
#include "foundation/base/error.h"

namespace yici::sources {

/// A table that a department gives: collection/*.yaml of a pack.
struct Source {
    std::string name;
    std::string title;
    std::string title_en;
    std::string department;  // credit code
    std::string system;      // by its name in the node's configuration
    warehouse::TableSpec table;
    std::chrono::minutes every{60};
};

class Sources {
  public:
    /// What is wrong goes to `findings` with file and line. A pack without the folder collects nothing.
    static Sources load(const std::filesystem::path& folder, std::vector<Finding>& findings);
    explicit Sources(std::vector<Source> sources = {}) : sources_(std::move(sources)) {}

    [[nodiscard]] const Source* find(std::string_view name) const;
    [[nodiscard]] const std::vector<Source>& all() const { return sources_; }

  private:
    std::vector<Source> sources_;
};

}  // namespace yici::sources
