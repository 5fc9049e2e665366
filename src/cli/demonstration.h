#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "cli/children.h"
#include "cli/node.h"
#include "demo/population.h"
#include "demo/story.h"
#include "demo/telling.h"

namespace yici::cli {

struct DemonstrationOptions {
    std::filesystem::path data;
    std::filesystem::path pack;
    std::filesystem::path web;  // empty: no pages
    std::string database;       // empty: SQLite in `data`
    uint16_t port = 0;          // 0: any free one
    demo::PopulationOptions population;
    bool quiet = false;  // no progress bars
};

/// A node with a made-up population, the demonstration's accounts, and the three departments' own systems as processes
/// of their own. What is already there from an earlier run is kept.
class Demonstration {
  public:
    explicit Demonstration(const DemonstrationOptions& options);
    ~Demonstration();

    [[nodiscard]] Node& node() { return *node_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] const demo::Story& story() const { return story_; }
    [[nodiscard]] const Policy& policy() const { return *policy_; }
    /// The accounts of staff.yaml, as the story signs in; `member` is the citizen.
    [[nodiscard]] demo::Passwords passwords(const demo::StoryMember& member) const;

  private:
    void choose_settings();
    void drop_files();
    void seed_registry();
    void seed_credit();
    void save_accounts();
    void start_departments();
    void wait_for(const std::string& url);

    DemonstrationOptions options_;
    std::unique_ptr<Policy> policy_;
    demo::Story story_;
    std::vector<accounts::SeedAccount> accounts_;
    Settings settings_;
    uint16_t police_port_ = 0;
    uint16_t civil_affairs_port_ = 0;
    uint16_t human_resources_port_ = 0;
    Children departments_;  // end after the node
    std::unique_ptr<Node> node_;
};

}  // namespace yici::cli
