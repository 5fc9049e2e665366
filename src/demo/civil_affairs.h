#pragma once

#include "demo/department.h"
#include "demo/department_system.h"
#include "demo/story.h"

namespace yici::demo {

/// The marriage register of civil affairs: Yici reads its view person_marriage through the SQL connector, while couples
/// who wait go on marrying. With the disturbance one spouse of the story is misspelt.
class CivilAffairs final : public DepartmentSystem {
  public:
    CivilAffairs(db::Database& database, const Story& story, const Disturbances& disturbances, const Clock& clock);
    void prepare(Population& population, const std::function<void(int64_t)>& progress) override;
    [[nodiscard]] int64_t records() const override;
    void add_routes(http::Router& router) override;
    [[nodiscard]] std::string disturbances() const override;
    /// Registers the marriage of the couple that has waited longest; false when nobody waits.
    bool marry_next();

  private:
    void seed(db::Transaction& transaction, Population& population, const std::function<void(int64_t)>& progress);
    void spell_spouses(db::Transaction& transaction);

    db::Database& database_;
    const Story& story_;
    Disturbances disturbances_;
    const Clock& clock_;
};

}  // namespace yici::demo
