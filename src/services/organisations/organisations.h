#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/codes/divisions.h"
#include "foundation/base/error.h"
#include "foundation/http/router.h"

namespace yici::organisations {

/// A body (机构) by its unified social credit code.
struct Organisation {
    std::string code;
    std::string name;
    std::string name_en;
    int level = 0;  // 行使层级: 1 nation, 2 province, 3 city, 4 county, 5 town, 6 village (domain code list)
    std::string division;
    std::string parent;
    bool made_up = false;  // the code is not the body's real one
};

/// Every body of a pack; unchanging while the program runs, so safe from several threads.
class Directory {
  public:
    /// Reads organisations.yaml of a pack; a wrong or doubled code, an unknown division or parent is a finding.
    static Directory load(const std::filesystem::path& pack, const codes::Divisions& divisions,
                          std::vector<Finding>& findings);
    [[nodiscard]] const Organisation* find(std::string_view code) const;
    /// The name of a body, or the code itself when nobody knows it.
    [[nodiscard]] std::string name_of(std::string_view code) const;
    [[nodiscard]] std::vector<const Organisation*> all() const;

  private:
    std::map<std::string, Organisation, std::less<>> organisations_;
};

/// GET /api/v1/organisations and /api/v1/divisions?parent=.
void add_routes(http::Router& router, const Directory& directory, const codes::Divisions& divisions,
                const Clock& clock);

}  // namespace yici::organisations
