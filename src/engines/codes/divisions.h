#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/error.h"

namespace yici::codes {

struct Division {
    std::string code;  // as in GB/T 2260: 6 digits; towns 9, villages 12
    std::string name;
    std::string level;  // province, city, county, town
    std::string parent;
    std::optional<Date> valid_from;
    std::optional<Date> valid_to;  // first day on which it is gone
    std::string successor;
};

/// The division tree with its history; read from a pack's divisions.csv.
class Divisions {
  public:
    static Divisions load(const std::filesystem::path& file, std::vector<Finding>& findings);
    [[nodiscard]] const Division* find(std::string_view code) const;
    /// There on that day itself, and so is all that it belongs to.
    [[nodiscard]] bool exists(const Division& division, Date on) const;
    /// In the order of their codes.
    [[nodiscard]] std::vector<const Division*> children(std::string_view parent, Date on) const;
    [[nodiscard]] std::vector<const Division*> all(std::string_view level, Date on) const;
    [[nodiscard]] size_t size() const { return divisions_.size(); }

  private:
    void add(Division division, const std::string& file, int line, std::vector<Finding>& findings);
    void check_tree(const std::string& file, std::vector<Finding>& findings) const;

    std::map<std::string, int, std::less<>> lines_;
    std::map<std::string, Division, std::less<>> divisions_;
};

}  // namespace yici::codes
