#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici::demo {

/// Somebody of demonstration/story.yaml: made up, always in the population, and what the journeys and documents use.
struct StoryMember {
    std::string key;      // elder, renter, …
    std::string subject;  // person or legal_entity
    std::string code;
    std::string name;
    std::string spouse;                        // ID number of another member
    std::string married_on;                    // YYYY-MM-DD
    std::string spouse_name_in_civil_affairs;  // the wrong record that civil affairs holds
    std::string representative;                // of a legal entity: ID number of another member
    std::string matter;                        // what they come for
    std::string note;
    std::map<std::string, std::map<std::string, std::string>, std::less<>> records;  // type → field → value

    /// A value of `records`, or the fallback.
    [[nodiscard]] std::string value_or(std::string_view type, std::string_view field, std::string_view fallback) const;
};

class Story {
  public:
    static Story load(const std::filesystem::path& file, std::vector<Finding>& findings);
    [[nodiscard]] const std::vector<StoryMember>& members() const { return members_; }
    [[nodiscard]] const StoryMember* find(std::string_view code) const;
    /// demo.no_such_member is our own mistake when the key is fixed, the operator's when it was typed.
    [[nodiscard]] const StoryMember& by_key(std::string_view key) const;

  private:
    std::vector<StoryMember> members_;
};

}  // namespace yici::demo
