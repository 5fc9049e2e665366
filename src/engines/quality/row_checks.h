#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engines/quality/rule.h"
#include "foundation/base/clock.h"
#include "foundation/tables/table.h"

namespace yici::quality {

class RowRule;

/// The rules of a set that look at one row at a time, made ready for a header: for blocks of a file under way. Safe
/// from several threads.
class RowChecks {
  public:
    static constexpr size_t kMostRules = 64;

    /// Rules that cannot be checked are left out, with a finding (as check() in check.h); so are those about several
    /// rows, without one, and rules beyond 64 (quality.too_many_rules).
    RowChecks(const std::vector<std::string>& header, const RuleSet& rules, const Clock& clock,
              std::vector<Finding>& findings);
    ~RowChecks();
    RowChecks(const RowChecks&) = delete;
    RowChecks& operator=(const RowChecks&) = delete;

    /// The place of a rule in its set, by bit.
    [[nodiscard]] const std::vector<size_t>& places() const { return places_; }
    /// One entry a row of `cells`: a bit for each rule that the row violates.
    void check(const tables::Cells& cells, std::vector<uint64_t>& bits) const;

  private:
    std::vector<std::unique_ptr<RowRule>> rules_;
    std::vector<size_t> places_;
};

}  // namespace yici::quality
